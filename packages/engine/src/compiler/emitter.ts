/** Writes bytecode: instructions, labels, constants, positions, try regions. Knows nothing of the language. */
import type { BindingNote, Body, Constant, FunctionCode, TryRegion } from '../bytecode/code.ts';
import { endsBlock, INSTRUCTION_LENGTH, OPERAND_KINDS } from '../bytecode/operands.ts';
import { Op } from '../bytecode/ops.gen.ts';

/** A register operand. From LATE and from PIN on it is a stand-in whose number is known when the body is finished. */
export type Reg = number;
/** A place in the code, bound once. */
export type Label = number;

/** Stand-ins for registers that the function's prologue fills: they follow all others. */
const LATE = 0x08000000;
/** Stand-ins for pinned constants. */
const PIN = 0x10000000;
/** Pinned constants cost each frame a register, so only so many are made; further constants are loaded. */
const MAX_PINNED = 24;

export type PinnedValue = undefined | null | boolean | number | string | bigint;

const ENDS_BLOCK: readonly boolean[] = INSTRUCTION_LENGTH.map((_, opcode) => endsBlock(opcode));

/** A protected range under construction. It may be left and entered again, so that exits inside it stay unprotected. */
export interface Region {
  readonly handler: Label;
  readonly register: Reg;
  start: number;
  used: boolean;
}

/** Primitive values to indices; tells -0 from 0. */
class ConstantIndex {
  private readonly indices = new Map<unknown, number>();
  private negativeZero = -1;

  get(value: unknown): number {
    if (value === 0 && Object.is(value, -0)) return this.negativeZero;
    return this.indices.get(value) ?? -1;
  }

  set(value: unknown, index: number): void {
    if (value === 0 && Object.is(value, -0)) this.negativeZero = index;
    else this.indices.set(value, index);
  }
}

export class Emitter {
  /** False where control can't come: nothing is emitted there. */
  live = true;
  readonly functions: FunctionCode[] = [];
  readonly notes: BindingNote[] = [];
  icCount = 0;

  private code = new Int32Array(64);
  private length = 0;
  private readonly prefix: number[] = [];
  private readonly constants: Constant[] = [];
  private readonly constantIndex = new ConstantIndex();
  private readonly pinned: PinnedValue[] = [];
  private readonly pinnedIndex = new ConstantIndex();
  private lateCount = 0;
  private readonly labels: number[] = [];
  private readonly labelUsed: boolean[] = [];
  private readonly regions: { start: number; end: number; handler: Label; register: Reg }[] = [];
  private readonly positions: number[] = [];
  private readonly calleeRanges: number[] = [];
  private position = -1;
  private emittedPosition = -1;
  /** The last pc that something refers to: what stands before it stays. */
  private barrier = 0;
  private lastOp = -1;
  /** Jumps that others may not pass over. */
  private readonly kept = new Set<number>();

  get pc(): number {
    return this.length;
  }

  /** Source offset of the instructions to come. */
  at(offset: number): void {
    this.position = offset;
  }

  emit(opcode: Op, ...operands: number[]): void {
    if (!this.live) return;
    const { position, length } = this;
    if (position !== this.emittedPosition && position >= 0) {
      this.positions.push(length, position);
      this.emittedPosition = position;
    }
    if (length + 8 > this.code.length) {
      const grown = new Int32Array(this.code.length * 2);
      grown.set(this.code);
      this.code = grown;
    }
    const { code } = this;
    code[length] = opcode;
    for (let i = 0; i < operands.length; i++) code[length + 1 + i] = operands[i]!;
    this.lastOp = length;
    this.length = length + 1 + operands.length;
    if (ENDS_BLOCK[opcode]) this.live = false;
  }

  /** Notes the source range of what the instruction emitted next calls, iterates or takes apart, for error messages. */
  calleeRange(start: number, end: number): void {
    if (this.live) this.calleeRanges.push(this.length, start, end);
  }

  // ---------------------------------------------------------------- labels

  label(): Label {
    this.labels.push(-1);
    this.labelUsed.push(false);
    return this.labels.length - 1;
  }

  bind(label: Label): void {
    // A jump to the very next instruction goes away.
    const { lastOp, length } = this;
    if (
      !this.live &&
      lastOp >= this.barrier &&
      lastOp === length - 2 &&
      this.code[lastOp] === Op.Jump &&
      this.code[lastOp + 1] === label &&
      this.barrier < length
    ) {
      this.length = lastOp;
      this.lastOp = -1;
      this.live = true;
      while (this.positions.length > 0 && this.positions[this.positions.length - 2]! >= lastOp) {
        this.positions.length -= 2;
        this.emittedPosition = this.positions.length > 0 ? this.positions[this.positions.length - 1]! : -1;
      }
    }
    this.labels[label] = this.length;
    this.barrier = this.length;
    if (this.labelUsed[label]) this.live = true;
  }

  /** Whether some live instruction jumps to `label`. */
  isUsed(label: Label): boolean {
    return this.labelUsed[label]!;
  }

