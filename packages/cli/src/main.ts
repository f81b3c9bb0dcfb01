/** The command line: reads it as the commands declare it, runs one, and says in one line what a user can put right. */
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { type CommandDeclaration, exitStatus, exitStatuses } from './command.ts';
import { commands } from './commands/all.ts';
import { type Context, processContext } from './context.ts';
import { SyntaxFailure } from './engine.ts';
import { cannotPrint, UserError } from './errors.ts';
import { syntaxText } from './report/uncaught.ts';

function declare(
  program: Command,
  declaration: CommandDeclaration,
  context: Context,
  finish: (status: number) => void,
): void {
  const command = program.command(declaration.name).summary(declaration.summary);
  command.description(declaration.description.join('\n\n').replaceAll('`', '').replaceAll('*', ''));
  for (const { name, description } of declaration.arguments) command.argument(name, description.replaceAll('`', ''));
  for (const { flags, description, choices, defaultValue, parse } of declaration.options) {
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices([...choices]);
    if (parse !== undefined) option.argParser(parse);
    if (defaultValue !== undefined) option.default(defaultValue);
    command.addOption(option);
  }
  command.showHelpAfterError(`Try: saguaro ${declaration.name} --help`);
  const width = Math.max(...declaration.examples.map((example) => example.command.length));
  const examples = declaration.examples.map(({ command: line, meaning }) => `  ${line.padEnd(width)}  ${meaning}`);
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  command.action(async (...received: unknown[]) => {
    const given = received.slice(0, declaration.arguments.length) as (string | undefined)[];
    finish(await declaration.run({ arguments: given, options: command.opts(), context }));
  });
}

/** The whole command line. Usage errors come as `CommanderError`. */
function commandLine(context: Context, finish: (status: number) => void): Command {
  const { colors, errorColors } = context;
  const program = new Command('saguaro')
    .description(packageJson.description)
    .version(packageJson.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ showGlobalOptions: false, styleTitle: (text) => colors.bold(text) })
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      getOutHasColors: () => colors.isColorSupported,
      getErrHasColors: () => errorColors.isColorSupported,
      outputError: (text, write) => write(text.replace(/^error: /, 'saguaro: ')),
    })
    .showHelpAfterError('Try: saguaro --help')
    .exitOverride();
  for (const declaration of commands) declare(program, declaration, context, finish);
  const statuses = exitStatuses.map(([status, meaning]) => `  ${String(status).padEnd(3)} ${meaning}`);
  program.addHelpText('after', `\nExit status:\n${statuses.join('\n')}`);
  return program;
}

function reportUserError({ message, hint }: UserError, { stderr, errorColors }: Context): number {
  stderr.write(`saguaro: ${message}\n${errorColors.dim(hint)}\n`);
  return exitStatus.usage;
}

function reportFault(error: unknown, { stderr, errorColors }: Context): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `saguaro: ${errorColors.bold('a fault in Saguaro itself')}, not in your program or in how you called it.\n${text}\n\n` +
      `Please report it to the project, with the lines above and, if you may, the program.\n` +
      `Saguaro ${packageJson.version}, Node ${process.versions.node}, ${process.platform} ${process.arch}\n`,
  );
  return exitStatus.fault;
}

function isUnknown(program: Command, name: string | undefined): name is string {
  return (
    name !== undefined &&
    !name.startsWith('-') &&
    name !== 'help' &&
    program.commands.every((one) => one.name() !== name)
  );
}

/** Runs the command line and returns the exit status. Never throws. */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  let status: number = exitStatus.done;
  const program = commandLine(context, (finished) => {
    status = finished;
  });
  try {
    if (argv.length <= 2) {
      program.outputHelp();
      return exitStatus.done;
    }
    const [, , word, asked] = argv;
    // Whose help is asked for must be known: an unknown command is told as such.
    await program.parseAsync(word === 'help' && isUnknown(program, asked) ? [...argv.slice(0, 2), asked] : [...argv]);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
    if (error instanceof UserError) return reportUserError(error, context);
    if (error instanceof SyntaxFailure) {
      context.stderr.write(syntaxText(error, context.errorColors));
      return exitStatus.syntax;
    }
    return reportFault(error, context);
  }
}

/** Runs the command line of the process. */
export async function start(argv: readonly string[]): Promise<void> {
  // A reader that closes the pipe early (`saguaro explain … | head`) ends the command without a word.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      // Where standard error cannot be written either, the status tells.
      if (stream !== process.stderr) reportUserError(cannotPrint(error.message), processContext());
      process.exit(exitStatus.usage);
    });
  }
  process.exitCode = await main(argv, processContext());
}
