import { resolve } from 'node:path';
import { checkWritable, writePieces } from '../atomic-file.ts';
import { type CommandCall, type CommandDeclaration, exitStatus } from '../command.ts';
import type { Context } from '../context.ts';
import { type Ending, openSession, type Session, type SessionOptions } from '../engine.ts';
import { nowhereToSave } from '../errors.ts';
import {
  codeOptions,
  limitOptions,
  machineOptions,
  recordOption,
  type Strategy,
  saveOptions,
  storageOption,
} from '../options.ts';
import { processOutput } from '../output.ts';
import { realClock, standingClock } from '../program/clock.ts';
import { readProgram } from '../program/read.ts';
import { interruptible } from '../program/recorded.ts';
import { writeSaved } from '../program/saved.ts';
import { limitText } from '../report/ending.ts';
import { grouped } from '../report/text.ts';
import { uncaughtText } from '../report/uncaught.ts';

/** Says on standard error how a program ended, where it did not end well; returns the exit status. */
export function report(
  ending: Ending,
  session: Pick<Session, 'sourceOf'>,
  { stderr, errorColors }: Context,
  note = '',
): number {
  switch (ending.kind) {
    case 'done':
      return exitStatus.done;
    case 'threw':
      stderr.write(uncaughtText(ending.error, (file) => session.sourceOf(file), errorColors));
      return exitStatus.guestError;
    case 'limit':
      stderr.write(`saguaro: ${limitText(ending.limit)}${note}\n`);
      return exitStatus.guestError;
    case 'stopped':
      stderr.write(`saguaro: the program was stopped after ${grouped(ending.step)} instructions.${note}\n`);
      return exitStatus.done;
    case 'interrupted':
      stderr.write(`saguaro: the program was interrupted (${ending.signal}).${note}\n`);
      return ending.signal === 'SIGINT' ? exitStatus.interrupted : exitStatus.terminated;
    case 'stuck':
      stderr.write('saguaro: the program ended while a top-level await waits for what can no longer come.\n');
      return exitStatus.guestError;
  }
}

/** Options of `run` and `resume` as a session takes them. */
export function sessionLimits(options: Readonly<Record<string, unknown>>): SessionOptions['limits'] {
  return {
    steps: options['maxSteps'] as number | undefined,
    heapBytes: options['maxHeap'] as number | undefined,
    durationMs: options['timeout'] as number | undefined,
    outputBytes: options['maxOutput'] as number | undefined,
    snapshotBytes: options['maxSnapshot'] as number | undefined,
  };
}

/** Throws a `UserError` where something is to be saved and nobody has said where, or where nothing can be written there. */
export function checkSaving({ options, context }: CommandCall): void {
  for (const name of ['output', 'record', 'heapsnapshot'])
    if (options[name] !== undefined) checkWritable(resolve(context.cwd, options[name] as string));
  if (options['output'] !== undefined) return;
  if (options['snapshotAt'] !== undefined) throw nowhereToSave('--snapshot-at');
  if (options['snapshotOnLimit'] === true) throw nowhereToSave('--snapshot-on-limit');
}

/** Writes what is to be written at the end of a run, and reports how it ended; returns the exit status. */
export async function conclude(ending: Ending, session: Session, { options, context }: CommandCall): Promise<number> {
  const record = options['record'] as string | undefined;
  if (record !== undefined) writeSaved(resolve(context.cwd, record), session.recording(ending));
  const heap = options['heapsnapshot'] as string | undefined;
  if (heap !== undefined) await writeHeap(session, resolve(context.cwd, heap));
  const saves = ending.kind === 'stopped' || (ending.kind === 'limit' && options['snapshotOnLimit'] === true);
  const file = options['output'] as string | undefined;
  if (!saves || file === undefined) {
    const status = await report(ending, session, context);
    const step = options['snapshotAt'] as number | undefined;
    if (step !== undefined)
      context.stderr.write(`saguaro: instruction ${grouped(step)} was not reached: nothing is saved in ${file}.\n`);
    return status;
  }
  writeSaved(resolve(context.cwd, file), session.save());
  return report(ending, session, context, ` It is saved in ${file}: saguaro resume ${file}`);
}

/** How `run` and `resume` record. */
export function recordingOptions(
  options: Readonly<Record<string, unknown>>,
): Pick<SessionOptions, 'record' | 'signal'> {
  return options['record'] === undefined ? {} : { record: true, signal: interruptible() };
}

export async function writeHeap(session: Pick<Session, 'heap'>, path: string): Promise<void> {
  const { heapSnapshotText } = await import('@saguaro/retention');
  writePieces(path, heapSnapshotText(session.heap()));
}

export const runCommand: CommandDeclaration = {
  name: 'run',
  summary: 'run JavaScript or TypeScript',
  description: [
    'Runs a script or an ES module. `.mjs` and `.mts` are modules, `.cjs` and `.cts` scripts; `.js` and `.ts` follow the nearest package.json, and a file that nothing marks is taken for a module where it does not parse as a script. TypeScript types are erased.',
    'The program sees the language, timers, `console`, `structuredClone`, `TextEncoder`, `TextDecoder`, `URL` and `performance`. It sees no files, no network, no environment and no `require`.',
  ],
  arguments: [{ name: '[file]', description: 'the program; `-` or nothing reads standard input' }],
  options: [
    ...codeOptions,
    storageOption,
    ...machineOptions,
    ...limitOptions,
    ...saveOptions,
    recordOption,
    {
      flags: '--no-source-maps',
      description: 'give places in errors as they are in the files run, not where source maps say they were written',
    },
    {
      flags: '--heapsnapshot <path>',
      description: "at the end, write the program's heap in V8's format, which Chrome DevTools and memlab read",
    },
  ],
  examples: [
    { command: 'saguaro run examples/counter.js', meaning: 'run a file' },
    { command: "saguaro run -e 'console.log(2 ** 10)'", meaning: 'run code from the command line' },
    { command: 'echo "console.log(1)" | saguaro run', meaning: 'run what comes from standard input' },
    { command: 'saguaro run --timeout 2s --max-heap 256m FILE', meaning: 'run what you do not trust to end' },
    {
      command: 'saguaro run --heapsnapshot heap.heapsnapshot FILE',
      meaning: 'look at the heap in DevTools: Memory, Load profile',
    },
    {
      command: 'saguaro run --max-steps 1e6 --snapshot-on-limit -o later.sag FILE',
      meaning: 'save a program that takes too long; saguaro resume later.sag goes on with it',
    },
    {
      command: 'saguaro run --record run.sagrec FILE',
      meaning: 'keep what the run needs to be done again exactly; saguaro replay run.sagrec does it',
    },
    { command: 'saguaro run --seed 1 --now 2026-01-01 FILE', meaning: 'run so that the next run is the same' },
  ],
  async run(call) {
    const { options } = call;
    checkSaving(call);
    const program = await readProgram(call, 'run');
    const now = options['now'] as number | undefined;
    const output = processOutput();
    const session = await openSession({
      storage: options['storage'] as Strategy,
      tailCalls: options['tailCalls'] === true,
      seed: options['seed'] as number | undefined,
      limits: sessionLimits(options),
      stopAt: options['snapshotAt'] as number | undefined,
      clock: now === undefined ? realClock() : standingClock(now),
      output,
      sourceMaps: options['sourceMaps'] !== false,
      ...recordingOptions(options),
    });
    const ending = await session.run(program);
    output.flush();
    return await conclude(ending, session, call);
  },
};
