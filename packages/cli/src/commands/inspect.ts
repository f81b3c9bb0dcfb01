import { type CommandDeclaration, exitStatus } from '../command.ts';
import { jsonOption } from '../options.ts';
import { inspectSaved } from '../program/inspection.ts';
import { readSaved } from '../program/saved.ts';
import { inspectionLines } from '../report/inspection.ts';
import { count, grouped, printable } from '../report/text.ts';

export const inspectCommand: CommandDeclaration = {
  name: 'inspect',
  summary: 'look into a saved program without running it',
  description: [
    'Shows where a saved program stands: its stack with the values of all variables, the jobs, timers and calls that wait, the captured variables that are alive with the path that keeps each, and what its heap holds. Nothing of the program runs.',
  ],
  arguments: [{ name: '<file>', description: 'the saved program, as FILE.sag' }],
  options: [jsonOption],
  examples: [
    { command: 'saguaro inspect later.sag', meaning: 'where it stands, and what it holds' },
    { command: 'saguaro inspect --json later.sag', meaning: 'the same for programs' },
  ],
  async run({ arguments: [file], options, context }) {
    const shown = file as string;
    const saved = readSaved(context.cwd, shown);
    const inspection = await inspectSaved({ bytes: saved.bytes, shown });
    const sizes = { bytes: saved.bytes.length, compressed: saved.compressed };
    const { colors } = context;
    const head = `${colors.bold(printable(shown))}: ${grouped(sizes.compressed)} bytes (${grouped(sizes.bytes)} before compression), after ${count(inspection.steps, 'instruction')}`;
    const text =
      options['json'] === true
        ? JSON.stringify({ file: shown, ...sizes, ...inspection }, null, 2)
        : inspectionLines(head, inspection, colors).join('\n');
    context.stdout.write(`${text}\n`);
    return exitStatus.done;
  },
};
