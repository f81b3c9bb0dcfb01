/**
 * Runs programs: backtracking with a stack of its own, a bounded number of steps at a time. Between two runs of one match its state is
 * `MatchState`, plain numbers.
 */
import { sameIgnoringCase } from './case-folding.ts';
import { instructionLength, Op, type Program, Register } from './program.ts';
import type { CharSet } from './ranges.ts';

/** A match in progress. */
export interface MatchState {
  /** Where the text is tried at present. */
  start: number;
  /** Next instruction, or one of the two below. */
  pc: number;
  position: number;
  registers: Int32Array;
  stack: Int32Array;
  /** Numbers on the stack. */
  height: number;
  /** What the last run left of its steps; below zero where its last step was a long one. */
  left: number;
}

/** `pc` of a state that looks for the next start. */
const SEARCH = -1;
/** `pc` of a state that goes back to its last choice. */
const BACKTRACK = -2;

export const enum Result {
  /** `registers` hold the captures. */
  Matched,
  Failed,
  /** The steps are used up; to be run again. */
  Pending,
  /** The stack would exceed MAX_STACK. */
  TooDeep,
}

/** Numbers that a stack may hold: 512 MB, as V8's backtrack stack is bounded too. */
const MAX_STACK = 1 << 27;
const FIRST_STACK = 1 << 10;
/** Characters that a loop or a search goes through at once. */
const STRETCH = 1 << 20;

/** The state before the first step of a match that is looked for from `from` on. */
export function begin(p: Program, text: string, from: number): MatchState {
  return {
    // A code point that `from` lies within is tried from its start, as engines do.
    start: p.unicode && from > 0 && from < text.length && isPair(text, from - 1) ? from - 1 : from,
    pc: SEARCH,
    position: 0,
    registers: new Int32Array(p.registerCount),
    stack: NO_STACK,
    height: 0,
    left: 0,
  };
}

export function isPair(text: string, at: number): boolean {
  const high = text.charCodeAt(at);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(at + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}

/** The start to be tried next, from `from` on; -1 if there is none; below -1, -2-n, where n is to be looked at next time. */
function nextStart(p: Program, text: string, from: number): number {
  const { prefix, first } = p;
  const { length } = text;
  if (from > length) return -1;
  if (p.anchored && from > 0) return -1;
  if (p.sticky) return prefix === '' || text.startsWith(prefix, from) ? from : -1;
  if (prefix !== '') return text.indexOf(prefix, from);
  if (first === null) return from;
  const { low } = first;
  const end = Math.min(length, from + STRETCH);
  for (let i = from; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c < 256 ? low[c] === 1 : first.hasHigh(c)) {
      if (p.unicode && c >= 0xdc00 && c <= 0xdfff && i > from && isPair(text, i - 1)) continue;
      return i;
    }
  }
  return end === length ? -1 : -2 - end;
}

/** A stack that no match uses now. Not part of any state: a state that waits has its own. */
let spare: Int32Array | null = null;

function roomier(stack: Int32Array, needed: number): Int32Array {
  const larger = new Int32Array(Math.max(FIRST_STACK, 2 * stack.length, 2 * needed));
  larger.set(stack);
  return larger;
}

/** How far a set goes on from `at`, at most to `end`. */
function span(text: string, at: number, end: number, set: CharSet): number {
  const { low } = set;
  let i = at;
  for (; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c < 256 ? low[c] === 0 : !set.hasHigh(c)) break;
  }
  return i;
}

/** Width of the code point of the set at `at`; 0 where there is none. */
function pointWidth(text: string, at: number, set: CharSet): number {
  if (at >= text.length) return 0;
  const c = text.charCodeAt(at);
  if (c < 256) return set.low[c] as number;
  if (c >= 0xd800 && c <= 0xdbff && isPair(text, at))
    return set.hasHigh(((c - 0xd800) << 10) + text.charCodeAt(at + 1) - 0xdc00 + 0x10000) ? 2 : 0;
  return set.hasHigh(c) ? 1 : 0;
}

/** Width of the code point of the set that ends at `at`. */
function pointWidthBefore(text: string, at: number, set: CharSet): number {
  if (at <= 0) return 0;
  if (at >= 2 && isPair(text, at - 2)) return pointWidth(text, at - 2, set);
  const c = text.charCodeAt(at - 1);
  return set.has(c) ? 1 : 0;
}

function isLineEnd(c: number): boolean {
  return c === 10 || c === 13 || c === 0x2028 || c === 0x2029;
}

