/** Runs a program in Saguaro as V8 would store its variables, and reports what safe-for-space storage would free. */
import type { Finding, LeakReport } from '@saguaro/retention';
import { observeSession, shownKept } from '../program/observe.ts';
import type { Program } from '../program/read.ts';
import type { KeptBinding } from '../report/model.ts';

const identity = (kept: KeptBinding): string =>
  `${kept.binding}\0${kept.function}\0${kept.file}:${kept.line}:${kept.column}`;

function groups(kept: readonly KeptBinding[]): Map<string, KeptBinding[]> {
  const found = new Map<string, KeptBinding[]>();
  for (const one of kept) {
    const same = found.get(identity(one));
    if (same === undefined) found.set(identity(one), [one]);
    else same.push(one);
  }
  return found;
}

/** Bytes of copies that are inside no other copy: what a nested one keeps is in the outer one's sum. */
function bytesOf(copies: readonly KeptBinding[]): number {
  return copies.reduce((sum, { path, binding, bytes }) => (path.slice(0, -1).includes(binding) ? sum : sum + bytes), 0);
}

/** Throws a `SyntaxFailure` where the program does not parse. */
export async function leaksOfProgram(
  program: Program,
  options: Readonly<Record<string, unknown>>,
  minBytes: number,
): Promise<LeakReport> {
  // Both runs see the same time and the same random numbers.
  const fixed = { ...options, seed: options['seed'] ?? 1, now: options['now'] ?? Date.now() };
  const flatRun = await observeSession(program, fixed, 'flat');
  const flat = groups(shownKept(program, flatRun.session).bindings);
  const { session } = await observeSession(program, fixed, 'linked');
  const linked = shownKept(program, session);
  const facts = await captureFacts(program);
  const findings: Finding[] = [];
  for (const [key, copies] of groups(linked.bindings)) {
    const needless = bytesOf(copies) - bytesOf(flat.get(key) ?? []);
    const [first] = copies;
    if (first === undefined || copies.length <= (flat.get(key)?.length ?? 0) || needless < minBytes) continue;
    const declared = facts?.bindings.find(
      (one) => one.line === first.line && one.column === first.column && one.name === first.binding,
    );
    const capture = declared?.captures[0];
    const user = capture === undefined ? undefined : facts?.functions[capture.function];
    const blame =
      user === undefined ? null : { function: user.name, file: first.file, line: user.line, column: user.column };
    const cause = declared?.forced ?? 'shared-environment';
    const biggest = copies.reduce((a, b) => (a.bytes >= b.bytes ? a : b));
    findings.push({
      cause: capture === undefined ? cause : 'shared-environment',
      variable: first.binding,
      function: first.function,
      file: first.file,
      line: first.line,
      column: first.column,
      retainedBytes: bytesOf(copies),
      needlessBytes: needless,
      copies: copies.length,
      closures: [],
      blame,
      path: biggest.path,
      fix: `Make the closures that live on outside the scope that declares ${first.binding}${user === undefined ? '' : `, or pass ${first.binding} to ${user.name} (line ${user.line}) as an argument instead of capturing it`}; failing that, set ${first.binding} to undefined once it is done with.`,
    });
  }
  findings.sort((a, b) => b.needlessBytes - a.needlessBytes || a.line - b.line || a.column - b.column);
  return {
    findings,
    totals: {
      findings: findings.length,
      needlessBytes: findings.reduce((sum, one) => sum + one.needlessBytes, 0),
      retainedBytes: findings.reduce((sum, one) => sum + one.retainedBytes, 0),
      heapBytes: linked.bytes,
      nodes: 0,
      edges: 0,
      closures: 0,
      knownClosures: 0,
    },
    missingSources: [],
  };
}

async function captureFacts({ source, name, kind, language }: Program) {
  const engine = await import('@saguaro/engine');
  for (const one of [kind, 'module'] as const) {
    try {
      return engine.analyzeCaptures(source, { name, kind: one, language });
    } catch {
      // It is of the other kind; `run` has said so where it is of neither.
    }
  }
  return null;
}
