/** Options that several commands share, and how their values are read. */
import type { OptionDeclaration } from './command.ts';
import { badValue } from './errors.ts';

export const strategies = ['flat', 'linked', 'frame', 'table'] as const;
export type Strategy = (typeof strategies)[number];

export const engines = ['saguaro', 'v8'] as const;
export const v8Modes = ['script', 'commonjs', 'module'] as const;
export type V8Mode = (typeof v8Modes)[number];

const sizeUnits: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
const durationUnits: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function quantity(
  option: string,
  text: string,
  pattern: RegExp,
  units: Readonly<Record<string, number>>,
  wanted: string,
): number {
  const match = pattern.exec(text.trim().toLowerCase());
  const unit = match === null ? undefined : units[match[2] ?? ''];
  const value = match === null || unit === undefined ? Number.NaN : Number(match[1]?.replaceAll('_', '')) * unit;
  if (!Number.isFinite(value) || value > Number.MAX_SAFE_INTEGER) throw badValue(option, text, wanted);
  return Math.floor(value);
}

/** A whole number of at least `least`; `_` may group digits, and 1e6 is a million. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  const wanted = least === 0 ? 'a whole number' : `a whole number of at least ${least}`;
  return (text) => {
    const value = quantity(option, text, /^([0-9][0-9_]*(?:e[0-9]+)?)$/, { '': 1 }, wanted);
    if (value < least) throw badValue(option, text, wanted);
    return value;
  };
}

/** Bytes: `500m`, `2g`, `1048576`. */
export function size(option: string): (text: string) => number {
  const wanted = 'a number of bytes such as 64m, 2g or 1048576';
  return (text) => {
    const value = quantity(option, text, /^([0-9][0-9_]*(?:\.[0-9]+)?)(?:([kmg])(?:i?b)?|b)?$/, sizeUnits, wanted);
    if (value < 1) throw badValue(option, text, wanted);
    return value;
  };
}

/** Milliseconds: `500ms`, `10s`, `2m`; a bare number is milliseconds. */
export function duration(option: string): (text: string) => number {
  const wanted = 'a length of time such as 500ms, 10s or 2m';
  return (text) => {
    const value = quantity(option, text, /^([0-9][0-9_]*(?:\.[0-9]+)?)(ms|s|m|h)?$/, durationUnits, wanted);
    if (value < 1) throw badValue(option, text, wanted);
    return value;
  };
}

/** A moment: milliseconds since 1970 or an ISO date. */
export function moment(option: string): (text: string) => number {
  return (text) => {
    const value = /^-?[0-9]+$/.test(text) ? Number(text) : Date.parse(text);
    if (Number.isNaN(value) || Math.abs(value) > 8.64e15) {
      throw badValue(option, text, 'milliseconds since 1970 or a date such as 2026-01-31T12:00:00Z');
    }
    return value;
  };
}

export const storageOption: OptionDeclaration = {
  flags: '--storage <strategy>',
  description: 'where captured variables live: flat, linked, frame or table (see docs/storage.md)',
  choices: strategies,
  defaultValue: 'flat',
};

export const engineOptions: readonly OptionDeclaration[] = [
  {
    flags: '--engine <engine>',
    description: 'whose rules say where variables live; with v8 the program is not run (see docs/v8.md)',
    choices: engines,
    defaultValue: 'saguaro',
  },
  {
    flags: '--mode <mode>',
    description: 'what V8 compiles the file as, if not what its ending and package.json say',
    choices: v8Modes,
  },
];

export const jsonOption: OptionDeclaration = { flags: '--json', description: 'print the same as JSON' };

export const codeOptions: readonly OptionDeclaration[] = [
  { flags: '-e, --eval <code>', description: 'take the program from the command line' },
  { flags: '--module', description: 'read code from -e or standard input as an ES module' },
  { flags: '--typescript', description: 'read code from -e or standard input as TypeScript' },
];

export const limitOptions: readonly OptionDeclaration[] = [
  {
    flags: '--max-steps <count>',
    description: 'stop after this many bytecode instructions',
    parse: wholeNumber('--max-steps', 1),
  },
  {
    flags: '--max-heap <size>',
    description: 'stop when the program holds this much (64m, 2g)',
    parse: size('--max-heap'),
  },
  {
    flags: '--timeout <time>',
    description: 'stop after this much time (500ms, 10s)',
    parse: duration('--timeout'),
  },
];

export const saveOptions: readonly OptionDeclaration[] = [
  {
    flags: '--max-output <size>',
    description: 'stop after this much output (10k, 1m)',
    parse: size('--max-output'),
  },
  {
    flags: '--max-snapshot <size>',
    description: 'write no saved program larger than this, not counting compression (1m)',
    parse: size('--max-snapshot'),
  },
  {
    flags: '--snapshot-at <step>',
    description: 'stop after this many bytecode instructions in all and save the program to the file of `-o`',
    parse: wholeNumber('--snapshot-at', 0),
  },
  { flags: '--snapshot-on-limit', description: 'save the program to the file of `-o` when it reaches a limit' },
  { flags: '-o, --output <file>', description: 'where to save the program, as FILE.sag' },
];

export const recordOption: OptionDeclaration = {
  flags: '--record <file>',
  description:
    'at the end, however it comes, write to this file what the run needs to be done again by `saguaro replay`',
};

export const machineOptions: readonly OptionDeclaration[] = [
  { flags: '--tail-calls', description: 'proper tail calls in strict code, as ECMA-262 asks' },
  {
    flags: '--seed <number>',
    description: 'seed of Math.random, so that a run can be repeated',
    parse: wholeNumber('--seed', 0),
  },
  {
    flags: '--now <moment>',
    description: 'start the clock at this moment (milliseconds or an ISO date); time then passes by timers alone',
    parse: moment('--now'),
  },
];
