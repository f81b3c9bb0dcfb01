/** What a command may touch of the process, handed to it so that tests can give their own. */
import { createColors } from 'picocolors';

export type Colors = ReturnType<typeof createColors>;

export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Colours for standard output and for standard error: each is plain unless it is a terminal. */
  readonly colors: Colors;
  readonly errorColors: Colors;
}

/** Colour only on a terminal that can show it, and never where `NO_COLOR` is set (https://no-color.org). */
function mayColor(stream: NodeJS.WriteStream, env: Context['env']): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

export function processContext(): Context {
  const { env, stdin, stdout, stderr } = process;
  return {
    cwd: process.cwd(),
    env,
    stdin,
    stdout,
    stderr,
    colors: createColors(mayColor(stdout, env)),
    errorColors: createColors(mayColor(stderr, env)),
  };
}
