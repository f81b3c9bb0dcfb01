/** Finds for each Context of a snapshot the scope in the source that made it, and for each of its slots the binding. */
import { NONE } from '../graph.ts';
import type { ContextNode, ContextSlot, V8Heap } from '../v8/heap.ts';
import { align, fit } from './align.ts';
import { Script, type SourceProvider } from './source.ts';

/** A closure or activity whose function is known. */
export interface KnownCode {
  readonly script: Script;
  readonly fn: number;
}

export interface Slot {
  readonly edge: number;
  /** Index of the binding in the script's facts, or -1. */
  readonly binding: number;
}

/** A Context whose scope is known. */
export interface Environment {
  readonly context: ContextNode;
  readonly script: Script;
  readonly scope: number;
  readonly slots: readonly Slot[];
}

/** A Context in a chain. */
export interface Link {
  readonly context: ContextNode;
  readonly environment: Environment | null;
  /** The next Context outward; written while the chain is being made only. */
  outer: Link | null;
}

/** V8's own names for what it keeps beside variables (`.home_object`), which closures may need without mentioning it. */
const isHidden = (name: string): boolean =>
  name === '' || name.startsWith('.') || name === 'this' || name === 'arguments';

export class Environments {
  readonly missing = new Set<string>();
  private readonly scripts = new Map<string, Script | null>();
  private readonly known = new Map<number, KnownCode | null>();
  private readonly links = new Map<number, Link>();

  constructor(
    private readonly heap: V8Heap,
    private readonly provide: SourceProvider,
  ) {}

  /** The function of a closure or a suspended activity; null where its source is not known. */
  codeOf(node: number): KnownCode | null {
    let code = this.known.get(node);
    if (code === undefined) {
      code = this.findCode(node);
      this.known.set(node, code);
    }
    return code;
  }

  private findCode(node: number): KnownCode | null {
    const { locations, strings, nodeName } = this.heap.snapshot;
    const at = locations.of[node];
    if (at === NONE) return null;
    const name = this.heap.script(locations.script[at]);
    if (name === null) return null;
    const script = this.script(name);
    if (script === null) return null;
    const fn = script.functionAtPlace(locations.line[at], locations.column[at], strings.get(nodeName[node]));
    return fn === null ? null : { script, fn };
  }

  private script(name: string): Script | null {
    let script = this.scripts.get(name);
    if (script === undefined) {
      const source = this.provide(name);
      script = source === null ? null : new Script(source, this.scripts.size);
      // Node's own code is not the program's.
      if (script === null && name !== '' && !name.startsWith('node:')) this.missing.add(name);
      this.scripts.set(name, script);
    }
    return script;
  }

  /** All scripts of the program whose sources are found. */
  *all(): Generator<Script> {
    for (const file of this.heap.files()) {
      const script = this.script(file);
      if (script !== null) yield script;
    }
  }

  /** Name of the function whose scope made a Context; null where that is not known. */
  ownerOf(context: number): string | null {
    const environment = this.links.get(context)?.environment;
    if (environment == null) return null;
    const { script, scope } = environment;
    return script.function(script.scope(scope).function).name;
  }

  /**
   * The Contexts from `first` outward, each with its scope. Of a closure, those of the scopes around its function; of an activity
   * (`own`), those of its function's scopes first.
   */
  *chain(code: KnownCode, first: number, own: boolean): Generator<Link> {
    for (let link = this.link(code, first, own); link !== null; link = link.outer) yield link;
  }

  /** Chains share their ends, which are matched once. */
  private link({ script, fn }: KnownCode, first: number, own: boolean): Link | null {
    const known = this.links.get(first);
    if (known !== undefined) return known;
    let scope: number | null = script.function(fn).scope;
    if (!own) while (scope !== null && script.scope(scope).function === fn) scope = script.scope(scope).parent;
    let inOwn = own;
    let head: Link | null = null;
    let last: Link | null = null;
    for (let context = this.heap.context(first); context !== null; context = this.heap.context(context.previous)) {
      const met = this.links.get(context.node);
      const environment: Environment | null = met?.environment ?? this.match(context, script, fn, scope, inOwn);
      const link: Link = met ?? { context, environment, outer: null };
      if (last === null) head = link;
      else last.outer = link;
      if (met !== undefined) break;
      this.links.set(context.node, link);
      last = link;
      if (environment !== null) {
        inOwn = inOwn && script.scope(environment.scope).function === fn;
        scope = inOwn ? scope : script.scope(environment.scope).parent;
      }
    }
    return head;
  }

