/** What suspended generators and async functions keep in their registers. */
import type { CaptureBinding } from '@saguaro/engine';
import { NONE } from '../graph.ts';
import { Meaning } from '../v8/names.ts';
import { fit } from './align.ts';
import type { Analysis } from './analysis.ts';
import type { KnownCode } from './environments.ts';
import type { Finding } from './finding.ts';
import { pathToNode } from './findings.ts';
import { fixFor } from './fix.ts';

interface Held {
  readonly code: KnownCode;
  readonly binding: CaptureBinding | null;
  readonly variable: string;
  bytes: number;
  copies: number;
  biggest: number;
}

export function suspendedFindings(analysis: Analysis, minBytes: number): Finding[] {
  const { heap, environments, dominators, retained } = analysis;
  const { snapshot } = heap;
  const { dominator } = dominators;
  const activities = new Set(heap.activities.map(({ node }) => node));
  const found = new Map<string, Held>();
  const note = (
    code: KnownCode,
    value: number,
    binding: CaptureBinding | null,
    variable: string,
    place: string,
  ): void => {
    const key = `${code.script.number}:${code.fn}:${place}`;
    const held = found.get(key);
    if (held === undefined)
      found.set(key, { code, binding, variable, bytes: retained[value], copies: 1, biggest: value });
    else {
      held.bytes += retained[value];
      held.copies++;
      if (retained[value] > retained[held.biggest]) held.biggest = value;
    }
  };
  for (const { node, registers } of heap.activities) {
    const code = analysis.isAlive(node) ? environments.codeOf(node) : null;
    if (code === null) continue;
    const receiver = heap.internal(node, Meaning.Receiver);
    if (receiver !== NONE && dominator[receiver] === node) note(code, receiver, null, 'this', 'this');
    const self = registerOf(analysis, registers, node) ?? code.script.function(code.fn).parameters;
    /** More than one register may hold the same. */
    const seen = new Set<number>();
    const taken = new Set<CaptureBinding>();
    for (let e = snapshot.firstEdge[registers]; e < snapshot.firstEdge[registers + 1]; e++) {
      const value = snapshot.edgeTo[e];
      const index = Number(snapshot.strings.get(snapshot.edgeName[e]));
      if (!Number.isInteger(index) || value === node || heap.isContext(value) || seen.has(value)) continue;
      if (dominator[value] !== registers && dominator[value] !== node) continue;
      seen.add(value);
      const binding = localIn(code, index, self, taken, {
        name: snapshot.strings.get(snapshot.nodeName[value]),
        type: heap.typeOf(value),
      });
      // What `yield*` and `await` wait for has its own locals.
      if (binding === null && activities.has(value)) continue;
      if (binding !== null) taken.add(binding);
      const variable = binding === null ? '<temporary>' : code.script.nameOf(binding);
      note(code, value, binding, variable, binding === null ? `r${index}` : String(binding.start));
    }
  }
  return [...found.values()].filter((held) => held.bytes >= minBytes).map((held) => findingOf(analysis, held));
}

/** The register that holds a value; null if none does. */
function registerOf({ heap: { snapshot } }: Analysis, registers: number, value: number): number | null {
  const { firstEdge, edgeTo, edgeName, strings } = snapshot;
  for (let e = firstEdge[registers]; e < firstEdge[registers + 1]; e++)
    if (edgeTo[e] === value) return Number(strings.get(edgeName[e]));
  return null;
}

function findingOf(analysis: Analysis, { code, binding, variable, bytes, copies, biggest }: Held): Finding {
  const { script } = code;
  const owner = script.function(code.fn);
  const name = script.functionName(code.fn);
  const place = script.place(binding?.line ?? owner.line, binding?.column ?? owner.column);
  return {
    cause: 'suspended-frame',
    variable,
    function: name,
    ...place,
    retainedBytes: bytes,
    needlessBytes: 0,
    copies,
    closures: [],
    blame: { function: name, ...script.place(owner.line, owner.column) },
    path: pathToNode(analysis, biggest),
    fix: fixFor('suspended-frame', { variable, owner: name, blame: null, users: [] }),
  };
}

/**
 * The local in register `index` of a suspended function. V8 puts the arguments first, the names of parameters that have defaults or
 * patterns, the generator object (`self`), the function's own locals as declared, then those of its blocks, the last block first; of async
 * arrow functions with plain parameters, the generator object comes after the function's own locals. Locals that closures share, or that
 * nothing uses, have none. Hidden temporaries may come between, so that what the declarations say of the
 * value counts too.
 */
function localIn(
  { script, fn }: KnownCode,
  index: number,
  self: number,
  taken: ReadonlySet<CaptureBinding>,
  value: { readonly name: string; readonly type: string },
): CaptureBinding | null {
  const { facts } = script;
  const { parameters, simpleParameters, scope } = script.function(fn);
  const isLocal = (binding: CaptureBinding): boolean =>
    binding.captures.length === 0 && binding.forced === null && binding.used;
  const params = facts.bindings.filter((b) => b.kind === 'param' && script.scope(b.scope).function === fn);
  if (index < parameters) return params.length === parameters ? (params[index] ?? null) : null;
  if (index < self && !simpleParameters)
    return bestFit(script, params.filter(isLocal), index - parameters, taken, value);
  const expected: CaptureBinding[] = [];
  const scopes = facts.scopes.map((one, number) => ({ one, number })).filter(({ one }) => one.function === fn);
  const visit = (number: number): void => {
    for (const b of script.scope(number).bindings) {
      const binding = script.binding(b);
      if (!notInBody.has(binding.kind) && isLocal(binding)) expected.push(binding);
    }
    const inner = scopes.filter(({ one }) => one.parent === number);
    for (const { number: next } of inner.reverse()) visit(next);
  };
  visit(scope);
  const before = simpleParameters ? parameters : self;
  return bestFit(script, expected, index - before - (index > self ? 1 : 0), taken, value);
}

const notInBody: ReadonlySet<CaptureBinding['kind']> = new Set(['param', 'this', 'catch', 'new.target']);

/** The one that fits a value best, of those that no other register has; the one at `place` is likeliest. */
function bestFit(
  { source }: KnownCode['script'],
  expected: readonly CaptureBinding[],
  place: number,
  taken: ReadonlySet<CaptureBinding>,
  value: { readonly name: string; readonly type: string },
): CaptureBinding | null {
  let best: CaptureBinding | null = null;
  let score = -1;
  expected.forEach((binding, i) => {
    const fits = fit(binding, source.text.slice(binding.start, binding.initEnd), value) + (i === place ? 2 : 0);
    if (fits > score && !taken.has(binding)) {
      best = binding;
      score = fits;
    }
  });
  return best;
}
