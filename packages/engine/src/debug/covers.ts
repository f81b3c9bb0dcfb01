/**
 * Covered instructions: a debugger puts a breakpoint over an instruction of linked code, and the loop stops there. Code without any runs
 * as it always does.
 */
import { CodeFlag, type FunctionCode } from '../bytecode/code.ts';
import { INSTRUCTION_LENGTH } from '../bytecode/operands.ts';
import { OPS } from '../bytecode/optable.ts';
import { HeapGraphBuilder } from '../machine/heap.ts';
import { interpret } from '../machine/interpret.ts';
import { Instruction, LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import { BREAKPOINT, type DebugHook, type Stop } from '../machine/stop.ts';
import type { Value } from '../objects/value.ts';

/** What decides for a machine core whether it stops. */
export interface Watcher {
  /** Whether code is of a source that has been met: what a question brings along is not. */
  knows(code: LinkedCode): boolean;
  linked(code: LinkedCode): void;
  stopsHere(): boolean;
  stopsAtThrow(value: Value): boolean;
}

const COVER = new Instruction(BREAKPOINT, 0, 0, 0, 0, 0);

/** The program's code in one machine core, and which of its instructions are covered. */
export class Covers implements DebugHook {
  uncovers = false;
  silent = false;
  /** The program's own functions that have been linked. */
  readonly codes: Set<LinkedCode>;
  private readonly core: Machine;
  private readonly watcher: Watcher;
  /** What stood there before. */
  private readonly covered = new Map<LinkedCode, Map<number, Instruction>>();

  /** @param core whose program may be running already: then its heap is searched for code, where it has kept no list of it */
  constructor(core: Machine, watcher: Watcher) {
    this.core = core;
    this.watcher = watcher;
    this.codes = new Set();
    for (const thing of core.linkedCode ?? new HeapGraphBuilder(core).things)
      if (thing instanceof LinkedCode && thing.body !== null && isProgram(thing)) this.codes.add(thing);
    core.linkedCode = null;
    core.debug = this;
  }

  linked(code: LinkedCode): void {
    if (!isProgram(code) || (this.silent && !this.watcher.knows(code))) return;
    this.codes.add(code);
    this.watcher.linked(code);
  }

  stopsHere(): boolean {
    this.uncovers = true;
    return this.watcher.stopsHere();
  }

  stopsAtThrow(value: Value): boolean {
    return !this.silent && this.watcher.stopsAtThrow(value);
  }

  executeUncovered(m: Machine): Stop {
    if (!this.silent) this.uncovers = false;
    const { code, pc } = m.frame as NonNullable<Machine['frame']>;
    const instruction = this.covered.get(code)?.get(pc);
    if (instruction === undefined) return interpret(m);
    code.program[pc] = instruction;
    const stop = interpret(m);
    // Uncovered for good by somebody whom it has called.
    if (this.has(code, pc)) code.program[pc] = COVER;
    return stop;
  }

  cover(code: LinkedCode, pc: number): void {
    let pcs = this.covered.get(code);
    if (pcs === undefined) {
      pcs = new Map();
      this.covered.set(code, pcs);
    }
    if (pcs.has(pc)) return;
    split(code, pc);
    pcs.set(pc, code.program[pc] as Instruction);
    code.program[pc] = COVER;
  }

  has(code: LinkedCode, pc: number): boolean {
    return this.covered.get(code)?.has(pc) === true;
  }

  uncoverAll(): void {
    for (const [code, pcs] of this.covered) for (const [pc, instruction] of pcs) code.program[pc] = instruction;
    this.covered.clear();
  }

  /** Takes its hands off the core. */
  detach(): void {
    this.uncoverAll();
    if (this.core.debug === this) this.core.debug = null;
  }
}

function isProgram(code: LinkedCode): code is LinkedCode & { readonly code: FunctionCode } {
  return (code.flags & CodeFlag.SelfHosted) === 0 && code.code !== null;
}

/** The instruction before `pc` may be fused with the one there, which would then be passed over: it is made a plain one. */
function split(code: LinkedCode, pc: number): void {
  const canonical = code.body?.code;
  if (canonical === undefined) return;
  let before = -1;
  for (let at = 0; at < pc; at += INSTRUCTION_LENGTH[canonical[at] as number] as number) before = at;
  if (before < 0) return;
  const instruction = code.program[before] as Instruction;
  if (instruction.op < OPS.length || instruction.op === canonical[before]) return;
  // Only a comparison takes the jump behind it along.
  if (before + 4 !== pc || canonical[before + 3] === undefined) return;
  code.program[before] = new Instruction(
    canonical[before] as number,
    canonical[before + 1] as number,
    canonical[before + 2] as number,
    canonical[before + 3] as number,
    0,
    0,
  );
}
