import { resolve } from 'node:path';
import { type CommandDeclaration, exitStatus } from '../command.ts';
import { noSuchStep } from '../errors.ts';
import { wholeNumber } from '../options.ts';
import { processOutput } from '../output.ts';
import { realClock } from '../program/clock.ts';
import { openReplay } from '../program/replay.ts';
import { readSaved, writeSaved } from '../program/saved.ts';
import { inspectionLines } from '../report/inspection.ts';
import { grouped, printable } from '../report/text.ts';
import { report, writeHeap } from './run.ts';

export const replayCommand: CommandDeclaration = {
  name: 'replay',
  summary: 'do a recorded run again, exactly',
  description: [
    'Does again what `run --record` or `resume --record` recorded: the same output, the same end, the same exit status. Nothing is asked a second time: what the clock, the files of modules and source maps said then is in the recording, and so is how the run ended, be it by a limit or by Ctrl-C. It waits for no timer.',
    '`--to` stops at a step of the run. It shows where the program stands there, as `inspect` does, or saves it to the file of `-o`, for `inspect` and `resume`.',
    'A recording is replayed by the version of Saguaro that made it.',
  ],
  arguments: [{ name: '<file>', description: 'the recording' }],
  options: [
    {
      flags: '--to <step>',
      description: 'stop after this many bytecode instructions in all',
      parse: wholeNumber('--to', 0),
    },
    { flags: '-o, --output <file>', description: 'save the program as it is then, as FILE.sag' },
    {
      flags: '--heapsnapshot <path>',
      description: "at the end, write the program's heap in V8's format, which Chrome DevTools and memlab read",
    },
  ],
  examples: [
    { command: 'saguaro replay run.sagrec', meaning: 'do it again' },
    { command: 'saguaro replay run.sagrec --to 5000', meaning: 'see where it stood after 5000 instructions' },
    { command: 'saguaro replay run.sagrec --to 5000 -o there.sag', meaning: 'save it there' },
  ],
  async run({ arguments: [file], options, context }) {
    const shown = file as string;
    const to = options['to'] as number | undefined;
    const save = options['output'] as string | undefined;
    const heap = options['heapsnapshot'] as string | undefined;
    const output = processOutput();
    const replay = await openReplay({ bytes: readSaved(context.cwd, shown).bytes, shown }, output, realClock());
    const { begin, end } = replay;
    if (to !== undefined && (to < begin || to > end)) throw noSuchStep(shown, to, begin, end);
    const ending = replay.replay(to);
    output.flush();
    if (heap !== undefined) await writeHeap(replay, resolve(context.cwd, heap));
    if (save !== undefined) {
      writeSaved(resolve(context.cwd, save), replay.save());
      const where = ending.kind === 'stopped' ? ` after ${grouped(ending.step)} instructions` : ' at its end';
      context.stderr.write(`saguaro: the program as it is${where} is saved in ${save}: saguaro resume ${save}\n`);
    }
    if (ending.kind !== 'stopped' || to === undefined) return report(ending, replay, context);
    if (save === undefined) {
      const head = `${context.colors.bold(printable(shown))} after ${grouped(ending.step)} of ${grouped(end)} instructions`;
      const lines = inspectionLines(head, replay.inspect(), context.colors);
      context.stdout.write(`${lines.join('\n')}\n`);
    }
    return exitStatus.done;
  },
};
