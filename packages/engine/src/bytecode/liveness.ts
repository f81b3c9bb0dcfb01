/**
 * Which registers matter at each pc: what a pause, a snapshot or a heap walk must look at. Everything else is dead, and dead values
 * must neither be saved nor keep anything alive.
 */
import type { Body } from './code.ts';
import { endsBlock, INSTRUCTION_LENGTH, OPERAND_KINDS } from './operands.ts';
import { OP_BY_NAME, OPS } from './optable.ts';

interface Liveness {
  /** Words a set takes. */
  readonly words: number;
  /** Sets before each instruction, by instruction number. */
  readonly sets: Uint32Array;
  /** Instruction number by pc, -1 inside an instruction. */
  readonly numbers: Int32Array;
  /** Answers of `liveRegisters`, by pc, or its complement where the frame waits. */
  readonly lists: Map<number, readonly number[]>;
}

const known = new WeakMap<Body, Liveness>();

function ofBody(body: Body): Liveness {
  const liveness = compute(body);
  known.set(body, liveness);
  return liveness;
}

/** Registers (pinned constants aside) whose values can still be read by a frame that is about to execute the instruction at `pc`: bit `r & 31` of word `r >> 5`. */
export function liveAt(body: Body, pc: number): Uint32Array {
  const liveness = known.get(body) ?? ofBody(body);
  // Behind the last instruction, which has thrown.
  if (pc === body.code.length) return new Uint32Array(liveness.words);
  const number = liveness.numbers[pc] ?? -1;
  if (number < 0) throw new Error(`internal fault: no instruction at pc ${pc}`);
  return liveness.sets.subarray(number * liveness.words, (number + 1) * liveness.words);
}

/**
 * The same for a frame that waits: for a call it made, or suspended. `pc` is where it goes on, with the result of the instruction before,
 * so that what this one's destination holds meanwhile is dead; if what it waits for throws, it goes on in a handler around that instruction.
 */
export function liveAcross(body: Body, pc: number): Uint32Array {
  const live = liveAt(body, pc).slice();
  const { words, sets, numbers } = known.get(body)!;
  let at = pc - 1;
  while (at >= 0 && numbers[at]! < 0) at--;
  if (at < 0) return live;
  const kinds = OPERAND_KINDS[body.code[at]!]!;
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] !== 'dst') continue;
    const register = body.code[at + 1 + i]!;
    live[register >> 5]! &= ~(1 << (register & 31));
  }
  for (const { start, end, handler, register } of body.regions) {
    if (at < start || at >= end) continue;
    const target = numbers[handler]! * words;
    for (let w = 0; w < words; w++) {
      let needed = sets[target + w]!;
      if (register >> 5 === w) needed &= ~(1 << (register & 31));
      live[w]! |= needed;
    }
  }
  return live;
}

/** The registers of `liveAt` (`waits` false) or `liveAcross`, in ascending order; asked again it gives the same list. */
export function liveRegisters(body: Body, pc: number, waits: boolean): readonly number[] {
  const { lists } = known.get(body) ?? ofBody(body);
  const key = waits ? ~pc : pc;
  let list = lists.get(key);
  if (list === undefined) {
    const set = waits ? liveAcross(body, pc) : liveAt(body, pc);
    const registers: number[] = [];
    for (let r = 0; r < body.registerCount; r++) if (isLive(set, r)) registers.push(r);
    list = registers;
    lists.set(key, list);
  }
  return list;
}

export function isLive(set: Uint32Array, register: number): boolean {
  return ((set[register >> 5]! >>> (register & 31)) & 1) === 1;
}

