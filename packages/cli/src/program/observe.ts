/** Runs a program to report on it: output is kept, limits are on, and timers do not make anybody wait. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ending, type Kept, openSession, type Session } from '../engine.ts';
import type { Strategy } from '../options.ts';
import { TextOutput } from '../output.ts';
import { outcomeOf } from '../report/ending.ts';
import type { RunReport, Since } from '../report/model.ts';
import { skippingClock, standingClock } from './clock.ts';
import type { Program } from './read.ts';

/** Limits of a run that nobody asked to be long. */
export const defaultLimits = { steps: 500_000_000, heapBytes: 2 ** 30, durationMs: 20_000 } as const;

/** To find since when something is there, a run is done again several times: a longer one would keep people waiting. */
const mostReplayed = 10_000_000;

/** Characters of output that a report keeps. */
const mostOutput = 1 << 20;

export interface Observation {
  readonly ending: Ending;
  readonly session: Session;
  readonly output: string;
  readonly milliseconds: number;
}

/** Runs under the options of the command line, with `storage` in their place where it is given; `history`: its past can be asked. */
export async function observeSession(
  program: Program,
  options: Readonly<Record<string, unknown>>,
  storage = options['storage'] as Strategy,
  history = false,
): Promise<Observation> {
  const now = options['now'] as number | undefined;
  const output = new TextOutput(mostOutput);
  const session = await openSession({
    storage,
    tailCalls: options['tailCalls'] === true,
    seed: options['seed'] as number | undefined,
    limits: {
      steps: (options['maxSteps'] as number | undefined) ?? defaultLimits.steps,
      heapBytes: (options['maxHeap'] as number | undefined) ?? defaultLimits.heapBytes,
      durationMs: (options['timeout'] as number | undefined) ?? defaultLimits.durationMs,
    },
    clock: now === undefined ? skippingClock() : standingClock(now),
    output,
    history,
  });
  const began = performance.now();
  const ending = await session.run(program);
  return { ending, session, output: output.text, milliseconds: performance.now() - began };
}

/** The part of a report that comes from running. */
export async function observe(
  program: Program,
  options: Readonly<Record<string, unknown>>,
): Promise<{ readonly run: RunReport; readonly ending: Ending }> {
  const { ending, session, output } = await observeSession(program, options, undefined, true);
  const { pushed, returned, reused, kept, deepest, steps } = session.account();
  const frames = { pushed, returned, reused, kept, deepest };
  return {
    ending,
    run: {
      outcome: outcomeOf(ending),
      output,
      frames,
      kept: shownKept(program, session, steps <= mostReplayed).bindings,
    },
  };
}

/** What a session keeps, files named as the user would; `since`: and since when. */
export function shownKept(program: Program, session: Session, since = false): Kept {
  const { bindings, bytes } = session.kept(since);
  const shown = bindings.map((one) => ({ ...one, file: shownFile(program, one.file) }));
  if (!since) return { bytes, bindings: shown };
  return { bytes, bindings: shown.map((one) => ({ ...one, since: shownSince(program, one.since ?? null) })) };
}

function shownSince(program: Program, since: Since | null): Since | null {
  if (since === null || since.at === null) return since;
  return { ...since, at: { ...since.at, file: shownFile(program, since.at.file) } };
}

/** A file or module as the user would name it. */
export function shownFile(program: Program, file: string): string {
  if (file === program.name || file === program.url) return program.shown;
  return file.startsWith('file:') ? relative('.', fileURLToPath(file)) : file;
}
