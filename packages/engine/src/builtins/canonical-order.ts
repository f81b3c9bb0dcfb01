/**
 * Canonical ordering of combining marks (Unicode Standard, D109). Hosts sort the marks behind a letter by insertion, in time by the square of
 * their number, and cannot be interrupted: two million marks take them hours. Long runs are put in order here, by counting, so that the
 * host finds nothing to move.
 */
import type { Machine } from '../machine/machine.ts';

/** Runs that are shorter than this are left to the host. */
const LONG_RUN = 128;
/** Marks between two looks at the time. */
const LOOK = 4096;

/** A mark of each canonical combining class, in the order of the classes. No two are of one class, so the host says how any other compares. */
const REFERENCES = [
  0x0334, 0x16ff0, 0x093c, 0x3099, 0x094d, 0x05b0, 0x05b1, 0x05b2, 0x05b3, 0x05b4, 0x05b5, 0x05b6, 0x05b7, 0x05b8,
  0x05b9, 0x05bb, 0x05bc, 0x05bd, 0x05bf, 0x05c1, 0x05c2, 0xfb1e, 0x064b, 0x064c, 0x064d, 0x064e, 0x064f, 0x0650,
  0x0651, 0x0652, 0x0670, 0x0711, 0x0c55, 0x0c56, 0x0e38, 0x0e48, 0x0eb8, 0x0ec8, 0x0f71, 0x0f72, 0x0f74, 0x0321,
  0x1dce, 0x031b, 0x302a, 0x0316, 0x059a, 0x302e, 0x1d16d, 0x05ae, 0x0300, 0x0315, 0x035c, 0x035d, 0x0345,
].map((code) => String.fromCodePoint(code));

/** 0: a starter, which others do not move across; else by class. */
const ranks = new Map<number, number>();

function rankOf(code: number): number {
  let rank = ranks.get(code);
  if (rank === undefined) {
    const mark = String.fromCodePoint(code);
    // Behind a mark of the last class any other that is no starter moves before it; one of the last class itself is not overtaken by that.
    const last = REFERENCES[REFERENCES.length - 1] as string;
    const isStarter = !moves(last, mark) && !moves(mark, REFERENCES[0] as string);
    rank = isStarter ? 0 : 1 + REFERENCES.filter((reference) => !moves(reference, mark)).length;
    ranks.set(code, rank);
  }
  return rank;
}

/** Does normalising put the second before the first? */
const moves = (first: string, second: string): boolean => `${first}${second}`.normalize('NFD') !== `${first}${second}`;

/** An equivalent text whose long runs of marks are decomposed and in order; the text itself where it has none. */
export function orderMarks(m: Machine, text: string): string {
  if (text.length < LONG_RUN) return text;
  let out = '';
  let from = 0;
  let count = 0;
  for (const { 0: run, index } of text.matchAll(RUNS)) {
    if ((++count & (LOOK - 1)) === 0) m.mindTime();
    if (run.length < LONG_RUN) continue;
    out += text.slice(from, index) + ordered(m, run);
    from = index + run.length;
  }
  return from === 0 ? text : out + text.slice(from);
}

const RUNS = /\p{M}+/gu;

function ordered(m: Machine, run: string): string {
  // Lists of code points, one in and one out.
  m.charge(40 * run.length);
  m.useFuel(run.length >> 2);
  let out = '';
  let piece: number[] = [];
  const put = (code: number): void => {
    piece.push(code);
    if (piece.length < LOOK) return;
    m.mindTime();
    out += String.fromCodePoint(...piece);
    piece = [];
  };
  let classes: number[][] = [];
  const flush = (): void => {
    for (const codes of classes) if (codes !== undefined) for (const code of codes) put(code);
    classes = [];
  };
  let count = 0;
  for (const mark of run) {
    if ((++count & (LOOK - 1)) === 0) m.mindTime();
    for (const part of decomposed(mark)) {
      const code = part.codePointAt(0) as number;
      const rank = rankOf(code);
      if (rank === 0) {
        flush();
        put(code);
      } else {
        while (classes.length <= rank) classes.push([]);
        (classes[rank] as number[]).push(code);
      }
    }
  }
  flush();
  return out + String.fromCodePoint(...piece);
}

const parts = new Map<string, string>();

function decomposed(mark: string): string {
  let found = parts.get(mark);
  if (found === undefined) {
    found = mark.normalize('NFD');
    parts.set(mark, found);
  }
  return found;
}
