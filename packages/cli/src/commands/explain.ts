import { type CommandDeclaration, exitStatus } from '../command.ts';
import { explain, explainV8 } from '../engine.ts';
import {
  codeOptions,
  engineOptions,
  jsonOption,
  limitOptions,
  machineOptions,
  type Strategy,
  storageOption,
  type V8Mode,
} from '../options.ts';
import { observe } from '../program/observe.ts';
import { readProgram } from '../program/read.ts';
import { explanationText } from '../report/explain.ts';
import type { FullExplanation } from '../report/model.ts';

export const explainCommand: CommandDeclaration = {
  name: 'explain',
  summary: 'show where each variable lives, and what keeps it alive',
  description: [
    'Prints the source with each declaration marked *stack* or *heap*, and for each captured variable where it lives, which functions capture it and why.',
    'Then it runs the program, within limits and without waiting for timers, and prints which captured variables are still alive at its end, the path that keeps each, since which step (of a run of at most 10 million), and the account of the frames.',
    'With `--engine v8` it says where V8 puts each variable instead: in the frame or in a Context, which Context and slot, and by which rule (see docs/v8.md). Nothing is run then.',
  ],
  arguments: [{ name: '[file]', description: 'the program; `-` or nothing reads standard input' }],
  options: [
    { flags: '--static', description: 'do not run the program' },
    ...codeOptions,
    storageOption,
    ...engineOptions,
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
    {
      command: 'saguaro explain --engine v8 FILE',
      meaning: 'where V8 (Node, Chrome) keeps each variable, by its own rules',
    },
    { command: 'saguaro explain --json FILE', meaning: 'the same as data' },
  ],
  async run(call) {
    const { options, context } = call;
    const program = await readProgram(call, 'explain');
    const v8 = options['engine'] === 'v8';
    const statics = v8
      ? await explainV8(program, options['mode'] as V8Mode | undefined)
      : await explain(program, options['storage'] as Strategy);
    let full: FullExplanation = { ...statics, file: program.shown };
    if (!v8 && options['static'] !== true) {
      const { run } = await observe(program, options);
      full = { ...full, run };
    }
    const text =
      options['json'] === true ? JSON.stringify(full, null, 2) : explanationText(program.source, full, context.colors);
    context.stdout.write(`${text}\n`);
    return exitStatus.done;
  },
};