  jump(label: Label): void {
    if (!this.live) return;
    this.emit(Op.Jump, label);
    this.labelUsed[label] = true;
  }

  /** The instruction emitted last stays, wherever it leads: somebody may want to stop at it. */
  keep(): void {
    if (this.barrier === this.length) return;
    this.barrier = this.length;
    this.kept.add(this.lastOp);
  }

  /** A conditional jump on `reg`. */
  jumpIf(opcode: Op, reg: Reg, label: Label): void {
    if (!this.live) return;
    this.emit(opcode, reg, label);
    this.labelUsed[label] = true;
  }

  jumpIfIntNe(reg: Reg, value: number, label: Label): void {
    if (!this.live) return;
    this.emit(Op.JumpIfIntNe, reg, value, label);
    this.labelUsed[label] = true;
  }

  // ---------------------------------------------------------------- regions

  openRegion(register: Reg): Region {
    this.barrier = this.length;
    return { handler: this.label(), register, start: this.length, used: false };
  }

  /** Leaves the region for now. Inner regions must be left first: their entries precede. */
  pauseRegion(region: Region): void {
    this.barrier = this.length;
    if (region.start >= 0 && region.start < this.length) {
      this.regions.push({ start: region.start, end: this.length, handler: region.handler, register: region.register });
      this.labelUsed[region.handler] = true;
      region.used = true;
    }
    region.start = -1;
  }

  resumeRegion(region: Region): void {
    this.barrier = this.length;
    region.start = this.length;
  }

  // ---------------------------------------------------------------- constants

  constant(value: Constant): number {
    const isPlain = typeof value !== 'object' || value === null;
    if (isPlain) {
      const known = this.constantIndex.get(value);
      if (known >= 0) return known;
    }
    this.constants.push(value);
    if (isPlain) this.constantIndex.set(value, this.constants.length - 1);
    return this.constants.length - 1;
  }

  /** The register of a pinned constant, or -1 if there are enough already. `undefined` always has one. */
  pin(value: PinnedValue): Reg {
    let index = this.pinnedIndex.get(value);
    if (index < 0) {
      if (this.pinned.length >= MAX_PINNED && value !== undefined) return -1;
      index = this.pinned.length;
      this.pinned.push(value);
      this.pinnedIndex.set(value, index);
    }
    return PIN + index;
  }

  isPinned(reg: Reg): boolean {
    return reg >= PIN;
  }

  /** A register of its own, filled by instructions that run before all others. They must be pure. */
  lateRegister(): Reg {
    return LATE + this.lateCount++;
  }

  emitPrefix(...words: number[]): void {
    this.prefix.push(...words);
  }

  // ---------------------------------------------------------------- the end

  finish(frameRegisters: number): Body {
    const shift = this.prefix.length;
    const code = new Int32Array(shift + this.length);
    code.set(this.prefix);
    code.set(this.code.subarray(0, this.length), shift);
    const registerCount = frameRegisters + this.lateCount;
    const reg = (r: Reg): number => {
      if (r < LATE) return r;
      return r < PIN ? frameRegisters + (r - LATE) : registerCount + (r - PIN);
    };
    for (let pc = 0; pc < code.length; ) {
      const kinds = OPERAND_KINDS[code[pc]!]!;
      for (let i = 0; i < kinds.length; i++) {
        const kind = kinds[i]!;
        const at = pc + 1 + i;
        if (kind === 'reg' || kind === 'base' || kind === 'dst') code[at] = reg(code[at]!);
        else if (kind === 'jump') code[at] = this.target(code[at]!) + shift;
      }
      pc += 1 + kinds.length;
    }
    const regions: TryRegion[] = this.regions.map((r) => ({
      start: r.start + shift,
      end: r.end + shift,
      handler: this.labels[r.handler]! + shift,
      register: reg(r.register),
    }));
    return {
      code,
      constants: this.constants,
      functions: this.functions,
      registerCount,
      pinned: this.pinned,
      icCount: this.icCount,
      regions,
      positions: shifted(this.positions, 2, shift),
      calleeRanges: shifted(this.calleeRanges, 3, shift),
      bindings: this.notes.map((note) => ({
        ...note,
        index: note.place === 'register' || note.place === 'cell' ? reg(note.index) : note.index,
        from: note.from + shift,
        to: note.to + shift,
      })),
    };
  }

  /** Where a jump to `label` ends up, jumps to jumps followed. */
  private target(label: Label): number {
    let pc = this.labels[label]!;
    for (let hops = 0; hops < 8 && pc < this.length && this.code[pc] === Op.Jump && !this.kept.has(pc); hops++) {
      const next = this.labels[this.code[pc + 1]!]!;
      // Backward jumps stay as they are: the machine counts loops there.
      if (next <= pc) break;
      pc = next;
    }
    return pc;
  }
}

function shifted(words: readonly number[], step: number, shift: number): Int32Array {
  const result = Int32Array.from(words);
  for (let i = 0; i < result.length; i += step) result[i]! += shift;
  return result;
}