  private match(
    context: ContextNode,
    script: Script,
    fn: number,
    from: number | null,
    own: boolean,
  ): Environment | null {
    const names = this.heap.slotNames(context);
    const shown = (names.length > 0 ? names : context.slots.map((slot) => slot.name ?? '')).filter(
      (name) => !isHidden(name),
    );
    const candidates: number[] = [];
    if (own) {
      // Blocks of a function that is in the middle of running: innermost first.
      script.facts.scopes.forEach((scope, index) => {
        if (scope.function === fn) candidates.unshift(index);
      });
    }
    for (let s = from; s !== null; s = script.scope(s).parent) if (!candidates.includes(s)) candidates.push(s);
    const scope = bestScope(script, candidates, shown, names);
    if (scope === null) return null;
    return { context, script, scope, slots: this.slots(context, script, scope, names) };
  }

  private slots(context: ContextNode, script: Script, scope: number, names: readonly string[]): Slot[] {
    const byName = bindingsByName(script, scope);
    const bindingOf = (name: string): number => byName.get(name) ?? -1;
    const unnamed: ContextSlot[] = [];
    const slots: Slot[] = [];
    for (const slot of context.slots) {
      if (slot.name === null) unnamed.push(slot);
      else slots.push({ edge: slot.edge, binding: bindingOf(slot.name) });
    }
    if (unnamed.length === 0) return slots;
    const bindings = names.map(bindingOf);
    const { edgeTo, nodeName, strings } = this.heap.snapshot;
    const last = Math.max(...unnamed.map((slot) => slot.index));
    const valueAt = new Map(unnamed.map((slot) => [slot.index, slot.edge]));
    const chosen = align(last + 1, bindings.length, (item, slot) => {
      const edge = valueAt.get(item);
      const at = bindings[slot] ?? -1;
      if (edge === undefined || at < 0) return 0;
      const binding = script.binding(at);
      const value = { name: strings.get(nodeName[edgeTo[edge]]), type: this.heap.typeOf(edgeTo[edge]) };
      return fit(binding, script.source.text.slice(binding.start, binding.initEnd), value);
    });
    for (const { index, edge } of unnamed) slots.push({ edge, binding: bindings[chosen[index] ?? -1] ?? -1 });
    return slots;
  }
}

/** A scope's bindings as V8 has them in one Context: a function's own name is with its variables. */
function bindingsByName(script: Script, index: number): Map<string, number> {
  const names = new Map<string, number>();
  const scope = script.scope(index);
  for (let s: number | null = index; s !== null; s = script.scope(s).parent) {
    const { function: owner, kind, bindings } = script.scope(s);
    if (s !== index && (owner !== scope.function || (kind !== 'self' && kind !== 'parameter-vars'))) break;
    for (const b of bindings) {
      const { name } = script.binding(b);
      if (!names.has(name)) names.set(name, b);
    }
  }
  const newTarget = names.get('new.target');
  if (newTarget !== undefined) names.set('.new.target', newTarget);
  return names;
}

/** The nearest scope whose captured bindings are just those of a Context; failing that, the nearest that declares them all. */
function bestScope(
  script: Script,
  candidates: readonly number[],
  shown: readonly string[],
  names: readonly string[],
): number | null {
  let declares: number | null = null;
  let captures: number | null = null;
  for (const index of candidates) {
    const byName = bindingsByName(script, index);
    if (shown.length === 0) {
      // Nothing but `this` and its like: the nearest function that has them.
      if (names.length > 0 && names.some((name) => byName.has(name))) return index;
      continue;
    }
    if (!shown.every((name) => byName.has(name))) continue;
    declares ??= index;
    const shared = [...byName].filter(([name, b]) => !isHidden(name) && !name.startsWith('%') && isShared(script, b));
    if (!shown.every((name) => isShared(script, byName.get(name) as number))) continue;
    captures ??= index;
    if (shared.length === shown.length) return index;
  }
  return captures ?? declares;
}

function isShared(script: Script, binding: number): boolean {
  const { captures, forced, kind } = script.binding(binding);
  return captures.length > 0 || forced !== null || kind === 'catch';
}
