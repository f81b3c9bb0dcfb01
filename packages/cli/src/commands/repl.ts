import { type CommandDeclaration, exitStatus } from '../command.ts';
import { machineOptions, type Strategy, storageOption } from '../options.ts';

export const replCommand: CommandDeclaration = {
  name: 'repl',
  summary: 'try code line by line, and ask where a variable lives',
  description: [
    'Reads a statement, runs it and prints its value; a statement may take several lines. `.where NAME` says where a variable lives and what keeps it alive; `.why EXPRESSION` why a variable or the value of an expression is alive, what it keeps, and since which step; `.help` lists the other commands.',
    "The history is kept in the user's state folder (`$XDG_STATE_HOME/saguaro`, else `~/.local/state/saguaro`, or `%LOCALAPPDATA%\\saguaro`).",
  ],
  arguments: [],
  options: [storageOption, { flags: '--typescript', description: 'read TypeScript' }, ...machineOptions],
  examples: [
    { command: 'saguaro repl', meaning: 'start' },
    { command: 'saguaro repl --storage linked', meaning: 'start with another storage strategy' },
  ],
  async run({ options, context }) {
    const { Repl } = await import('../repl/repl.ts');
    const repl = await Repl.open(context, {
      storage: options['storage'] as Strategy,
      language: options['typescript'] === true ? 'ts' : 'js',
      tailCalls: options['tailCalls'] === true,
      seed: options['seed'] as number | undefined,
      now: options['now'] as number | undefined,
    });
    await repl.untilClosed();
    return exitStatus.done;
  },
};
