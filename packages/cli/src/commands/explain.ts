import { type CommandDeclaration, exitStatus } from '../command.ts';
import { explain } from '../engine.ts';
import { codeOptions, jsonOption, limitOptions, machineOptions, type Strategy, storageOption } from '../options.ts';
import { observe } from '../program/observe.ts';
import { readProgram } from '../program/read.ts';
import { explanationText } from '../report/explain.ts';
import type { FullExplanation } from '../report/model.ts';

export const explainCommand: CommandDeclaration = {
  name: 'explain',
  summary: 'show where each variable lives, and what keeps it alive',
  description: [
    'Prints the source with each declaration marked *stack* or *heap*, and for each captured variable where it lives, which functions capture it and why.',
    'Then it runs the program, within limits and without waiting for timers, and prints which captured variables are still alive at its end, the path that keeps each, and the account of the frames.',
  ],
  arguments: [{ name: '[file]', description: 'the program; `-` or nothing reads standard input' }],
  options: [
    { flags: '--static', description: 'do not run the program' },
    ...codeOptions,
    storageOption,
    jsonOption,
    ...machineOptions,
    ...limitOptions,
  ],
  examples: [
    { command: 'saguaro explain examples/counter.js', meaning: "the question's own program" },
    { command: 'saguaro explain --static FILE', meaning: 'say where variables live without running the file' },
    {
      command: 'saguaro explain --storage linked FILE',
      meaning: 'the same as an engine with shared contexts would do it',
    },
    { command: 'saguaro explain --json FILE', meaning: 'the same as data' },
  ],
  async run(call) {
    const { options, context } = call;
    const program = await readProgram(call, 'explain');
    const statics = await explain(program, options['storage'] as Strategy);
    let full: FullExplanation = { ...statics, file: program.shown };
    if (options['static'] !== true) {
      const { run } = await observe(program, options);
      full = { ...full, run };
    }
    const text =
      options['json'] === true ? JSON.stringify(full, null, 2) : explanationText(program.source, full, context.colors);
    context.stdout.write(`${text}\n`);
    return exitStatus.done;
  },
};
