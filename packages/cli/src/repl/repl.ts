/** The read-eval-print loop. All inputs are scripts of one machine, so that their top-level bindings meet. */
import { createInterface, type Interface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Context } from '../context.ts';
import { type Ending, explain, openSession, type Session, SyntaxFailure } from '../engine.ts';
import { UserError } from '../errors.ts';
import type { Strategy } from '../options.ts';
import { processOutput } from '../output.ts';
import { realClock, standingClock } from '../program/clock.ts';
import type { Program } from '../program/read.ts';
import { limitText } from '../report/ending.ts';
import { bindingParagraph, keptLine, whyLines } from '../report/explain.ts';
import type { ExplainedBinding } from '../report/model.ts';
import { syntaxText, uncaughtText } from '../report/uncaught.ts';
import { historyPath, loadHistory, saveHistory } from './history.ts';

export interface ReplOptions {
  readonly storage: Strategy;
  readonly language: 'js' | 'ts';
  readonly tailCalls: boolean;
  readonly seed: number | undefined;
  readonly now: number | undefined;
}

interface DotCommand {
  readonly usage: string;
  readonly meaning: string;
  readonly run: (repl: Repl, argument: string) => Promise<void> | void;
}

const dotCommands: Readonly<Record<string, DotCommand>> = {
  '.where': {
    usage: '.where NAME',
    meaning: 'where a variable lives, and what keeps it alive',
    run: (repl, name) => repl.where(name),
  },
  '.why': {
    usage: '.why EXPRESSION',
    meaning: 'why a variable, or the value of an expression, is alive, and since which step',
    run: (repl, expression) => repl.why(expression),
  },
  '.frames': { usage: '.frames', meaning: 'the account of the frames so far', run: (repl) => repl.frames() },
  '.help': { usage: '.help', meaning: 'this list', run: (repl) => repl.help() },
  '.clear': {
    usage: '.clear',
    meaning: 'drop the lines typed so far (Ctrl-C does the same)',
    run: (repl) => repl.drop(),
  },
  '.exit': { usage: '.exit', meaning: 'leave (Ctrl-D does the same)', run: (repl) => repl.close() },
};

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

export class Repl {
  private readonly context: Context;
  private readonly options: ReplOptions;
  private readonly session: Session;
  private readonly reader: Interface;
  private readonly output = processOutput();
  private readonly history: string;
  private readonly closed: Promise<void>;
  /** Lines of a statement that is not complete yet. */
  private pending: string[] = [];
  /** Bindings of all inputs, newest last. */
  private readonly bindings: ExplainedBinding[] = [];
  private inputs = 0;

  static async open(context: Context, options: ReplOptions): Promise<Repl> {
    const output = processOutput();
    const session = await openSession({
      storage: options.storage,
      tailCalls: options.tailCalls,
      seed: options.seed,
      limits: {},
      clock: options.now === undefined ? realClock() : standingClock(options.now),
      output,
      completionValue: true,
      history: true,
    });
    return new Repl(context, options, session, output);
  }

