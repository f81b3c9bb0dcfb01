import { type CommandDeclaration, exitStatus } from '../command.ts';

/** Milliseconds given to a client to read what is still to be read, and between two looks at that. */
const longestWait = 1000;
const look = 10;

export const dapCommand: CommandDeclaration = {
  name: 'dap',
  summary: 'debug programs in an editor, forward and back',
  description: [
    'Speaks the Debug Adapter Protocol over standard input and output, for editors: they start it by themselves. Breakpoints (conditions, hit counts, log points, on functions), exceptions, steps forward and **backward**, scopes with where each variable lives and why, watches, hovers, changed variables, restarted frames.',
    'What `launch` takes, how editors are set up, and what the debug console understands: docs/debugging.md.',
  ],
  arguments: [],
  options: [],
  examples: [{ command: 'saguaro dap', meaning: 'the command of a debug adapter, as editors ask for it' }],
  async run({ context }) {
    const { SaguaroDebugSession } = await import('../dap/session.ts');
    const session = new SaguaroDebugSession(context);
    session.start(context.stdin, context.stdout);
    await session.finished;
    // A client may leave its end open, and may have gone without reading what there is.
    context.stdin.destroy();
    const { stdout } = context;
    for (let waited = 0; stdout.writableLength > 0 && waited < longestWait; waited += look)
      await new Promise((resolve) => void setTimeout(resolve, look));
    if (stdout.writableLength > 0) process.exit(exitStatus.done);
    return exitStatus.done;
  },
};
