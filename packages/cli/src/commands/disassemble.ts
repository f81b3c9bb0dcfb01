import { type CommandDeclaration, exitStatus } from '../command.ts';
import { disassemble } from '../engine.ts';
import { codeOptions, type Strategy, storageOption } from '../options.ts';
import { readProgram } from '../program/read.ts';

export const disassembleCommand: CommandDeclaration = {
  name: 'disassemble',
  summary: 'print the bytecode of a program beside its source lines',
  description: [
    'Prints the bytecode of each function with the source lines that it came from. docs/bytecode.md says what each instruction does.',
  ],
  arguments: [{ name: '[file]', description: 'the program; `-` or nothing reads standard input' }],
  options: [...codeOptions, storageOption],
  examples: [
    { command: 'saguaro disassemble examples/counter.js', meaning: 'the bytecode of a file' },
    { command: "saguaro disassemble -e 'let x = 1; x += 2'", meaning: 'the bytecode of a line' },
  ],
  async run(call) {
    const program = await readProgram(call, 'disassemble');
    const text = await disassemble(program, call.options['storage'] as Strategy);
    call.context.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return exitStatus.done;
  },
};