  private constructor(
    context: Context,
    options: ReplOptions,
    session: Session,
    output: ReturnType<typeof processOutput>,
  ) {
    this.context = context;
    this.options = options;
    this.session = session;
    this.output = output;
    this.history = historyPath(context.env);
    const interactive = context.stdin.isTTY === true;
    this.reader = createInterface({
      input: context.stdin,
      output: interactive ? context.stdout : undefined,
      terminal: interactive,
      history: loadHistory(this.history),
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string) => this.complete(line),
    } as Parameters<typeof createInterface>[0]);
    if (interactive) {
      context.stdout.write(`Saguaro: where does a variable live? Declare one and ask .where NAME; .help lists more.\n`);
    }
    this.reader.on('history', (entries: string[]) => this.remember(entries));
    this.reader.on('SIGINT', () => this.interrupt());
    this.closed = this.loop();
  }

  untilClosed(): Promise<void> {
    return this.closed;
  }

  close(): void {
    this.reader.close();
  }

  /** Forgets the lines of an incomplete statement. */
  drop(): void {
    this.pending = [];
  }

  help(): void {
    const width = Math.max(...Object.values(dotCommands).map(({ usage }) => usage.length));
    for (const { usage, meaning } of Object.values(dotCommands)) this.say(`${usage.padEnd(width)}  ${meaning}`);
  }

  frames(): void {
    const { pushed, returned, reused, kept, deepest } = this.session.account();
    this.say(`pushed ${pushed}, returned ${returned}, reused ${reused}, kept ${kept}, deepest ${deepest}`);
  }

  /** Answers for a name: every binding of the inputs that has it, newest last, and what keeps it alive now. */
  where(name: string): void {
    if (!identifier.test(name)) {
      this.say('Name a variable: .where NAME');
      return;
    }
    const { colors } = this.context;
    const found = this.bindings.filter((binding) => binding.name === name);
    if (found.length === 0) {
      const known = this.session.globalNames().includes(name);
      this.say(known ? `${name} is a property of the global object: heap.` : `No input so far declares ${name}.`);
      return;
    }
    for (const binding of found) this.say(bindingParagraph(binding, colors).join('\n'));
    const kept = this.session.kept(true).bindings.filter((one) => one.binding === name);
    if (kept.length > 0)
      this.say(`${colors.bold('Alive now')}\n${kept.flatMap((one) => keptLine(one, colors)).join('\n')}`);
    else if (found.some(({ capturedBy }) => capturedBy.length > 0))
      this.say('None of it is kept alive by a closure now.');
  }

  /** Answers for a variable by its name, else for the value that an expression has, which is evaluated for that. */
  async why(expression: string): Promise<void> {
    if (expression === '') {
      this.say('Name a variable or write an expression: .why EXPRESSION');
      return;
    }
    const { colors } = this.context;
    const answers = identifier.test(expression) ? this.session.why(expression) : [];
    if (answers.length > 0) {
      this.say(answers.flatMap((one) => whyLines(one, colors)).join('\n'));
      return;
    }
    await this.evaluate(`(${expression}\n)`, true, ({ why }) => {
      const answer = why();
      this.say(
        answer === null
          ? 'Only objects, functions and symbols are things of their own.'
          : whyLines(answer, colors).join('\n'),
      );
    });
  }

  private say(text: string): void {
    this.context.stdout.write(`${text}\n`);
  }

  private remember(entries: string[]): void {
    try {
      saveHistory(this.history, entries);
    } catch (error) {
      // A history that cannot be saved must not end the session; it is said once, and no more tried.
      this.reader.removeAllListeners('history');
      this.context.stderr.write(`saguaro: ${error instanceof UserError ? error.message : String(error)}\n`);
    }
  }

  private interrupt(): void {
    if (this.pending.length === 0 && this.reader.line === '') {
      this.close();
      return;
    }
    this.drop();
    this.context.stdout.write('\n');
    this.reader.write(null, { ctrl: true, name: 'u' });
    this.prompt();
  }

  private prompt(): void {
    this.reader.setPrompt(this.pending.length === 0 ? '> ' : '… ');
    if (this.context.stdin.isTTY) this.reader.prompt();
  }

  private async loop(): Promise<void> {
    this.prompt();
    for await (const line of this.reader) {
      await this.line(line);
      this.prompt();
    }
    if (this.pending.length > 0) await this.evaluate(this.pending.join('\n'), true);
    if (this.context.stdin.isTTY) this.context.stdout.write('\n');
  }

  private async line(line: string): Promise<void> {
    const dot = /^\s*(\.[a-z]+)(?:\s+(.*?))?\s*$/.exec(line);
    const command = dot === null ? undefined : dotCommands[dot[1] ?? ''];
    if (command !== undefined && (this.pending.length === 0 || dot?.[1] === '.clear')) {
      await command.run(this, dot?.[2] ?? '');
      return;
    }
    this.pending.push(line);
    const source = this.pending.join('\n');
    if (source.trim() === '' || (await this.evaluate(source, false))) this.drop();
  }

  /** Runs an input; returns false where it is not complete yet and more may come. */
  private async evaluate(
    source: string,
    last: boolean,
    answer = (ending: Extract<Ending, { kind: 'done' }>): void => this.show(ending),
  ): Promise<boolean> {
    const { stderr, errorColors } = this.context;
    try {
      const { program, bindings } = await this.read(source);
      this.inputs += 1;
      this.bindings.push(...bindings);
      const ending = await this.session.run(program);
      this.output.flush();
      if (ending.kind === 'threw') {
        stderr.write(uncaughtText(ending.error, (file) => this.session.sourceOf(file), errorColors));
      } else if (ending.kind === 'limit') stderr.write(`saguaro: ${limitText(ending.limit)}\n`);
      else if (ending.kind === 'done') answer(ending);
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error;
      if (error.atEnd && !last) return false;
      stderr.write(syntaxText(error, errorColors));
    }
    return true;
  }

  private show(ending: Extract<Ending, { kind: 'done' }>): void {
    const value = ending.show();
    this.say(value === 'undefined' ? this.context.colors.dim(value) : value);
  }

  /** Parses an input. One that opens with a brace is an expression where it reads as one: `{ a: 1 }` is an object here. */
  private async read(source: string): Promise<{ program: Program; bindings: readonly ExplainedBinding[] }> {
    const program = this.program(source);
    if (/^\s*\{/.test(source) && !/;\s*$/.test(source)) {
      const expression = this.program(`(${source}\n)`);
      try {
        return { program: expression, bindings: (await explain(expression, this.options.storage)).bindings };
      } catch (error) {
        if (!(error instanceof SyntaxFailure)) throw error;
      }
    }
    return { program, bindings: (await explain(program, this.options.storage)).bindings };
  }

  private program(source: string): Program {
    const name = `[input ${this.inputs + 1}]`;
    const url = pathToFileURL(`${this.context.cwd}/${name}`).href;
    return { name, shown: name, source, kind: 'script', language: this.options.language, url, mayBeModule: false };
  }

  private complete(line: string): [string[], string] {
    const word = /[\p{ID_Continue}$.]*$/u.exec(line)?.[0] ?? '';
    if (line.startsWith('.')) return [Object.keys(dotCommands).filter((name) => name.startsWith(line)), line];
    if (word === '' || word.includes('.')) return [[], word];
    const declared = this.bindings.filter((binding) => binding.function === '<top level>').map(({ name }) => name);
    const names = new Set([...this.session.globalNames(), ...declared]);
    return [[...names].filter((name) => name.startsWith(word)).sort(), word];
  }
}
