/** Finds for each Context of a snapshot the scope in the source that made it, and for each of its slots the binding. */
import { NONE } from '../graph.ts';
import type { V8Heap } from '../v8/heap.ts';
import { Meaning } from '../v8/names.ts';
import { align, fit } from './align.ts';
import { Script, type SourceProvider } from './source.ts';

/** The function of a closure or a suspended activity: one for all of them. */
export class KnownCode {
  private usedSet: ReadonlySet<number> | null = null;

  constructor(
    readonly script: Script,
    readonly fn: number,
  ) {}

  /** It or a function inside it has a direct `eval`, which may use anything in sight. */
  get usesEverything(): boolean {
    return this.script.function(this.fn).usesEverything;
  }

  /** It is a script's or a module's own code. */
  get isTopLevel(): boolean {
    return this.script.function(this.fn).parent === null;
  }

  /** The bindings of functions around it that it, or a function inside it, mentions. */
  get bindings(): readonly number[] {
    return this.script.function(this.fn).uses;
  }

  /** Whether it, or a function inside it, mentions a binding of its script. */
  mentions(binding: number): boolean {
    const { bindings } = this;
    if (bindings.length < 8) return bindings.includes(binding);
    this.usedSet ??= new Set(bindings);
    return this.usedSet.has(binding);
  }
}

/** V8's own names for what it keeps beside variables (`.home_object`), which closures may need without mentioning it. */
const isHidden = (name: string): boolean =>
  name === '' || name.startsWith('.') || name === 'this' || name === 'arguments';

/** V8's name for what was caught by a catch with a pattern. */
const CAUGHT = '.catch';

const catchesPattern = (script: Script, scope: number): boolean => {
  const { kind, bindings } = script.scope(scope);
  return kind === 'catch' && bindings.some((b) => script.binding(b).name === CAUGHT);
};

/** What Contexts made by one scope have in common. */
interface Layout {
  readonly script: Script;
  readonly fn: number;
  readonly from: number | null;
  readonly own: boolean;
  readonly extended: boolean;
  /** The scope, -1 where it is not known. */
  readonly scope: number;
  /** Variables in the order of their slots; empty where the snapshot does not tell. */
  readonly names: readonly string[];
  readonly byName: ReadonlyMap<string, number>;
  /** The bindings of named slots, by the number of the name. */
  readonly bindings: Map<number, number>;
}

/** A line no script has: places of functions are `line * COLUMNS + column`. */
const COLUMNS = 2 ** 24;

/**
 * Contexts, numbered from 1 as they are met; each has a scope, where that is known, the number of the Context around it (0: none), and slots.
 * Slots lie in one row for all, since heaps have many of them.
 */
export class Environments {
  readonly missing = new Set<string>();
  /** By number; entry 0 is none. */
  readonly contexts: number[] = [NONE];
  readonly outer: number[] = [0];
  readonly extension: number[] = [NONE];
  /** Index of the scope in its script; -1 where it is not known. */
  readonly scopes: number[] = [-1];
  readonly scripts: (Script | null)[] = [null];
  /** The slots of number `n` are `firstSlot[n]` to `firstSlot[n + 1]`, exclusive. */
  readonly firstSlot: number[] = [0, 0];
  readonly slotEdge: number[] = [];
  /** Index of the binding in the script's facts, or -1. */
  readonly slotBinding: number[] = [];
  private readonly byName = new Map<string, Script | null>();
  private readonly numberOf: Uint32Array;
  /** For each node 0: not looked at yet; 1: not known; else the index of its code and 2. */
  private readonly codeNumber: Uint32Array;
  private readonly codes: KnownCode[] = [];
  private readonly codeIndex = new Map<Script, Map<number, number>>();
  /** By scripts, places and names. */
  private readonly located = new Map<number, Map<number, { readonly name: number; readonly code: number }>>();
  /** Of environments with many slots, by their numbers: slots by bindings. */
  private readonly slotsByBinding = new Map<number, Map<number, number[]>>();
  /** By ScopeInfos. */
  private readonly layouts = new Map<number, Layout[]>();

