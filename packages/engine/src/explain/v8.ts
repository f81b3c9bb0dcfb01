/** Where V8 puts each variable of a program, by V8's own rules, without running it. The rules: docs/v8.md. */
import type { LineMap } from '../parser/line-map.ts';
import { type Language, parse } from '../parser/parse.ts';
import type { ExplainedBinding, ExplainedCapture, ExplainedKind } from './static.ts';
import { analyzeAsV8, type V8Mode } from './v8/analyze.ts';
import type { V8Scope, V8ScopeKind, V8Use, V8Variable } from './v8/scope.ts';
import { whyInV8 } from './v8/why.ts';

export type { V8Mode } from './v8/analyze.ts';

export interface V8ExplainOptions {
  /** The file's name, for the result and for errors. */
  readonly name: string;
  readonly mode: V8Mode;
  /** Default 'js'. For 'ts' the TypeScript parser must have been loaded; positions are those before erasure. */
  readonly language?: Language;
}

export interface V8Explanation {
  readonly file: string;
  readonly engine: 'v8';
  readonly mode: V8Mode;
  /** Sorted by position; the parameters of a CommonJS file's wrapper, which no text declares, first, with line and column 0. */
  readonly bindings: readonly V8ExplainedBinding[];
}

export interface V8ExplainedBinding extends Omit<ExplainedBinding, 'kind' | 'place'> {
  /** `private`: a private name of a class. */
  readonly kind: ExplainedKind | 'private';
  readonly place: V8Place;
}

export type V8Place =
  /**
   * In the Context of the scope that begins at `line` and `column`; `slot` counts from 2, after the ScopeInfo and the outer Context
   * (an extension slot, where a sloppy `eval` may add variables, is not counted).
   */
  | {
      readonly kind: 'context';
      readonly scope: Exclude<V8ScopeKind, 'script' | 'with' | 'object'>;
      readonly line: number;
      readonly column: number;
      readonly slot: number;
    }
  | { readonly kind: 'register' }
  /** In a register of a function that can be suspended: then the generator object has it, alive or dead. */
  | { readonly kind: 'generator-registers' }
  | { readonly kind: 'script-context' }
  | { readonly kind: 'module-cell' }
  | { readonly kind: 'global' };

/**
 * Where V8 puts every variable that `source` declares, with the functions that mention it and the rule that decided.
 *
 * Lists a function's or class's own inner name and private names too, `arguments` where used, and `this` where an inner function uses it.
 *
 * @throws SaguaroSyntaxError on the first early error.
 */
export function explainV8(source: string, options: V8ExplainOptions): V8Explanation {
  const { name, mode, language = 'js' } = options;
  const { program, lines } = parse(source, { name, kind: mode, language });
  return { file: name, engine: 'v8', mode, bindings: explainScopes(analyzeAsV8(program, mode), lines) };
}

function explainScopes(scopes: readonly V8Scope[], lines: LineMap): V8ExplainedBinding[] {
  const shown: V8Variable[] = [];
  for (const scope of scopes) {
    if (isIteration(scope)) continue;
    for (const variable of scope.variables.values()) if (isShown(variable)) shown.push(variable);
  }
  shown.sort((a, b) => a.start - b.start);
  return shown.map((variable) => explain(variable, lines));
}

/** The scope of one iteration of a `for`, whose variables are explained with those of the head. */
function isIteration({ kind, node, outer }: V8Scope): boolean {
  return kind === 'for' && outer !== null && outer.kind === 'for' && outer.node === node;
}

function isShown(variable: V8Variable): boolean {
  switch (variable.kind) {
    case 'internal':
      return false;
    case 'arguments':
      return variable.used;
    case 'this':
      return variable.captures !== null;
    case 'param':
      return variable.start >= 0 || variable.used;
    default:
      return true;
  }
}

function explain(declared: V8Variable, lines: LineMap): V8ExplainedBinding {
  // Of the two variables of a `for` head, that of the iteration is the one that matters, unless only the head's is on the heap.
  const { twin } = declared;
  const variable =
    twin !== null && (twin.location.kind !== 'stack' || declared.location.kind === 'stack') ? twin : declared;
  const { fn } = variable.scope;
  const suspends = fn.generator || (fn.async && fn.suspends);
  const position = variable.start < 0 ? { line: 0, column: 0 } : lines.position(variable.start);
  return {
    name: variable.name,
    kind: variable.kind as V8ExplainedBinding['kind'],
    line: position.line,
    column: position.column,
    function: fn.label,
    memory: variable.location.kind === 'stack' ? 'stack' : 'heap',
    place: placeOf(variable, lines, suspends),
    capturedBy: captures(declared, lines),
    why: whyInV8(variable, lines, suspends),
  };
}

function placeOf({ location, scope }: V8Variable, lines: LineMap, suspends: boolean): V8Place {
  switch (location.kind) {
    case 'stack':
      return { kind: suspends ? 'generator-registers' : 'register' };
    case 'context': {
      const { line, column } = lines.position(scope.kind === 'function' ? scope.fn.start : scope.node.start);
      const kind = scope.kind as Exclude<V8ScopeKind, 'script' | 'with' | 'object'>;
      return { kind: 'context', scope: kind, line, column, slot: location.slot };
    }
    default:
      return location;
  }
}

const NONE: readonly ExplainedCapture[] = [];

function captures({ captures: own, twin }: V8Variable, lines: LineMap): readonly ExplainedCapture[] {
  const inner = twin?.captures ?? null;
  if (own === null && inner === null) return NONE;
  const uses: V8Use[] = [...(own ?? []), ...(inner ?? [])];
  uses.sort((a, b) => a.fn.start - b.fn.start);
  return uses.map(({ fn, reads, writes }) => ({ function: fn.label, ...lines.position(fn.start), reads, writes }));
}
