/** What suspended generators and async functions keep in their registers. */
import type { CaptureBinding } from '@saguaro/engine';
import { fit } from './align.ts';
import type { Analysis } from './analysis.ts';
import type { KnownCode } from './environments.ts';
import type { Finding } from './finding.ts';
import { pathToNode } from './findings.ts';
import { fixFor } from './fix.ts';

interface Held {
  readonly code: KnownCode;
  readonly binding: CaptureBinding | null;
  bytes: number;
  copies: number;
  biggest: number;
}

export function suspendedFindings(analysis: Analysis, minBytes: number): Finding[] {
  const { heap, environments, dominators, retained } = analysis;
  const { snapshot } = heap;
  const found = new Map<string, Held>();
  for (const { node, registers } of heap.activities) {
    if (!analysis.isAlive(node)) continue;
    const code = environments.codeOf(node);
    if (code === null) continue;
    for (let e = snapshot.firstEdge[registers]; e < snapshot.firstEdge[registers + 1]; e++) {
      const value = snapshot.edgeTo[e];
      const index = Number(snapshot.strings.get(snapshot.edgeName[e]));
      if (!Number.isInteger(index) || value === node || heap.isContext(value)) continue;
      if (dominators.dominator[value] !== registers) continue;
      const binding = localIn(code, index, {
        name: snapshot.strings.get(snapshot.nodeName[value]),
        type: heap.typeOf(value),
      });
      const key = `${code.script.number}:${code.fn}:${binding?.start ?? `r${index}`}`;
      const held = found.get(key);
      if (held === undefined) found.set(key, { code, binding, bytes: retained[value], copies: 1, biggest: value });
      else {
        held.bytes += retained[value];
        held.copies++;
        if (retained[value] > retained[held.biggest]) held.biggest = value;
      }
    }
  }
  return [...found.values()].filter((held) => held.bytes >= minBytes).map((held) => findingOf(analysis, held));
}

function findingOf(analysis: Analysis, { code, binding, bytes, copies, biggest }: Held): Finding {
  const { script } = code;
  const owner = script.function(code.fn);
  const place = script.place(binding?.line ?? owner.line, binding?.column ?? owner.column);
  const variable = binding === null ? '<temporary>' : script.nameOf(binding);
  return {
    cause: 'suspended-frame',
    variable,
    function: owner.name,
    ...place,
    retainedBytes: bytes,
    needlessBytes: 0,
    copies,
    closures: [],
    blame: { function: owner.name, ...script.place(owner.line, owner.column) },
    path: pathToNode(analysis, biggest),
    fix: fixFor('suspended-frame', { variable, owner: owner.name, blame: null, users: [] }),
  };
}

/**
 * The local in register `index` of a suspended function. V8 puts the parameters first, then the generator object, the
 * function's own locals as declared, then those of its blocks, the last block first. Locals that closures share, or that nothing
 * uses, have none. Hidden temporaries may come between, so that what the declarations say of the value counts too.
 */
function localIn(
  { script, fn }: KnownCode,
  index: number,
  value: { readonly name: string; readonly type: string },
): CaptureBinding | null {
  const { facts, source } = script;
  const { parameters } = script.function(fn);
  const expected: CaptureBinding[] = [];
  const scopes = facts.scopes.map((scope, number) => ({ scope, number })).filter(({ scope }) => scope.function === fn);
  const visit = (number: number): void => {
    for (const b of script.scope(number).bindings) {
      const binding = script.binding(b);
      const local =
        binding.kind !== 'param' &&
        binding.kind !== 'this' &&
        binding.kind !== 'catch' &&
        binding.kind !== 'new.target';
      if (local && binding.captures.length === 0 && binding.forced === null && binding.used) expected.push(binding);
    }
    const inner = scopes.filter(({ scope }) => scope.parent === number);
    for (const { number: next } of inner.reverse()) visit(next);
  };
  visit(script.function(fn).scope);
  if (index < parameters) {
    const all = facts.bindings.filter((b) => b.kind === 'param' && script.scope(b.scope).function === fn);
    if (all.length === parameters) return all[index] ?? null;
  }
  const place = index - parameters - 1;
  let best: CaptureBinding | null = null;
  let score = -1;
  expected.forEach((binding, i) => {
    const fits = fit(binding, source.text.slice(binding.start, binding.initEnd), value) + (i === place ? 2 : 0);
    if (fits > score) {
      best = binding;
      score = fits;
    }
  });
  return best;
}