  constructor(
    private readonly heap: V8Heap,
    private readonly provide: SourceProvider,
  ) {
    this.numberOf = new Uint32Array(heap.snapshot.nodeCount);
    this.codeNumber = new Uint32Array(heap.snapshot.nodeCount);
  }

  /** How many Contexts have been met: their numbers are 1 to this. */
  get count(): number {
    return this.contexts.length - 1;
  }

  /** The function of a closure or a suspended activity; null where its source is not known. */
  codeOf(node: number): KnownCode | null {
    let code = this.codeNumber[node];
    if (code === 0) {
      code = this.findCode(node);
      this.codeNumber[node] = code;
    }
    return code === 1 ? null : (this.codes[code - 2] as KnownCode);
  }

  private findCode(node: number): number {
    const { locations, nodeName } = this.heap.snapshot;
    const at = locations.of[node];
    if (at === NONE) return 1;
    let places = this.located.get(locations.script[at]);
    if (places === undefined) {
      places = new Map();
      this.located.set(locations.script[at], places);
    }
    const key = locations.line[at] * COLUMNS + locations.column[at];
    const known = places.get(key);
    if (known?.name === nodeName[node]) return known.code;
    const code = this.locate(node, at);
    places.set(key, { name: nodeName[node], code });
    return code;
  }

  private locate(node: number, at: number): number {
    const { locations, strings, nodeName } = this.heap.snapshot;
    const name = this.heap.script(locations.script[at]);
    const script = name === null ? null : this.script(name);
    if (script === null) return 1;
    const fn = script.functionAtPlace(locations.line[at], locations.column[at], strings.get(nodeName[node]));
    if (fn === null) return 1;
    let codes = this.codeIndex.get(script);
    if (codes === undefined) {
      codes = new Map();
      this.codeIndex.set(script, codes);
    }
    let code = codes.get(fn);
    if (code === undefined) {
      code = this.codes.push(new KnownCode(script, fn)) + 1;
      codes.set(fn, code);
    }
    return code;
  }

