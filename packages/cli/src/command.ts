/** How a command is declared. The command line, its help and docs/cli/ all derive from the declaration. */
import type { Context } from './context.ts';

export interface ArgumentDeclaration {
  /** As commander reads it: `<file>` or `[file]`. */
  readonly name: string;
  readonly description: string;
}

export interface OptionDeclaration {
  /** As commander reads it: `--storage <strategy>`, `-e, --eval <code>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly defaultValue?: string;
  /** Turns the text into a value; throws a `UserError` that names the option. */
  readonly parse?: (text: string) => unknown;
}

export interface ExampleDeclaration {
  readonly command: string;
  readonly meaning: string;
}

export interface CommandDeclaration {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Paragraphs, for `--help` and the docs. */
  readonly description: readonly string[];
  readonly arguments: readonly ArgumentDeclaration[];
  readonly options: readonly OptionDeclaration[];
  readonly examples: readonly ExampleDeclaration[];
  /** What the exit status means, in addition to `exitStatuses`. */
  readonly run: (call: CommandCall) => Promise<number>;
}

export interface CommandCall {
  readonly arguments: readonly (string | undefined)[];
  /** Parsed options by their camel-case names. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: Context;
}

export const exitStatus = {
  done: 0,
  guestError: 1,
  usage: 2,
  syntax: 3,
  fault: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export const exitStatuses: readonly (readonly [number, string])[] = [
  [exitStatus.done, 'the command did what it was asked'],
  [
    exitStatus.guestError,
    'an uncaught error or unhandled rejection of the program, a limit that it reached, or more leaks than `--fail-on` allows',
  ],
  [exitStatus.usage, 'wrong usage: an unknown option, a missing file'],
  [exitStatus.syntax, 'a syntax error in the program'],
  [exitStatus.fault, 'a fault in Saguaro itself'],
  [exitStatus.interrupted, 'a recorded run that Ctrl-C ended, or its replay; 143 where SIGTERM did'],
];
