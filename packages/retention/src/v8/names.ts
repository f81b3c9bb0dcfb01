/** What the texts of a snapshot mean where they name edges and nodes. */
import type { StringBytes } from './strings.ts';

/** The meaning of a text; one byte for each of a snapshot's texts. */
export const enum Meaning {
  /** Not looked at yet: it may name an entry of a weak collection. */
  Unknown = 0,
  Ordinary,
  /** Edge between a weak collection's table or key and a value. */
  WeakEntry,
  Context,
  Previous,
  Extension,
  ScopeInfo,
  Shared,
  Script,
  Function,
  Registers,
  Receiver,
  Source,
  GlobalObject,
  /** Of a promise: what it was settled with, or what waits for it. */
  PromiseResult,
  /** Of what was begun in an AsyncLocalStorage: its store (to Node 22). */
  ResourceStore,
  /** Name of the nodes of Contexts. */
  ContextNode,
  /** Name of the nodes of `undefined`, `null` and their like, which V8 calls after themselves since version 13. */
  Oddball,
}

const texts: readonly (readonly [string, Meaning])[] = [
  ['context', Meaning.Context],
  ['previous', Meaning.Previous],
  ['extension', Meaning.Extension],
  ['scope_info', Meaning.ScopeInfo],
  ['shared', Meaning.Shared],
  ['script', Meaning.Script],
  ['script_or_debug_info', Meaning.Script],
  ['function', Meaning.Function],
  ['parameters_and_registers', Meaning.Registers],
  ['receiver', Meaning.Receiver],
  ['source', Meaning.Source],
  ['global_object', Meaning.GlobalObject],
  ['reactions_or_result', Meaning.PromiseResult],
  ['<symbol kResourceStore>', Meaning.ResourceStore],
];

const oddballs = ['system / Oddball', 'undefined', 'null', 'true', 'false', 'smi number'];

const weakEntry = /^\d+ \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\)$/s;

export class Names {
  private readonly meanings: Uint8Array;

  constructor(private readonly strings: StringBytes) {
    this.meanings = new Uint8Array(strings.count);
    strings.numbersOf(texts.map(([text]) => text)).forEach((numbers, i) => {
      for (const number of numbers) this.meanings[number] = (texts[i] as (typeof texts)[number])[1];
    });
    for (const number of strings.numbersOf(oddballs).flat()) this.meanings[number] = Meaning.Oddball;
    // Since version 15, V8 says in the name of which scope a Context is.
    const contexts = [
      ...strings.numbersOf(['system / Context']).flat(),
      ...strings.beginningWith('system / Context / '),
    ];
    for (const number of contexts) this.meanings[number] = Meaning.ContextNode;
  }

  /** The meaning of the text by that number. */
  of(number: number): Meaning {
    const meaning: Meaning = this.meanings[number];
    if (meaning !== Meaning.Unknown) return meaning;
    const { strings } = this;
    const found =
      strings.looksNumbered(number) && weakEntry.test(strings.get(number)) ? Meaning.WeakEntry : Meaning.Ordinary;
    this.meanings[number] = found;
    return found;
  }

  isContextNode(number: number): boolean {
    return this.meanings[number] === Meaning.ContextNode;
  }

  isOddball(number: number): boolean {
    return this.meanings[number] === Meaning.Oddball;
  }

  /** V8's number of the table in the name of a weak entry: `3 / part of key (Big @5) -> value (Object @7) pair in WeakMap (table @9)`. */
  tableOf(number: number): number {
    return Number(weakEntry.exec(this.strings.get(number))?.[1]);
  }
}
