/** What can be said about a program's bindings without running it. */

import type { LineMap } from '../parser/line-map.ts';
import { type Language, parse } from '../parser/parse.ts';
import { analyze } from '../scope/analyze.ts';
import { functionLabel } from '../scope/label.ts';
import { type Binding, type BindingKind, type ScopeTree, UserKinds } from '../scope/scope.ts';
import { planStorage, type StorageStrategy } from '../storage/plan.ts';

export interface ExplainOptions {
  /** The file's name, for the result and for errors. */
  readonly name: string;
  readonly kind: 'script' | 'module';
  /** Default 'js'. For 'ts' the TypeScript parser must have been loaded. */
  readonly language?: Language;
  /** Default 'flat'. */
  readonly storage?: StorageStrategy;
}

export interface StaticExplanation {
  readonly file: string;
  readonly storage: StorageStrategy;
  /** Sorted by position. */
  readonly bindings: readonly ExplainedBinding[];
}

export interface ExplainedBinding {
  readonly name: string;
  readonly kind: ExplainedKind;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** The function it belongs to: its name, `<anonymous>` or `<top level>`. */
  readonly function: string;
  readonly memory: 'stack' | 'heap';
  readonly place: ExplainedPlace;
  /** Sorted by position. */
  readonly capturedBy: readonly ExplainedCapture[];
  readonly why: string;
}

export type ExplainedKind =
  | 'var'
  | 'let'
  | 'const'
  | 'using'
  | 'param'
  | 'function'
  | 'class'
  | 'catch'
  | 'import'
  | 'arguments'
  | 'this'
  | 'self';

export type ExplainedPlace =
  | { readonly kind: 'register' }
  /** `copied`: in each closure; `cell`: in a record of its own; `environment`: in slot `index` of its scope's; `frame`: in its frame, which closures keep. */
  | { readonly kind: 'slot'; readonly record: 'closure'; readonly copied: true }
  | { readonly kind: 'slot'; readonly record: 'cell' | 'frame' }
  | { readonly kind: 'slot'; readonly record: 'environment'; readonly index: number }
  | { readonly kind: 'name' }
  /** `lexical`: in the global environment; else a property of the global object. */
  | { readonly kind: 'global'; readonly lexical: boolean }
  | { readonly kind: 'module'; readonly index: number };

export interface ExplainedCapture {
  /** Its name or `<anonymous>`. */
  readonly function: string;
  readonly line: number;
  readonly column: number;
  readonly reads: number;
  readonly writes: number;
}

/**
 * Where every declared binding of `source` lives under a strategy, which functions capture it, and why.
 *
 * Lists what the program declares, a function's or class's own inner name and `arguments` where used, and `this` where an inner
 * function uses it.
 *
 * @throws SaguaroSyntaxError on the first early error.
 */
export function explainSource(source: string, options: ExplainOptions): StaticExplanation {
  const { name, kind, language = 'js', storage = 'flat' } = options;
  const { program, lines } = parse(source, { name, kind, language });
  const tree = analyze(program, { kind });
  planStorage(tree, storage, lines);
  return { file: name, storage, bindings: explainTree(tree, lines) };
}

/** The bindings of a tree planned with reasons. */
export function explainTree(tree: ScopeTree, lines: LineMap): ExplainedBinding[] {
  const shown: Binding[] = [];
  for (const scope of tree.scopes) {
    for (const binding of scope.bindings.values()) if (isShown(binding)) shown.push(binding);
  }
  shown.sort((a, b) => a.start - b.start);
  return shown.map((binding) => explain(binding, lines));
}

function isShown(binding: Binding): boolean {
  switch (binding.kind) {
    case 'self':
      return binding.captured || binding.reads + binding.writes > 0;
    case 'arguments':
      return binding.captured || binding.reads + binding.writes > 0 || binding.start !== binding.scope.fn.node.start;
    case 'this':
      return binding.captured;
    default:
      // What stands for an anonymous default export has no name to show.
      return UserKinds.has(binding.kind) && binding.name !== '*default*';
  }
}

function explain(binding: Binding, lines: LineMap): ExplainedBinding {
  const { line, column } = lines.position(binding.start);
  return {
    name: binding.kind === 'this' ? 'this' : binding.name,
    kind: publicKind(binding.kind),
    line,
    column,
    function: functionLabel(binding.scope.fn),
    memory: binding.place.kind === 'register' ? 'stack' : 'heap',
    place: publicPlace(binding),
    capturedBy: binding.captures
      .map(({ fn, reads, writes }) => ({ fn, reads, writes }))
      .sort((a, b) => a.fn.start - b.fn.start)
      .map(({ fn, reads, writes }) => ({ function: functionLabel(fn), ...lines.position(fn.start), reads, writes })),
    why: binding.why,
  };
}

function publicKind(kind: BindingKind): ExplainedKind {
  if (!UserKinds.has(kind) && kind !== 'this' && kind !== 'arguments') {
    throw new Error(`internal fault: a binding of kind ${kind} is not for show`);
  }
  return kind as ExplainedKind;
}

function publicPlace(binding: Binding): ExplainedPlace {
  const { place } = binding;
  switch (place.kind) {
    case 'cell':
      return { kind: 'slot', record: 'cell' };
    case 'copied':
      return { kind: 'slot', record: 'closure', copied: true };
    case 'slot':
      if (binding.recordScope?.record?.kind === 'frame') return { kind: 'slot', record: 'frame' };
      return { kind: 'slot', record: 'environment', index: place.index };
    default:
      return place;
  }
}