const CLOSURE = OP_BY_NAME.get('Closure')!;
const FRAME_RECORD = OP_BY_NAME.get('FrameRecord')!;
function compute(body: Body): Liveness {
  const { code } = body;
  const numbers = new Int32Array(code.length).fill(-1);
  const pcs: number[] = [];
  let keepsFrame = false;
  for (let pc = 0; pc < code.length; pc += INSTRUCTION_LENGTH[code[pc]!]!) {
    numbers[pc] = pcs.push(pc) - 1;
    if (code[pc] === FRAME_RECORD) keepsFrame = true;
  }
  const words = Math.max(1, (body.registerCount + 31) >> 5);
  const sets = new Uint32Array(pcs.length * words);
  const always = new Uint32Array(words);
  // `this` shows in stack traces, is what base constructors return, and is read by SloppyThis without an operand.
  add(always, 0, 0);
  if (keepsFrame) {
    for (const { place, index } of body.bindings) if (place === 'register' || place === 'cell') add(always, 0, index);
  }
  const handlers = handlersByInstruction(body, pcs);
  const out = new Uint32Array(words);
  for (let changed = true; changed; ) {
    changed = false;
    for (let n = pcs.length - 1; n >= 0; n--) {
      const pc = pcs[n]!;
      const opcode = code[pc]!;
      const kinds = OPERAND_KINDS[opcode]!;
      out.set(always);
      if (!endsBlock(opcode) && n + 1 < pcs.length) join(out, sets, (n + 1) * words, words);
      for (let i = 0; i < kinds.length; i++)
        if (kinds[i] === 'jump') join(out, sets, numbers[code[pc + 1 + i]!]! * words, words);
      for (let i = 0; i < kinds.length; i++) {
        if (kinds[i] !== 'dst') continue;
        const register = code[pc + 1 + i]!;
        if (!isLive(always, register)) out[register >> 5]! &= ~(1 << (register & 31));
      }
      // What a handler reads must be there before the instruction that throws.
      for (const region of handlers[n] ?? NONE) {
        const target = numbers[body.regions[region]!.handler]! * words;
        const { register } = body.regions[region]!;
        for (let w = 0; w < words; w++) {
          let live = sets[target + w]!;
          if (register >> 5 === w) live &= ~(1 << (register & 31));
          out[w]! |= live;
        }
      }
      addReads(body, pc, out);
      for (let w = 0; w < words; w++) {
        const at = n * words + w;
        if (sets[at] !== out[w]!) {
          sets[at] = out[w]!;
          changed = true;
        }
      }
    }
  }
  return { words, sets, numbers, lists: new Map() };
}

const NONE: readonly number[] = [];

/** Regions whose handlers an instruction may reach: all around it, if it may throw (or suspend, and be resumed by a throw). */
function handlersByInstruction(body: Body, pcs: readonly number[]): (readonly number[] | undefined)[] {
  const result: (number[] | undefined)[] = [];
  if (body.regions.length === 0) return result;
  pcs.forEach((pc, n) => {
    const { effect } = OPS[body.code[pc]!]!;
    if (effect === 'pure' || effect === 'jump') return;
    body.regions.forEach((region, i) => {
      if (pc >= region.start && pc < region.end) (result[n] ??= []).push(i);
    });
  });
  return result;
}

function addReads(body: Body, pc: number, out: Uint32Array): void {
  const { code } = body;
  const opcode = code[pc]!;
  const kinds = OPERAND_KINDS[opcode]!;
  for (let i = 0; i < kinds.length; i++) {
    const value = code[pc + 1 + i]!;
    if (kinds[i] === 'reg') {
      if (value < body.registerCount) add(out, 0, value);
    } else if (kinds[i] === 'base') {
      const count = code[pc + 2 + i]!;
      for (let r = value; r < value + count; r++) if (r < body.registerCount) add(out, 0, r);
    }
  }
  if (opcode === CLOSURE) {
    for (const capture of body.functions[code[pc + 1]!]!.captures)
      if (capture.from === 'register') add(out, 0, capture.index);
  }
}

function add(set: Uint32Array, base: number, register: number): void {
  set[base + (register >> 5)]! |= 1 << (register & 31);
}

function join(out: Uint32Array, sets: Uint32Array, base: number, words: number): void {
  for (let w = 0; w < words; w++) out[w]! |= sets[base + w]!;
}
