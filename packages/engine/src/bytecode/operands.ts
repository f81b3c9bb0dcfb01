/** Operand kinds and lengths of instructions by opcode, derived from the table once. */
import { OPS, type OperandKind, operandKind } from './optable.ts';

/** Kinds of the operands of each opcode, in order. */
export const OPERAND_KINDS: readonly (readonly OperandKind[])[] = OPS.map((op) => op.operands.map(operandKind));

/** Words of each instruction, the opcode included. */
export const INSTRUCTION_LENGTH: readonly number[] = OPS.map((op) => 1 + op.operands.length);

/** True for instructions after which control never goes on to the next one. */
export function endsBlock(opcode: number): boolean {
  const { name, effect } = OPS[opcode]!;
  return (
    name === 'Jump' ||
    (effect === 'exit' && !SUSPENDING.has(name)) ||
    name === 'AsyncReturn' ||
    name === 'AsyncGeneratorReturn'
  );
}

/** Instructions that leave the frame and come back to the next pc. */
const SUSPENDING: ReadonlySet<string> = new Set(['StartGenerator', 'Yield', 'YieldRaw', 'Await']);
