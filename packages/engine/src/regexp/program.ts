/**
 * What a pattern is compiled to: instructions in one list of numbers, run by `run.ts`. The state of a match is a place in the program,
 * a place in the text, registers and a stack of pairs, all numbers.
 *
 * Pairs on the stack are of two kinds: `[position, pc]` is a choice, where the match goes on after a failure; `[value, ~register]` is
 * an undo, which puts a register's earlier value back on the way to the choice below it.
 */
import type { CharSet } from './ranges.ts';

export const enum Op {
  /** End of the pattern: a match. */
  Match,
  Fail,
  /** c: the code unit c, then on. */
  Char,
  /** set: one code unit of the set. */
  Set,
  /** set: one code point of the set. */
  SetPoint,
  /** n c…: n code units. */
  Text,
  /** c, set, set: as above, in front of the position, which moves left. */
  CharBack,
  SetBack,
  SetPointBack,
  /**
   * set min max follow wide: as many of the set as there are, up to max (-1: any number), giving back one at a time; `follow` is the
   * code unit that must come next, or -1. `wide`: the set is of code points. Its `GreedyBack` comes right behind.
   */
  Greedy,
  /** The same operands: the next choice of a Greedy; below it on the stack lies the least position, as an undo of register 0. */
  GreedyBack,
  /** The same operands: as few as possible. Its `LazyBack` comes right behind. */
  Lazy,
  /** Takes one more; below the choice lies how many more there may be, as an undo of register 0. */
  LazyBack,
  /** ^ and $, each with and without `m`. */
  Start,
  StartOfLine,
  End,
  EndOfLine,
  /** set: \b by the set of word characters; \B. */
  Boundary,
  NoBoundary,
  /** mode n group…: the text of the group of these that has matched. Mode bits: 1 ignore case, 2 unicode, 4 to the left. */
  BackReference,
  /** register: takes the position. */
  Save,
  /** from to: registers from…to-1 become -1. */
  Clear,
  /** register value */
  SetRegister,
  /** pc: go on behind, and there if that fails. */
  Split,
  /** pc */
  Jump,
  /**
   * register min max exit lazy: head of a counted loop; the register counts the rounds begun. Behind it stands `Round`, which
   * begins one.
   */
  Loop,
  /** register */
  Round,
  /** register counter min: fails a round that matched nothing, once `counter` (-1: none) says that `min` rounds are over. */
  NotEmpty,
  /** sp position: begins a lookaround: both registers are taken. */
  LookBegin,
  /** sp position: it has matched: its choices are dropped, its undos kept, the position is put back. */
  LookEnd,
  /** sp pc: begins a negative one; if it fails the match goes on at pc. */
  NotBegin,
  /** sp: its inside has matched, so it fails. */
  NotEnd,
}

/** Registers that are no capture. */
export const enum Register {
  /** What choices of simple loops write their numbers as undos of. */
  Scratch = 0,
  /** Where a simple loop that was interrupted began; else -1. */
  LoopStart = 1,
  /** Start and end of group n are FirstCapture + 2n and the next; group 0 is the match. */
  FirstCapture = 2,
}

export interface GroupName {
  readonly name: string;
  readonly groups: readonly number[];
}

export interface Program {
  readonly code: Int32Array;
  readonly sets: readonly CharSet[];
  /** Groups, the whole match included. */
  readonly groupCount: number;
  readonly registerCount: number;
  /** In the order of the pattern; null where there are none. */
  readonly names: readonly GroupName[] | null;
  readonly unicode: boolean;
  readonly sticky: boolean;
  /** A match can begin only at the start of the text. */
  readonly anchored: boolean;
  /** What each match begins with, of code units that stand for themselves; else ''. */
  readonly prefix: string;
  /** What each match begins with, a code unit each, surrogates included where code points are; null where anything may. */
  readonly first: CharSet | null;
}

/** Words that each instruction takes; those with a list of operands that many beside it. */
const LENGTHS: Readonly<Record<Op, number>> = {
  [Op.Match]: 1,
  [Op.Fail]: 1,
  [Op.Char]: 2,
  [Op.Set]: 2,
  [Op.SetPoint]: 2,
  [Op.Text]: 2,
  [Op.CharBack]: 2,
  [Op.SetBack]: 2,
  [Op.SetPointBack]: 2,
  [Op.Greedy]: 6,
  [Op.GreedyBack]: 6,
  [Op.Lazy]: 6,
  [Op.LazyBack]: 6,
  [Op.Start]: 1,
  [Op.StartOfLine]: 1,
  [Op.End]: 1,
  [Op.EndOfLine]: 1,
  [Op.Boundary]: 2,
  [Op.NoBoundary]: 2,
  [Op.BackReference]: 3,
  [Op.Save]: 2,
  [Op.Clear]: 3,
  [Op.SetRegister]: 3,
  [Op.Split]: 2,
  [Op.Jump]: 2,
  [Op.Loop]: 6,
  [Op.Round]: 2,
  [Op.NotEmpty]: 4,
  [Op.LookBegin]: 3,
  [Op.LookEnd]: 3,
  [Op.NotBegin]: 3,
  [Op.NotEnd]: 2,
};

/** Words of the instruction at `pc`. */
export function instructionLength(code: Int32Array, pc: number): number {
  const op = code[pc] as Op;
  const listed = op === Op.Text ? (code[pc + 1] as number) : op === Op.BackReference ? (code[pc + 2] as number) : 0;
  return LENGTHS[op] + listed;
}

/** Tells programs apart (FNV-1a): a state goes on with the program that it was made by, or one that is equal. */
export function fingerprint({ code, registerCount }: Program): number {
  let hash = 0x811c9dc5 ^ registerCount;
  for (const word of code) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}