function atBoundary(text: string, at: number, set: CharSet): boolean {
  const before = at > 0 && set.has(text.charCodeAt(at - 1));
  return before !== (at < text.length && set.has(text.charCodeAt(at)));
}

/** Does `text` hold, at `at`, what it holds from `from` to `to`, ignoring case? Equal characters are equally long. */
function holdsAgain(text: string, from: number, to: number, at: number, unicode: boolean): boolean {
  for (let i = 0; i < to - from; i++) {
    let a = text.charCodeAt(from + i);
    let b = text.charCodeAt(at + i);
    if (a === b) continue;
    if (unicode && i > 0 && isPair(text, from + i - 1) && isPair(text, at + i - 1)) {
      a = text.codePointAt(from + i - 1) as number;
      b = text.codePointAt(at + i - 1) as number;
      if (!sameIgnoringCase(a, b, true)) return false;
    } else if (unicode && isPair(text, from + i) && isPair(text, at + i)) {
      if (!sameIgnoringCase(text.codePointAt(from + i) as number, text.codePointAt(at + i) as number, true))
        return false;
      i++;
    } else if (!sameIgnoringCase(a, b, unicode)) return false;
  }
  return true;
}

/**
 * Runs a match on for about `steps` steps; `s.left` tells what is left of them.
 */
