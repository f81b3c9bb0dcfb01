/** Linking: makes a function's body executable in this machine. Done on its first call. */

import { OPERATIONS } from '../builtins/index.ts';
import { type Body, CodeFlag, CodeKind } from '../bytecode/code.ts';
import { FUSED, OP_BY_NAME, OPS, QUICKENED } from '../bytecode/optable.ts';
import { verifyBody } from '../bytecode/verify.ts';
import type { Slot } from '../objects/object.ts';
import { CallMode, InlineCache, Instruction, LinkedCode } from './linked-code.ts';

/** Words an instruction takes, by opcode; fused comparisons are as long as plain ones. */
export const OP_LENGTH: Uint8Array = new Uint8Array([
  ...OPS.map((o) => 1 + o.operands.length),
  ...FUSED.map((f) => lengthOf(f.first)),
  ...QUICKENED.map((q) => lengthOf(q.of)),
]);

function lengthOf(name: string): number {
  return 1 + (OPS[OP_BY_NAME.get(name) as number] as (typeof OPS)[number]).operands.length;
}

/** fusedId[first * 2 + (second is JumpIfFalse)], 0 where there is none. */
const fusedId = new Map<number, readonly [onTrue: number, onFalse: number]>();
for (let i = 0; i < FUSED.length; i += 2)
  fusedId.set(OP_BY_NAME.get(FUSED[i]?.first as string) as number, [OPS.length + i, OPS.length + i + 1]);

const JUMP_IF_TRUE = OP_BY_NAME.get('JumpIfTrue') as number;
const JUMP_IF_FALSE = OP_BY_NAME.get('JumpIfFalse') as number;

/**
 * A copy of the bytecode in which a comparison followed by the conditional jump on its result carries the fused opcode. Layout and
 * operands stay, so the second instruction can still be reached by itself: after a slow path, or by a jump.
 */
function fuse(code: Int32Array): Int32Array {
  const out = code.slice();
  for (let pc = 0; pc < code.length; ) {
    const op = code[pc] as number;
    const length = OP_LENGTH[op] as number;
    const fused = fusedId.get(op);
    if (fused !== undefined) {
      const next = pc + length;
      const second = code[next];
      if ((second === JUMP_IF_TRUE || second === JUMP_IF_FALSE) && code[next + 1] === code[next - 1])
        out[pc] = second === JUMP_IF_TRUE ? fused[0] : fused[1];
    }
    pc += length;
  }
  return out;
}

/** Stands where no instruction starts. */
const NO_INSTRUCTION = new Instruction(0, 0, 0, 0, 0, 0);

function decode(code: Int32Array, body: Body): Instruction[] {
  const out: Instruction[] = [];
  for (let pc = 0; pc < code.length; ) {
    const op = code[pc] as number;
    const n = OP_LENGTH[op] as number;
    const word = (i: number): number => (i < n ? (code[pc + i] as number) : 0);
    const fused = op >= OPS.length && op < OPS.length + FUSED.length;
    const instruction = new Instruction(
      op,
      word(1),
      word(2),
      word(3),
      word(4),
      fused ? (code[pc + 6] as number) : word(5),
    );
    if (op === INTRINSIC) instruction.operation = OPERATIONS.get(body.constants[word(1)] as string) ?? null;
    out.push(instruction);
    for (let i = 1; i < n; i++) out.push(NO_INSTRUCTION);
    pc += n;
  }
  return out;
}

const INTRINSIC = OP_BY_NAME.get('Intrinsic') as number;
const CALL = OP_BY_NAME.get('Call') as number;
const JUMP = OP_BY_NAME.get('Jump') as number;
const MOVE = OP_BY_NAME.get('Move') as number;
const RETURN = OP_BY_NAME.get('Return') as number;

/** Is what register `reg` holds at `pc` returned, with nothing done before? */
function isReturned(code: Int32Array, pc: number, reg: number): boolean {
  for (let at = pc, value = reg; ; ) {
    switch (code[at]) {
      case RETURN:
        return code[at + 1] === value;
      case MOVE:
        if (code[at + 1] !== value) return false;
        value = code[at + 2] as number;
        at += 3;
        break;
      case JUMP:
        // A jump backwards is a loop's.
        if ((code[at + 1] as number) <= at) return false;
        at = code[at + 1] as number;
        break;
      default:
        return false;
    }
  }
}

/** Marks the calls in tail position (ECMA-262 §15.10.2): none in a protected region is. */
function markTailCalls(out: Int32Array, body: Body): void {
  for (let pc = 0; pc < out.length; pc += OP_LENGTH[out[pc] as number] as number) {
    if (out[pc] !== CALL || body.regions.some((r) => pc >= r.start && pc < r.end)) continue;
    if (isReturned(body.code, pc + 6, out[pc + 5] as number)) out[pc] = TAIL_CALL;
  }
}

const TAIL_CALL = OPS.length + FUSED.length + QUICKENED.findIndex((q) => q.name === 'TailCall');

export function link(lc: LinkedCode): Body {
  const code = lc.code;
  if (code === null) throw new Error(`internal fault: ${lc.name} has no body`);
  const body = code.body();
  if (lc.realm.machine.options.verifyBytecode) verifyBody(body);
  lc.body = body;
  lc.global = lc.realm.globalObject;
  lc.bytecode = fuse(body.code);
  if (
    lc.realm.machine.options.tailCalls &&
    (lc.flags & CodeFlag.Strict) !== 0 &&
    lc.kind === CodeKind.Plain &&
    (lc.flags & CodeFlag.SelfHosted) === 0
  )
    markTailCalls(lc.bytecode, body);
  lc.program = decode(lc.bytecode, body);
  lc.registerCount = body.registerCount;
  const template: Slot[] = [];
  for (let i = 0; i < body.registerCount; i++) template.push(undefined);
  for (const v of body.pinned) template.push(v);
  // Never numbers only, so that all register files have one representation in the host.
  if (template.length === 0) template.push(undefined);
  lc.template = template;
  for (let i = 0; i < body.icCount; i++) lc.caches.push(new InlineCache());
  lc.functions = body.functions.map((f) => {
    const inner = new LinkedCode(lc.realm, f, null, lc.module);
    inner.referrer = lc.referrer;
    inner.evalOrigin = lc.evalOrigin;
    return inner;
  });
  lc.frameBytes = 152 + 8 * template.length;
  if (
    lc.native === null &&
    lc.variadic === null &&
    lc.special === null &&
    (lc.flags & (CodeFlag.KeepsArguments | CodeFlag.Class)) === 0
  )
    lc.mode = CallMode.Fast;
  lc.fastConstruct =
    (lc.flags & CodeFlag.Constructor) !== 0 &&
    (lc.flags & (CodeFlag.KeepsArguments | CodeFlag.Derived | CodeFlag.SelfHosted)) === 0;
  const { debug, linkedCode } = lc.realm.machine;
  debug?.linked(lc);
  linkedCode?.push(lc);
  return body;
}
