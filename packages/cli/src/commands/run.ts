import { resolve } from 'node:path';
import { writePieces } from '../atomic-file.ts';
import { type CommandDeclaration, exitStatus } from '../command.ts';
import type { Context } from '../context.ts';
import { type Ending, openSession, type Session } from '../engine.ts';
import { codeOptions, limitOptions, machineOptions, type Strategy, storageOption } from '../options.ts';
import { processOutput } from '../output.ts';
import { realClock, standingClock } from '../program/clock.ts';
import { readProgram } from '../program/read.ts';
import { limitText } from '../report/ending.ts';
import { uncaughtText } from '../report/uncaught.ts';

/** Says on standard error how a program ended, where it did not end well; returns the exit status. */
function report(ending: Ending, session: Session, { stderr, errorColors }: Context): number {
  switch (ending.kind) {
    case 'done':
      return exitStatus.done;
    case 'threw':
      stderr.write(uncaughtText(ending.error, (file) => session.sourceOf(file), errorColors));
      return exitStatus.guestError;
    case 'limit':
      stderr.write(`saguaro: ${limitText(ending.limit)}\n`);
      return exitStatus.guestError;
    case 'stuck':
      stderr.write('saguaro: the program ended while a top-level await waits for what can no longer come.\n');
      return exitStatus.guestError;
  }
}

async function writeHeap(session: Session, path: string): Promise<void> {
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
    { command: 'saguaro run --seed 1 --now 2026-01-01 FILE', meaning: 'run so that the next run is the same' },
  ],
  async run(call) {
    const { options, context } = call;
    const program = await readProgram(call, 'run');
    const now = options['now'] as number | undefined;
    const output = processOutput();
    const session = await openSession({
      storage: options['storage'] as Strategy,
      tailCalls: options['tailCalls'] === true,
      seed: options['seed'] as number | undefined,
      limits: {
        steps: options['maxSteps'] as number | undefined,
        heapBytes: options['maxHeap'] as number | undefined,
        durationMs: options['timeout'] as number | undefined,
      },
      clock: now === undefined ? realClock() : standingClock(now),
      output,
      sourceMaps: options['sourceMaps'] !== false,
    });
    const ending = await session.run(program);
    output.flush();
    const snapshot = options['heapsnapshot'] as string | undefined;
    if (snapshot !== undefined) await writeHeap(session, resolve(context.cwd, snapshot));
    return report(ending, session, context);
  },
};
