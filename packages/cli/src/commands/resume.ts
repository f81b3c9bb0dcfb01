import type { CommandDeclaration } from '../command.ts';
import { openSession } from '../engine.ts';
import { limitOptions, moment, recordOption, saveOptions } from '../options.ts';
import { processOutput } from '../output.ts';
import { realClock, standingClock } from '../program/clock.ts';
import { readSaved } from '../program/saved.ts';
import { checkSaving, conclude, recordingOptions, sessionLimits } from './run.ts';

export const resumeCommand: CommandDeclaration = {
  name: 'resume',
  summary: 'go on with a saved program',
  description: [
    'Goes on with a program that `run` or `resume` saved, between the very instructions where it stopped: in another process, on another day, on another machine. Time that passed between does not pass for its timers.',
    'Limits, and what was used of them, are saved with the program: one that reached a limit needs a higher one to go on. `--max-steps` counts from the beginning of the program.',
  ],
  arguments: [{ name: '<file>', description: 'the saved program, as FILE.sag' }],
  options: [
    ...limitOptions,
    ...saveOptions,
    recordOption,
    {
      flags: '--now <moment>',
      description: 'the clock is at this moment (milliseconds or an ISO date); time then passes by timers alone',
      parse: moment('--now'),
    },
    {
      flags: '--heapsnapshot <path>',
      description: "at the end, write the program's heap in V8's format, which Chrome DevTools and memlab read",
    },
  ],
  examples: [
    { command: 'saguaro resume later.sag', meaning: 'go on' },
    {
      command: 'saguaro resume later.sag --max-steps 2e6 --snapshot-on-limit -o later.sag',
      meaning: 'go on a while, and save it again',
    },
  ],
  async run(call) {
    const { options, context } = call;
    checkSaving(call);
    const shown = call.arguments[0] as string;
    const { bytes } = readSaved(context.cwd, shown);
    const now = options['now'] as number | undefined;
    const output = processOutput();
    const session = await openSession({
      storage: 'flat',
      tailCalls: false,
      limits: sessionLimits(options),
      stopAt: options['snapshotAt'] as number | undefined,
      clock: now === undefined ? realClock() : standingClock(now),
      output,
      from: { bytes, shown },
      ...recordingOptions(options),
    });
    const ending = await session.resume();
    output.flush();
    return await conclude(ending, session, call);
  },
};
