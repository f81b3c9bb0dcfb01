/** What a Context keeps beside its slots: the object of a `with`, and the variables that a direct `eval` declared at run time. */
import { edgeLabel, NONE } from '../graph.ts';
import type { Analysis } from './analysis.ts';
import type { Finding } from './finding.ts';
import { pathToNode } from './findings.ts';
import { fixFor } from './fix.ts';
import type { Script } from './source.ts';

interface Extension {
  readonly script: Script;
  readonly scope: number;
  readonly variable: string;
  copies: number;
  bytes: number;
  biggest: number;
}

export function extensionFindings(analysis: Analysis, minBytes: number): Finding[] {
  const { environments, dominators, retained } = analysis;
  const { dominator } = dominators;
  const found = new Map<string, Extension>();
  for (let number = 1; number <= environments.count; number++) {
    const object = environments.extension[number] as number;
    const script = environments.scripts[number] ?? null;
    if (object === NONE || script === null || dominator[object] !== environments.contexts[number]) continue;
    const scope = environments.scopes[number] as number;
    const variable =
      script.scope(scope).kind === 'with' ? withObject(script, scope) : biggestProperty(analysis, object);
    if (variable === null) continue;
    const key = `${script.number}:${scope}:${variable}`;
    const one = found.get(key);
    if (one === undefined)
      found.set(key, { script, scope, variable, copies: 1, bytes: retained[object], biggest: object });
    else {
      one.copies++;
      one.bytes += retained[object];
      if (retained[object] > retained[one.biggest]) one.biggest = object;
    }
  }
  return [...found.values()].filter(({ bytes }) => bytes >= minBytes).map((one) => findingOf(analysis, one));
}

function findingOf(analysis: Analysis, { script, scope, variable, copies, bytes, biggest }: Extension): Finding {
  const { kind, function: fn, start } = script.scope(scope);
  const owner = script.function(fn);
  const name = script.functionName(fn);
  const cause = kind === 'with' ? 'with' : 'eval';
  const declared = kind === 'with' ? script.declarationOf(variable, scope) : null;
  const at = declared ?? (kind === 'with' ? script.positionOf(start) : (script.evalIn(scope) ?? owner));
  return {
    cause,
    variable,
    function: name,
    ...script.place(at.line, at.column),
    retainedBytes: bytes,
    needlessBytes: 0,
    copies,
    closures: [],
    blame: null,
    path: pathToNode(analysis, biggest),
    fix: fixFor(cause, { variable, owner: name, blame: null, users: [] }),
  };
}

/** The text of what a `with` is of. */
function withObject(script: Script, scope: number): string {
  const { start, end } = script.scope(scope);
  const head = /^with\s*\(\s*([\w$]+(?:\s*\.\s*[\w$]+)*)\s*\)/.exec(script.source.text.slice(start, end));
  return head?.[1]?.replace(/\s/g, '') ?? 'the object of the with';
}

/** What an eval declared: the name of the largest. */
function biggestProperty({ heap, retained }: Analysis, object: number): string | null {
  const { snapshot } = heap;
  let name: string | null = null;
  let most = -1;
  for (let e = snapshot.firstEdge[object]; e < snapshot.firstEdge[object + 1]; e++) {
    const value = snapshot.edgeTo[e];
    if (snapshot.edgeType[e] !== heap.types.property || edgeLabel(snapshot, e) === '__proto__') continue;
    if (retained[value] <= most) continue;
    most = retained[value];
    name = edgeLabel(snapshot, e);
  }
  return name;
}
