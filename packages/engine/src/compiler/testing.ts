/** What tests of the compiler share. */
import type { FunctionCode } from '../bytecode/code.ts';
import { instruction } from '../bytecode/disassemble.ts';
import { INSTRUCTION_LENGTH } from '../bytecode/operands.ts';
import { verifyBody } from '../bytecode/verify.ts';
import { parse } from '../parser/parse.ts';
import { analyze } from '../scope/analyze.ts';
import { planStorage, type StorageStrategy } from '../storage/plan.ts';
import { compileProgram } from './compile.ts';

export interface Compiled {
  readonly kind?: 'script' | 'module' | 'eval';
  readonly storage?: StorageStrategy;
  readonly completionValue?: boolean;
  readonly selfHosted?: boolean;
}

export function compiled(text: string, options: Compiled = {}): FunctionCode {
  const kind = options.kind ?? 'script';
  const { program } = parse(text, { name: 'test.js', kind });
  const tree = analyze(program, { kind });
  planStorage(tree, options.storage ?? 'flat');
  return compileProgram(
    tree,
    { name: 'test.js', text },
    { completionValue: options.completionValue === true, selfHosted: options.selfHosted === true },
  );
}

/** A function inside, by name. */
export function inner(code: FunctionCode, name: string): FunctionCode {
  for (const found of everyFunction(code)) if (found.name === name) return found;
  throw new Error(`no function ${name}`);
}

/** The function and all inside it; compiles and verifies each body. */
export function everyFunction(code: FunctionCode): FunctionCode[] {
  const result: FunctionCode[] = [];
  const work = [code];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    result.push(next);
    const body = next.body();
    verifyBody(body);
    work.push(...body.functions);
  }
  return result;
}

/** Instructions without pcs, operands spelled out and blanks squeezed; jumps as the number of the instruction they go to. */
export function listing(code: FunctionCode): string[] {
  const body = code.body();
  verifyBody(body);
  const numbers = new Map<number, number>();
  for (let pc = 0; pc < body.code.length; pc += INSTRUCTION_LENGTH[body.code[pc]!]!) numbers.set(pc, numbers.size);
  return [...numbers.keys()].map((pc) =>
    instruction(body, pc)
      .replace(/\s+/g, ' ')
      .replace(/@(\d+)/g, (_, target: string) => `@${numbers.get(Number(target))}`),
  );
}
