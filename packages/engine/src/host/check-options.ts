/**
 * Options as they come from programs without types. A limit that is misspelt or no number would limit nothing, so it is refused by name;
 * so is what would be taken for a default.
 */
import type { MachineLimits, MachineOptions, RunOptions, StartOptions } from './options.ts';

const LIMITS: Readonly<Record<keyof MachineLimits, true>> = {
  steps: true,
  heapBytes: true,
  durationMs: true,
  depth: true,
  outputBytes: true,
  hostCalls: true,
  snapshotBytes: true,
};

/** A limit beside the others' object, where it would be overlooked. */
function checkPlaces(options: object): void {
  for (const name of Object.keys(options))
    if (name === 'limit' || Object.hasOwn(LIMITS, name))
      throw new TypeError(`there is no option ${JSON.stringify(name)}: limits are given as { limits: { … } }`);
}

function checkAmount(name: string, value: unknown): void {
  if (value !== undefined && !(typeof value === 'number' && value >= 0))
    throw new TypeError(
      `${name} must be a number of at least 0; got ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`,
    );
}

/** @throws TypeError for a limit that there is not, or whose value is no amount. */
export function checkLimits(limits: MachineLimits): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(LIMITS, name))
      throw new TypeError(`there is no limit ${JSON.stringify(name)}; there are ${Object.keys(LIMITS).join(', ')}`);
    checkAmount(`limits.${name}`, value);
  }
}

/** @throws TypeError for limits that would limit nothing. */
export function checkMachine(options: MachineOptions): void {
  checkPlaces(options);
  if (options.limits !== undefined) checkLimits(options.limits);
}

/** @throws TypeError for a value that an option does not take. */
export function checkStart({ kind, language }: StartOptions): void {
  if (kind !== undefined && kind !== 'script' && kind !== 'module')
    throw new TypeError(`kind must be 'script' or 'module'; got ${String(kind)}`);
  if (language !== undefined && language !== 'js' && language !== 'ts')
    throw new TypeError(`language must be 'js' or 'ts'; got ${String(language)}`);
}

/** @throws TypeError for a bound that would bind nothing. */
export function checkRun({ steps, deadline }: RunOptions): void {
  checkAmount('steps', steps);
  checkAmount('deadline', deadline);
}
