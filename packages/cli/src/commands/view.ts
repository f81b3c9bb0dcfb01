import { basename, resolve } from 'node:path';
import { type CommandDeclaration, exitStatus } from '../command.ts';
import type { Context } from '../context.ts';
import { badValue, portTaken } from '../errors.ts';
import { wholeNumber } from '../options.ts';
import { formatOf, readSource } from '../program/read.ts';
import type { Served, ViewServer } from '../view/server.ts';

const HIGHEST_PORT = 65_535;

function portNumber(text: string): number {
  const port = wholeNumber('--port', 0)(text);
  if (port > HIGHEST_PORT) throw badValue('--port', text, `a whole number up to ${HIGHEST_PORT}`);
  return port;
}

/** Resolves when the user has had enough: Ctrl+C, or the end of the process around. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function programOf(file: string | undefined, { cwd }: Context): Served | null {
  if (file === undefined) return null;
  const path = resolve(cwd, file);
  const source = readSource(path, file);
  formatOf(path, file);
  return { name: basename(path), source };
}

async function listen(site: string, program: Served | null, port: number): Promise<ViewServer> {
  const { serve } = await import('../view/server.ts');
  try {
    return await serve(site, program, port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') throw portTaken(port, message);
    throw error;
  }
}

export const viewCommand: CommandDeclaration = {
  name: 'view',
  summary: 'watch a program in the browser, step by step, forward and back',
  description: [
    'Serves the viewer on this computer only (127.0.0.1) and opens it in the browser: a page that runs the program in an engine of its own and shows, at each step, the stack, the environments, the closures and the objects, where each variable lives and what keeps it alive. Nothing leaves the browser. Ctrl+C ends it.',
    'Without a file it shows examples, and a place to type. The page is built when it is first asked for.',
  ],
  arguments: [{ name: '[file]', description: 'the program to be shown' }],
  options: [
    { flags: '--no-open', description: 'only print the address' },
    {
      flags: '--port <port>',
      description: 'the port to listen on; default: any that is free',
      parse: portNumber,
    },
  ],
  examples: [
    { command: 'saguaro view', meaning: 'the examples' },
    { command: 'saguaro view examples/counter.js', meaning: 'where does `a` live?' },
  ],
  async run({ arguments: [file], options, context }) {
    const program = programOf(file, context);
    const { siteFolder } = await import('../view/site.ts');
    const site = await siteFolder((text) => void context.stderr.write(`saguaro: ${text}\n`));
    const server = await listen(site, program, (options['port'] as number | undefined) ?? 0);
    context.stdout.write(`${server.url}\n`);
    context.stderr.write(context.errorColors.dim('Ctrl+C ends it.\n'));
    if (options['open'] !== false) {
      const { openInBrowser } = await import('../view/open.ts');
      openInBrowser(server.url);
    }
    await untilStopped();
    await server.close();
    return exitStatus.done;
  },
};
