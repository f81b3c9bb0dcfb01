import { type CommandDeclaration, exitStatus } from '../command.ts';
import { debugWhat } from '../errors.ts';
import { machineOptions, type Strategy, storageOption } from '../options.ts';
import { realClock, standingClock } from '../program/clock.ts';
import { readProgram } from '../program/read.ts';
import { readSaved } from '../program/saved.ts';

export const debugCommand: CommandDeclaration = {
  name: 'debug',
  summary: 'go through a program step by step, forward and back',
  description: [
    'Starts a program, stops it at its first statement and reads commands: breakpoints, conditions, log points, steps into, over and out of functions, and the same **backward**; the values of variables, where each lives and what keeps it alive. `help` lists the commands; an empty line does the last step again; what is no command is evaluated in the frame that is looked at. It stops where an exception is thrown that nothing catches.',
    'Commands may come through a pipe. See docs/debugging.md.',
  ],
  arguments: [{ name: '[file]', description: 'the program' }],
  options: [
    storageOption,
    { flags: '--no-source-maps', description: 'show the files that run, not what source maps say they were made from' },
    { flags: '--replay <recording>', description: 'go through a run that `saguaro run --record` recorded' },
    { flags: '--no-history', description: 'keep no past: faster, and without steps back' },
    ...machineOptions.filter(({ flags }) => !flags.includes('tail-calls')),
  ],
  examples: [
    { command: 'saguaro debug examples/counter.js', meaning: 'stop at the first statement' },
    { command: 'saguaro debug --replay run.sagrec', meaning: 'go through what has been recorded' },
    { command: "printf 'b 3\\nc\\nvars\\n' | saguaro debug FILE", meaning: 'variables at line 3' },
  ],
  async run(call) {
    const { options, context } = call;
    const recording = options['replay'] as string | undefined;
    const hasFile = call.arguments[0] !== undefined;
    if (hasFile === (recording !== undefined)) throw debugWhat(hasFile);
    const program =
      recording === undefined
        ? await readProgram(call, 'debug')
        : { bytes: readSaved(context.cwd, recording).bytes, shown: recording };
    const { Terminal } = await import('../debug/terminal.ts');
    const now = options['now'] as number | undefined;
    const terminal = new Terminal(context, {
      program,
      storage: options['storage'] as Strategy,
      seed: options['seed'] as number | undefined,
      clock: now === undefined ? realClock() : standingClock(now),
      history: options['history'] !== false,
      sourceMaps: options['sourceMaps'] !== false,
    });
    await terminal.open();
    await terminal.loop();
    return exitStatus.done;
  },
};
