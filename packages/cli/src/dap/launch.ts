/** What `launch` may say, checked. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MachineOptions } from '@saguaro/engine';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from '../errors.ts';
import { duration, moment, type Strategy, size, strategies, wholeNumber } from '../options.ts';

export interface Launch {
  readonly cwd: string;
  /** As somebody has named it. */
  readonly file: string;
  /** A source file, a saved program, or a recorded run. */
  readonly kind: 'program' | 'snapshot' | 'recording';
  readonly storage: Strategy;
  readonly stopOnEntry: boolean;
  /** At its end the program stops once more, so that one can go back. */
  readonly stopOnExit: boolean;
  readonly noDebug: boolean;
  readonly history: boolean;
  readonly sourceMaps: boolean;
  readonly seed: number | undefined;
  readonly now: number | undefined;
  readonly limits: NonNullable<MachineOptions['limits']>;
}

/** All arguments that a launch may have. */
export const launchArguments = [
  'program',
  'snapshot',
  'recording',
  'cwd',
  'stopOnEntry',
  'stopOnExit',
  'noDebug',
  'history',
  'sourceMaps',
  'storage',
  'seed',
  'now',
  'maxSteps',
  'maxHeap',
  'timeout',
  'maxOutput',
] as const;

type Argument = (typeof launchArguments)[number];

const refused = (name: Argument, value: unknown, wanted: string): UserError =>
  new UserError(
    'bad-launch',
    `the launch argument "${name}" cannot be ${JSON.stringify(value)}.`,
    `It takes ${wanted}.`,
  );

/** Reads the arguments of a launch; those that only the editor knows are left alone. Throws a `UserError`. */
export function readLaunch(given: DebugProtocol.LaunchRequestArguments, processCwd: string): Launch {
  const all = given as Readonly<Record<string, unknown>>;
  const text = (name: Argument, wanted: string): string | undefined => {
    const value = all[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' || value === '') throw refused(name, value, wanted);
    return value;
  };
  const flag = (name: Argument, otherwise: boolean): boolean => {
    const value = all[name] ?? otherwise;
    if (typeof value !== 'boolean') throw refused(name, value, 'true or false');
    return value;
  };
  const parsed = (name: Argument, parse: (option: string) => (text: string) => number): number | undefined => {
    const value = all[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' && typeof value !== 'number') throw refused(name, value, 'a number or a text');
    return parse(`the launch argument "${name}"`)(String(value));
  };
  const cwd = resolve(processCwd, text('cwd', 'the path of a folder') ?? '.');
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw refused('cwd', all['cwd'], 'the path of a folder that exists');
  const files = {
    program: text('program', 'the path of a source file'),
    snapshot: text('snapshot', 'the path of a saved program (FILE.sag)'),
    recording: text('recording', 'the path of a recorded run'),
  };
  const kinds = (['program', 'snapshot', 'recording'] as const).filter((kind) => files[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw new UserError(
      'launch-what',
      kind === undefined ? 'there is nothing to launch.' : `more than one of ${kinds.join(', ')} is given.`,
      'Give "program", the path of a source file, "snapshot", that of a saved program, or "recording", that of a recorded run.',
    );
  const storage = text('storage', `one of ${strategies.join(', ')}`) ?? 'flat';
  if (!(strategies as readonly string[]).includes(storage))
    throw refused('storage', storage, `one of ${strategies.join(', ')}`);
  const limits = {
    steps: parsed('maxSteps', (name) => wholeNumber(name, 1)),
    heapBytes: parsed('maxHeap', size),
    durationMs: parsed('timeout', duration),
    outputBytes: parsed('maxOutput', size),
  };
  const noDebug = flag('noDebug', false);
  return {
    cwd,
    file: files[kind] as string,
    kind,
    storage: storage as Strategy,
    stopOnEntry: flag('stopOnEntry', false),
    stopOnExit: flag('stopOnExit', false),
    noDebug,
    history: flag('history', true) && !noDebug,
    sourceMaps: flag('sourceMaps', true),
    seed: parsed('seed', (name) => wholeNumber(name, 0)),
    now: parsed('now', moment),
    limits: Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
  };
}