export function run(p: Program, s: MatchState, text: string, steps: number): Result {
  const { code, sets, unicode } = p;
  const { length } = text;
  const r = s.registers;
  let { pc, position, height, stack } = s;
  if (stack.length === 0) {
    stack = spare ?? new Int32Array(FIRST_STACK);
    spare = null;
  }
  let left = steps;
  let result: Result;
  // Each turn needs room for two pairs; what needs more sees to it.
  search: for (;;) {
    if (pc === SEARCH) {
      const from = s.start;
      const found = nextStart(p, text, from);
      if (found < -1) {
        s.start = -2 - found;
        left -= STRETCH >> 4;
        if (left < 0) {
          result = Result.Pending;
          break;
        }
        continue;
      }
      if (found < 0) {
        left -= (length - from) >> 4;
        result = Result.Failed;
        break;
      }
      left -= (found - from) >> 4;
      s.start = found;
      position = found;
      r.fill(-1);
      r[Register.FirstCapture] = found;
      height = 0;
      pc = 0;
    }
    for (;;) {
      if (--left < 0) {
        result = Result.Pending;
        break search;
      }
      if (height + 8 > stack.length) {
        if (height > MAX_STACK) {
          result = Result.TooDeep;
          break search;
        }
        stack = roomier(stack, height + 8);
      }
      if (pc === BACKTRACK) {
        pc = SEARCH;
        while (height > 0) {
          height -= 2;
          const word = stack[height + 1] as number;
          if (word < 0) r[~word] = stack[height] as number;
          else {
            position = stack[height] as number;
            pc = word;
            break;
          }
        }
        if (pc === SEARCH) {
          if (p.sticky || s.start >= length) {
            result = Result.Failed;
            break search;
          }
          s.start += unicode && isPair(text, s.start) ? 2 : 1;
          continue search;
        }
      }
      switch (code[pc] as Op) {
        case Op.Match:
          r[Register.FirstCapture + 1] = position;
          result = Result.Matched;
          break search;
        case Op.Char:
          if (position < length && text.charCodeAt(position) === code[pc + 1]) {
            position++;
            pc += 2;
          } else pc = BACKTRACK;
          break;
        case Op.Set: {
          if (position < length) {
            const c = text.charCodeAt(position);
            const set = sets[code[pc + 1] as number] as CharSet;
            if (c < 256 ? set.low[c] === 1 : set.hasHigh(c)) {
              position++;
              pc += 2;
              break;
            }
          }
          pc = BACKTRACK;
          break;
        }
        case Op.SetPoint: {
          const width = pointWidth(text, position, sets[code[pc + 1] as number] as CharSet);
          if (width > 0) {
            position += width;
            pc += 2;
          } else pc = BACKTRACK;
          break;
        }
        case Op.Text: {
          const n = code[pc + 1] as number;
          let i = 0;
          while (i < n && text.charCodeAt(position + i) === code[pc + 2 + i]) i++;
          left -= i >> 3;
          if (i === n) {
            position += n;
            pc += 2 + n;
          } else pc = BACKTRACK;
          break;
        }
        case Op.CharBack:
          if (position > 0 && text.charCodeAt(position - 1) === code[pc + 1]) {
            position--;
            pc += 2;
          } else pc = BACKTRACK;
          break;
        case Op.SetBack:
          if (position > 0 && (sets[code[pc + 1] as number] as CharSet).has(text.charCodeAt(position - 1))) {
            position--;
            pc += 2;
          } else pc = BACKTRACK;
          break;
        case Op.SetPointBack: {
          const width = pointWidthBefore(text, position, sets[code[pc + 1] as number] as CharSet);
          if (width > 0) {
            position -= width;
            pc += 2;
          } else pc = BACKTRACK;
          break;
        }
        case Op.Greedy: {
          const set = sets[code[pc + 1] as number] as CharSet;
          const min = code[pc + 2] as number;
          const max = code[pc + 3] as number;
          const interrupted = r[Register.LoopStart] as number;
          const from = interrupted >= 0 ? interrupted : position;
          let at: number;
          let least: number;
          if (code[pc + 5] === 0) {
            const end = max < 0 || max > length - from ? length : from + max;
            const stop = Math.min(end, position + STRETCH);
            at = span(text, position, stop, set);
            left -= (at - position) >> 3;
            if (at === stop && stop < end) {
              // A long run: on with it in the next turn.
              r[Register.LoopStart] = from;
              position = at;
              break;
            }
            least = from + min;
          } else {
            // Code points have to be counted; where they need not be, a long run is gone through in stretches.
            let count = 0;
            least = min === 0 ? from : length + 1;
            at = position;
            const stop = max < 0 && min <= 1 ? position + STRETCH : length + 1;
            if (interrupted >= 0 && min === 1) {
              least = from + (isPair(text, from) ? 2 : 1);
              count = 1;
            }
            while (max < 0 || count < max) {
              const width = pointWidth(text, at, set);
              if (width === 0 || at >= stop) break;
              at += width;
              if (++count === min) least = at;
            }
            left -= (at - position) >> 2;
            if (at >= stop) {
              r[Register.LoopStart] = from;
              position = at;
              break;
            }
          }
          r[Register.LoopStart] = -1;
          if (at < least) {
            pc = BACKTRACK;
            break;
          }
          position = at;
          pc += 6;
          if (at > least) {
            // To take all is the first of the choices.
            stack[height] = least;
            stack[height + 1] = ~Register.Scratch;
            height += 2;
          } else pc += 6;
          break;
        }
        case Op.GreedyBack: {
          const least = Math.max(0, stack[height - 2] as number);
          const follow = code[pc + 4] as number;
          let at = position;
          const wide = code[pc + 5] === 1;
          if (follow >= 0) {
            if (wide)
              while (at >= least && text.charCodeAt(at) !== follow)
                at -= at - 2 >= least && isPair(text, at - 2) ? 2 : 1;
            else while (at >= least && text.charCodeAt(at) !== follow) at--;
            left -= (position - at) >> 3;
          }
          if (at < least) {
            height -= 2;
            pc = BACKTRACK;
            break;
          }
          position = at;
          if (at > least) {
            stack[height] = at - (wide && at - 2 >= least && isPair(text, at - 2) ? 2 : 1);
            stack[height + 1] = pc;
            height += 2;
          } else height -= 2;
          pc += 6;
          break;
        }
        case Op.Lazy: {
          const set = sets[code[pc + 1] as number] as CharSet;
          const min = code[pc + 2] as number;
          const max = code[pc + 3] as number;
          let at = position;
          if (code[pc + 5] === 0) {
            if (min > length - at) at = -1;
            else if (span(text, at, at + min, set) < at + min) at = -1;
            else at += min;
          } else
            for (let count = 0; count < min; count++) {
              const width = pointWidth(text, at, set);
              if (width === 0) {
                at = -1;
                break;
              }
              at += width;
            }
          left -= min >> 3;
          if (at < 0) {
            pc = BACKTRACK;
            break;
          }
          position = at;
          stack[height] = max < 0 ? -1 : max - min;
          stack[height + 1] = ~Register.Scratch;
          stack[height + 2] = position;
          stack[height + 3] = pc + 6;
          height += 4;
          pc += 12;
          break;
        }
        case Op.LazyBack: {
          const set = sets[code[pc + 1] as number] as CharSet;
          const follow = code[pc + 4] as number;
          let more = stack[height - 2] as number;
          let at = position;
          let width = 0;
          for (;;) {
            if (more === 0) {
              width = 0;
              break;
            }
            width = pointWidthOf(text, at, set, code[pc + 5] === 1);
            if (width === 0) break;
            at += width;
            if (more > 0) more--;
            if (follow < 0 || text.charCodeAt(at) === follow || at - position > STRETCH) break;
          }
          left -= (at - position) >> 3;
          if (width === 0) {
            height -= 2;
            pc = BACKTRACK;
            break;
          }
          position = at;
          stack[height - 2] = more;
          stack[height] = position;
          stack[height + 1] = pc;
          height += 2;
          pc += 6;
          break;
        }
        case Op.Start:
          pc = position === 0 ? pc + 1 : BACKTRACK;
          break;
        case Op.StartOfLine:
          pc = position === 0 || isLineEnd(text.charCodeAt(position - 1)) ? pc + 1 : BACKTRACK;
          break;
        case Op.End:
          pc = position === length ? pc + 1 : BACKTRACK;
          break;
        case Op.EndOfLine:
          pc = position === length || isLineEnd(text.charCodeAt(position)) ? pc + 1 : BACKTRACK;
          break;
        case Op.Boundary:
          pc = atBoundary(text, position, sets[code[pc + 1] as number] as CharSet) ? pc + 2 : BACKTRACK;
          break;
        case Op.NoBoundary:
          pc = atBoundary(text, position, sets[code[pc + 1] as number] as CharSet) ? BACKTRACK : pc + 2;
          break;
        case Op.BackReference: {
          const bits = code[pc + 1] as number;
          const n = code[pc + 2] as number;
          let from = -1;
          let to = -1;
          for (let i = 0; i < n; i++) {
            const group = Register.FirstCapture + 2 * (code[pc + 3 + i] as number);
            if ((r[group] as number) >= 0 && (r[group + 1] as number) >= 0) {
              from = r[group] as number;
              to = r[group + 1] as number;
              break;
            }
          }
          pc += 3 + n;
          if (from < 0 || from >= to) break;
          const size = to - from;
          const at = (bits & 4) === 0 ? position : position - size;
          left -= size >> 3;
          if (
            at < 0 ||
            at + size > length ||
            ((bits & 1) === 0 ? !sameText(text, from, at, size) : !holdsAgain(text, from, to, at, (bits & 2) !== 0))
          )
            pc = BACKTRACK;
          else {
            position = (bits & 4) === 0 ? at + size : at;
            // Half of a code point is none.
            if ((bits & 2) !== 0 && position > 0 && isPair(text, position - 1)) pc = BACKTRACK;
          }
          break;
        }
        case Op.Save: {
          const i = code[pc + 1] as number;
          stack[height] = r[i] as number;
          stack[height + 1] = ~i;
          height += 2;
          r[i] = position;
          pc += 2;
          break;
        }
        case Op.Clear: {
          const to = code[pc + 2] as number;
          let i = code[pc + 1] as number;
          if (height + 2 * (to - i) + 8 > stack.length) stack = roomier(stack, height + 2 * (to - i) + 8);
          for (; i < to; i++)
            if (r[i] !== -1) {
              stack[height] = r[i] as number;
              stack[height + 1] = ~i;
              height += 2;
              r[i] = -1;
              left--;
            }
          pc += 3;
          break;
        }
        case Op.SetRegister: {
          const i = code[pc + 1] as number;
          stack[height] = r[i] as number;
          stack[height + 1] = ~i;
          height += 2;
          r[i] = code[pc + 2] as number;
          pc += 3;
          break;
        }
        case Op.Split:
          stack[height] = position;
          stack[height + 1] = code[pc + 1] as number;
          height += 2;
          pc += 2;
          break;
        case Op.Jump:
          pc = code[pc + 1] as number;
          break;
        case Op.Loop: {
          const count = r[code[pc + 1] as number] as number;
          const max = code[pc + 3] as number;
          const exit = code[pc + 4] as number;
          if (count < (code[pc + 2] as number)) pc += 6;
          else if (max >= 0 && count >= max) pc = exit;
          else {
            const lazy = code[pc + 5] === 1;
            stack[height] = position;
            stack[height + 1] = lazy ? pc + 6 : exit;
            height += 2;
            pc = lazy ? exit : pc + 6;
          }
          break;
        }
        case Op.Round: {
          const i = code[pc + 1] as number;
          stack[height] = r[i] as number;
          stack[height + 1] = ~i;
          height += 2;
          r[i] = (r[i] as number) + 1;
          pc += 2;
          break;
        }
        case Op.NotEmpty: {
          const counter = code[pc + 2] as number;
          pc =
            position === r[code[pc + 1] as number] && (counter < 0 || (r[counter] as number) > (code[pc + 3] as number))
              ? BACKTRACK
              : pc + 4;
          break;
        }
        case Op.LookBegin: {
          const sp = code[pc + 1] as number;
          const at = code[pc + 2] as number;
          stack[height] = r[sp] as number;
          stack[height + 1] = ~sp;
          stack[height + 2] = r[at] as number;
          stack[height + 3] = ~at;
          height += 4;
          r[sp] = height;
          r[at] = position;
          pc += 3;
          break;
        }
        case Op.LookEnd: {
          // Only undos stay: a lookaround is not gone back into, but its captures are undone with what is before it.
          const bottom = bottomOf(r[code[pc + 1] as number] as number, height);
          let kept = bottom;
          for (let i = bottom; i < height; i += 2)
            if ((stack[i + 1] as number) < 0) {
              stack[kept] = stack[i] as number;
              stack[kept + 1] = stack[i + 1] as number;
              kept += 2;
            }
          left -= (height - bottom) >> 3;
          height = kept;
          position = Math.max(0, r[code[pc + 2] as number] as number);
          pc += 3;
          break;
        }
        case Op.NotBegin: {
          const sp = code[pc + 1] as number;
          stack[height] = r[sp] as number;
          stack[height + 1] = ~sp;
          height += 2;
          r[sp] = height;
          stack[height] = position;
          stack[height + 1] = code[pc + 2] as number;
          height += 2;
          pc += 3;
          break;
        }
        case Op.NotEnd: {
          const bottom = bottomOf(r[code[pc + 1] as number] as number, height);
          left -= (height - bottom) >> 3;
          while (height > bottom) {
            height -= 2;
            const word = stack[height + 1] as number;
            if (word < 0) r[~word] = stack[height] as number;
          }
          pc = BACKTRACK;
          break;
        }
        default:
          pc = BACKTRACK;
      }
    }
  }
  s.pc = pc;
  s.position = position;
  s.height = height;
  if (result === Result.Pending) s.stack = stack;
  else {
    if (stack.length <= 1 << 16) spare = stack;
    s.stack = NO_STACK;
  }
  s.left = left;
  return result;
}

