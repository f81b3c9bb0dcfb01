/**
 * Versions of the instruction set. A snapshot says by a hash in which it is written; code of an older one is brought to the next, and so on
 * to this engine's, while it is read (`code-upgrade.ts`).
 *
 * The set of a released version never changes. `instruction-sets.test.ts` finds a change and says what to do.
 */
import { OPS } from '../bytecode/optable.ts';
import { hashOfText } from './bytes.ts';

/** An instruction as a set lists it: its name and the kinds of its operands, `Add reg:a reg:b dst:d`. Its number is its place. */
export type InstructionLine = string;

/** An instruction of the next version: its name and operands. */
export type Instruction = readonly [name: string, ...operands: number[]];

/**
 * What stands for an instruction in the next version. Operands that are jumps stay pcs of the old code. The registers that are read later
 * must be the same; one that may call guest code comes last, since the code goes on behind it.
 */
export type Rewrite = (operands: readonly number[]) => readonly Instruction[];

/** A version before this engine's, and how its code becomes code of the next. */
export interface OlderSet {
  readonly instructions: readonly InstructionLine[];
  /** By name: instructions that the next version does not have, or with other operands, or with another meaning. */
  readonly rewrite: Readonly<Record<string, Rewrite>>;
}

/** All versions before this engine's, oldest first. */
export const OLDER_SETS: readonly OlderSet[] = [];

export const CURRENT_INSTRUCTIONS: readonly InstructionLine[] = OPS.map((o) => `${o.name} ${o.operands.join(' ')}`);

/** Hash by which a snapshot names its set. */
export function hashOfSet(instructions: readonly InstructionLine[]): string {
  return hashOfText(instructions.join('\n'));
}

let current: string | null = null;

/** Hash of this engine's set: changes with every change of an instruction's name, operands or number. */
export function currentHash(): string {
  current ??= hashOfSet(CURRENT_INSTRUCTIONS);
  return current;
}