  private script(name: string): Script | null {
    let script = this.byName.get(name);
    if (script === undefined) {
      const source = this.provide(name);
      script = source === null ? null : new Script(source, this.byName.size);
      // Node's own code is not the program's.
      if (script === null && name !== '' && !name.startsWith('node:')) this.missing.add(name);
      this.byName.set(name, script);
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
    const number = this.numberOf[context];
    const script = this.scripts[number] ?? null;
    return script === null ? null : script.functionName(script.scope(this.scopes[number]).function);
  }

  /** The number of a Context that has been met; 0 of another. */
  numberOfContext(context: number): number {
    return this.numberOf[context];
  }

  /** The slots of an environment whose bindings a function of its script mentions, and those that are of no known binding. */
  *slotsUsedBy(code: KnownCode, number: number): Generator<number> {
    let slots = this.slotsByBinding.get(number);
    if (slots === undefined) {
      slots = new Map();
      for (let slot = this.firstSlot[number]; slot < this.firstSlot[number + 1]; slot++) {
        const binding = this.slotBinding[slot];
        const same = slots.get(binding);
        if (same === undefined) slots.set(binding, [slot]);
        else same.push(slot);
      }
      this.slotsByBinding.set(number, slots);
    }
    yield* slots.get(-1) ?? [];
    for (const binding of code.bindings) yield* slots.get(binding) ?? [];
  }

  /**
   * The number of the Context `first`, with those around it; 0 if it is none. Of a closure, it is of a scope around its function; of an
   * activity (`own`), of its function's own scopes first; V8 makes a module's environment before the closure of its code.
   */
  enter(code: KnownCode, first: number, activity: boolean): number {
    if (first === NONE) return 0;
    const { script, fn } = code;
    const own = activity || code.isTopLevel;
    const known = this.numberOf[first];
    // Chains share their ends, which are matched once.
    if (known !== 0) return known;
    let scope: number | null = script.function(fn).scope;
    if (!own) while (scope !== null && script.scope(scope).function === fn) scope = script.scope(scope).parent;
    let inOwn = own;
    let head = 0;
    let last = 0;
    for (let context = first; context !== NONE && this.heap.isContext(context); ) {
      const met = this.numberOf[context];
      const number = met === 0 ? this.add(context, script, fn, scope, inOwn) : met;
      if (last === 0) head = number;
      else this.outer[last] = number;
      if (met !== 0) break;
      last = number;
      const found = this.scopes[number] as number;
      if (found >= 0) {
        inOwn = inOwn && script.scope(found).function === fn;
        // What a catch with a pattern caught has a Context of its own around the names'.
        const again = catchesPattern(script, found) && context !== this.caught;
        scope = inOwn ? scope : again ? found : script.scope(found).parent;
      }
      context = this.previous;
    }
    return head;
  }

  /** The Context around the one that was added last. */
  private previous = NONE;
  /** The Context met last that has what was caught, beside the Context of the names that a pattern took from it. */
  private caught = NONE;

  private add(context: number, script: Script, fn: number, from: number | null, own: boolean): number {
    const { heap } = this;
    const { firstEdge, edgeType, edgeName, edgeTo } = heap.snapshot;
    const { types } = heap;
    let previous = NONE;
    let scopeInfo = NONE;
    let extension = NONE;
    const begin = this.slotEdge.length;
    let unnamed = false;
    for (let e = firstEdge[context]; e < firstEdge[context + 1]; e++) {
      const type = edgeType[e];
      if (type === types.context || type === types.hidden) {
        this.slotEdge.push(e);
        this.slotBinding.push(-1);
        if (type === types.hidden) unnamed = true;
      } else if (type === types.internal) {
        const meaning = heap.meaningOf(e);
        if (meaning === Meaning.Previous) previous = edgeTo[e];
        else if (meaning === Meaning.ScopeInfo) scopeInfo = edgeTo[e];
        else if (meaning === Meaning.Extension) extension = edgeTo[e];
      }
    }
    this.previous = previous;
    const end = this.slotEdge.length;
    const layout = this.layout(context, scopeInfo, extension !== NONE, script, fn, from, own, begin);
    if (layout.scope >= 0) {
      for (let slot = begin; slot < end; slot++) {
        const edge = this.slotEdge[slot] as number;
        if (edgeType[edge] === types.hidden) continue;
        const name = edgeName[edge];
        let binding = layout.bindings.get(name);
        if (binding === undefined) {
          binding = layout.byName.get(heap.snapshot.strings.get(name)) ?? -1;
          layout.bindings.set(name, binding);
        }
        this.slotBinding[slot] = binding;
      }
      if (unnamed) this.alignSlots(layout, begin, end);
    }
    if (layout.names[0] === CAUGHT) this.caught = context;
    const number = this.contexts.push(context) - 1;
    this.numberOf[context] = number;
    this.outer.push(0);
    this.extension.push(extension);
    this.scopes.push(layout.scope);
    this.scripts.push(layout.scope < 0 ? null : script);
    this.firstSlot.push(end);
    return number;
  }

  private layout(
    context: number,
    scopeInfo: number,
    extended: boolean,
    script: Script,
    fn: number,
    from: number | null,
    own: boolean,
    begin: number,
  ): Layout {
    const known = this.layouts.get(scopeInfo) ?? [];
    for (const one of known) {
      if (one.script === script && one.fn === fn && one.from === from && one.own === own && one.extended === extended)
        return one;
    }
    const { edgeType, edgeName, strings } = this.heap.snapshot;
    const inSlots = this.slotEdge
      .slice(begin)
      .map((edge) => (edgeType[edge] === this.heap.types.hidden ? '' : strings.get(edgeName[edge])));
    const candidates: number[] = [];
    if (own) {
      // Blocks of a function that is in the middle of running: innermost first.
      script.facts.scopes.forEach((scope, index) => {
        if (scope.function === fn) candidates.unshift(index);
      });
    }
    for (let s = from; s !== null; s = script.scope(s).parent) if (!candidates.includes(s)) candidates.push(s);
    const find = (names: readonly string[]): number | null => {
      const shown = (names.length > 0 ? names : inSlots).filter((name) => !isHidden(name));
      const told = names.length > 0 ? names : inSlots.filter((name) => name !== '');
      return bestScope(script, candidates, shown, told, { extendedOnly: extended && inSlots.length === 0, whole });
    };
    // Saguaro keeps parameters and what the body declares together, unless the program can tell.
    let whole = false;
    let names = scopeInfo === NONE ? [] : this.heap.slotNames(context, scopeInfo, extended);
    let found = find(names);
    if (found === null && !extended && scopeInfo !== NONE) {
      // An eval could have declared variables here and has declared none: a slot is empty that snapshots do not show.
      names = this.heap.slotNames(context, scopeInfo, true);
      found = find(names);
    }
    if (found === null) {
      whole = true;
      found = find(names);
    }
    const scope = found ?? -1;
    const byName: ReadonlyMap<string, number> = scope < 0 ? new Map() : bindingsByName(script, scope, whole);
    const layout = { script, fn, from, own, extended, scope, names, byName, bindings: new Map<number, number>() };
    // Without names only the slots themselves tell, and those that hold small integers are not shown.
    if (names.length > 0) {
      known.push(layout);
      this.layouts.set(scopeInfo, known);
    }
    return layout;
  }

  /** Finds the bindings of slots that have no names: those of block and catch Contexts. */
  private alignSlots({ script, names, byName }: Layout, begin: number, end: number): void {
    const { edgeTo, edgeType, edgeName, nodeName, strings } = this.heap.snapshot;
    const bindings = names.map((name) => byName.get(name) ?? -1);
    const edgeAt = new Map<number, number>();
    let last = 0;
    for (let slot = begin; slot < end; slot++) {
      const edge = this.slotEdge[slot] as number;
      if (edgeType[edge] !== this.heap.types.hidden) continue;
      edgeAt.set(edgeName[edge], edge);
      last = Math.max(last, edgeName[edge]);
    }
    const chosen = align(last + 1, bindings.length, (item, slot) => {
      const edge = edgeAt.get(item);
      const at = bindings[slot] ?? -1;
      if (edge === undefined || at < 0) return 0;
      const binding = script.binding(at);
      const value = { name: strings.get(nodeName[edgeTo[edge]]), type: this.heap.typeOf(edgeTo[edge]) };
      return fit(binding, script.source.text.slice(binding.start, binding.initEnd), value);
    });
    for (let slot = begin; slot < end; slot++) {
      const edge = this.slotEdge[slot] as number;
      if (edgeType[edge] === this.heap.types.hidden)
        this.slotBinding[slot] = bindings[chosen[edgeName[edge]] ?? -1] ?? -1;
    }
  }
}

/** A scope's bindings as they are in one Context: a function's own name is with its variables, and so, for a `whole` body, are its parameters. */
function bindingsByName(script: Script, index: number, whole: boolean): Map<string, number> {
  const names = new Map<string, number>();
  const scope = script.scope(index);
  for (let s: number | null = index; s !== null; s = script.scope(s).parent) {
    const { function: owner, kind, bindings } = script.scope(s);
    const together = kind === 'self' || kind === 'parameter-vars' || (whole && kind === 'function');
    if (s !== index && (owner !== scope.function || !together)) break;
    whole &&= s === index && kind === 'body';
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
  { extendedOnly, whole }: { readonly extendedOnly: boolean; readonly whole: boolean },
): number | null {
  // Nothing but an object: that of a `with`, or what an eval declares into a function that has nothing else to share.
  if (extendedOnly && names.length === 0) {
    const found = candidates.find((index) => script.scope(index).kind === 'with' || script.evalIn(index) !== null);
    if (found !== undefined) return found;
  }
  let declares: number | null = null;
  let captures: number | null = null;
  for (const index of candidates) {
    const byName = bindingsByName(script, index, whole);
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