const NO_STACK = new Int32Array(0);

/** How high the stack was when a lookaround began; whatever a forged state says, a place between two pairs. */
function bottomOf(register: number, height: number): number {
  return Math.min(height, Math.max(0, register)) & ~1;
}

/**
 * Can a state that was saved go on with this program, within its bounds and metered, whatever its numbers are? What remains to be
 * looked at is where it can go: instructions begin where the program says, and pairs name those or registers.
 */
export function fits(p: Program, s: MatchState, text: string): boolean {
  const { length } = text;
  const starts = new Uint8Array(p.code.length);
  for (let pc = 0; pc < p.code.length; pc += instructionLength(p.code, pc)) starts[pc] = 1;
  const isPosition = (n: number) => n >= 0 && n <= length;
  const captures = Register.FirstCapture + 2 * p.groupCount;
  const isContent = (n: number, register: number) =>
    register < p.registerCount && n >= -1 && (n <= length || register === Register.Scratch || register >= captures);
  if (s.registers.length !== p.registerCount || !s.registers.every(isContent)) return false;
  if (s.pc !== SEARCH && s.pc !== BACKTRACK && starts[s.pc] !== 1) return false;
  if (!isPosition(s.position) || s.start < 0 || s.start > length + 1) return false;
  if (s.height !== s.stack.length || s.height % 2 !== 0 || s.height > MAX_STACK) return false;
  for (let i = 0; i < s.height; i += 2) {
    const value = s.stack[i] as number;
    const word = s.stack[i + 1] as number;
    if (word < 0 ? !isContent(value, ~word) : starts[word] !== 1 || !isPosition(value)) return false;
  }
  return true;
}

function pointWidthOf(text: string, at: number, set: CharSet, wide: boolean): number {
  if (wide) return pointWidth(text, at, set);
  return at < text.length && set.has(text.charCodeAt(at)) ? 1 : 0;
}

function sameText(text: string, from: number, at: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (text.charCodeAt(from + i) !== text.charCodeAt(at + i)) return false;
  return true;
}
