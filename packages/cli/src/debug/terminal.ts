/** The debugger of the terminal: reads commands, from people or from a pipe, and shows where the program is. */
import { createInterface, type Interface } from 'node:readline';
import type { FrameInspection, Stopped } from '@saguaro/engine';
import type { Context } from '../context.ts';
import type { SavedProgram } from '../engine.ts';
import { UserError } from '../errors.ts';
import type { Strategy } from '../options.ts';
import { type Output, processOutput } from '../output.ts';
import type { Clock } from '../program/clock.ts';
import type { Program } from '../program/read.ts';
import { historyPath, loadHistory, saveHistory } from '../repl/history.ts';
import { whereLives, whyAlive } from './ask.ts';
import { type DebugCommand, debugCommands, findCommand } from './commands.ts';
import { type Debugged, openDebugged, openRecordedDebugged, type Settled } from './program.ts';
import { frameLine, sourceLines } from './show.ts';

export interface TerminalOptions {
  /** What to debug, or a recording of it. */
  readonly program: Program | SavedProgram;
  readonly storage: Strategy;
  readonly seed: number | undefined;
  readonly clock: Clock;
  readonly history: boolean;
  readonly sourceMaps: boolean;
}

export class Terminal {
  readonly options: TerminalOptions;
  readonly context: Context;
  debugged!: Debugged;
  /** Index among the frames shown of the one that is looked at. */
  selected = 0;
  readonly watches: string[] = [];
  /** The program has ended: it can only be looked at, gone back in, or begun anew. */
  ended = false;
  private readonly output: Output = processOutput();
  private readonly interactive: boolean;
  private repeat = '';
  private leaving = false;

  constructor(context: Context, options: TerminalOptions) {
    this.context = context;
    this.options = options;
    this.interactive = context.stdin.isTTY === true;
  }

  /** Lines that come before somebody listens would be lost. */
  private listen(): Interface {
    const file = this.historyFile();
    const reader = createInterface({
      input: this.context.stdin,
      output: this.interactive ? this.context.stdout : undefined,
      terminal: this.interactive,
      history: this.interactive ? loadHistory(file) : [],
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string) => complete(line),
    } as Parameters<typeof createInterface>[0]);
    reader.on('history', (entries: string[]) => {
      try {
        saveHistory(file, entries);
      } catch {
        // Without a history the debugger works as well.
      }
    });
    reader.on('SIGINT', () => this.debugged.pause());
    return reader;
  }

  /** The file that is debugged, where nothing runs. */
  get programName(): string {
    const { program } = this.options;
    return 'bytes' in program ? program.shown : program.name;
  }

  private historyFile(): string {
    return `${historyPath(this.context.env)}-debug`;
  }

  /** Makes the program ready. Breakpoints that are given are set again. */
  async open(): Promise<void> {
    const before = this.debugged as Debugged | undefined;
    const { program, storage, seed, clock, history, sourceMaps } = this.options;
    const options = {
      storage,
      seed,
      clock,
      history,
      sourceMaps,
      print: (text: string, toError: boolean) => this.output.write(text, toError),
      events: { log: (text: string) => this.say(text) },
    };
    this.debugged = await ('bytes' in program
      ? openRecordedDebugged(program, options)
      : openDebugged(program, options));
    const { debugger: d } = this.debugged;
    d.setExceptionStops({ caught: false, uncaught: true });
    for (const { file, line, column, condition, hits, log, enabled } of before?.debugger.breakpoints ?? []) {
      const asked = { column, condition, hits, log };
      const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
      const { id } = d.setBreakpoint({ file, line, ...given });
      d.enableBreakpoint(id, enabled);
    }
    before?.debugger.detach();
    this.selected = 0;
    this.ended = false;
    // Before commands are read, the terminal itself tells of Ctrl-C.
    const pause = (): void => this.debugged.pause();
    if (this.interactive) process.on('SIGINT', pause);
    try {
      this.shown(await this.debugged.step('in'));
    } finally {
      process.off('SIGINT', pause);
    }
  }

  /** Reads commands until there are no more. */
  async loop(): Promise<void> {
    const reader = this.listen();
    this.prompt(reader);
    for await (const line of reader) {
      await this.command(line.trim());
      if (this.leaving) break;
      this.prompt(reader);
    }
    reader.close();
    this.output.flush();
  }

  private prompt(reader: Interface): void {
    this.output.flush();
    if (!this.interactive) return;
    const past = this.debugged.machine.inPast ? ` (step ${this.debugged.machine.steps()})` : '';
    reader.setPrompt(`saguaro${past}> `);
    reader.prompt();
  }

  private async command(line: string): Promise<void> {
    const text = line === '' ? this.repeat : line;
    if (text === '') return;
    const [word = ''] = text.split(/\s+/, 1);
    const rest = text.slice(word.length).trim();
    const command: DebugCommand | undefined = findCommand(word);
    this.repeat = command?.repeats === true ? text : '';
    try {
      if (command === undefined) this.print(text);
      else await command.run(this, rest);
    } catch (error) {
      if (!(error instanceof Error) || !(error instanceof UserError || isForPeople(error))) throw error;
      this.say(error.message);
      if (error instanceof UserError) this.say(error.hint);
    }
  }

  leave(): void {
    this.leaving = true;
  }

  say(text: string): void {
    this.output.write(`${text}\n`);
  }

  // ---------------------------------------------------------------- where it is

  /** The frame looked at. Throws a `UserError` where nothing runs. */
  get frame(): FrameInspection {
    const [frame] = this.debugged.debugger.frames({ skip: this.selected, count: 1 });
    if (frame === undefined)
      throw new UserError('nothing-runs', 'nothing is on the stack.', 'Begin again with run, or go back with back.');
    return frame;
  }

  select(index: number): void {
    const [frame] = index < 0 ? [] : this.debugged.debugger.frames({ skip: index, count: 1 });
    if (frame === undefined) {
      this.say(index < 0 ? 'This is the newest frame.' : 'This is the oldest frame.');
      return;
    }
    this.selected = index;
    this.say(frameLine(this.debugged.places.frame(frame), index));
    this.list();
  }

  /** Goes on and shows where that leads to. */
  async go(step: Parameters<Debugged['go']>[0]): Promise<void> {
    if (this.isOver()) return;
    this.shown(await this.debugged.go(step));
  }

  /** Steps on and shows where that leads to. */
  async step(kind: 'in' | 'over' | 'out'): Promise<void> {
    if (!this.isOver()) this.shown(await this.debugged.step(kind));
  }

  private isOver(): boolean {
    if (!this.ended || this.debugged.machine.inPast) return false;
    this.say('The program has ended: run begins it again, back goes back.');
    return true;
  }

  /** Goes back and shows where that leads to. */
  async back(way: Parameters<Debugged['back']>[0]): Promise<void> {
    this.shown(await this.debugged.back(way));
  }

  /** Says how a run came to its stop, or end. */
  shown(outcome: Settled): void {
    this.output.flush();
    this.selected = 0;
    switch (outcome.status) {
      case 'stopped':
        this.stopped(outcome);
        return;
      case 'done':
        this.say('The program has ended.');
        break;
      case 'threw': {
        const { text } = this.debugged.machine.describeError(outcome.error);
        this.say(
          `The program has ended by ${outcome.rejection === true ? 'a rejection that nobody handles' : 'an error'}:`,
        );
        this.say(text);
        break;
      }
      case 'waiting':
        this.say('The program waits for what can no longer come.');
        break;
      case 'limit':
        this.say(`The program has reached its limit: ${outcome.limit}.`);
        break;
      case 'abandoned':
        return;
    }
    this.ended = true;
  }

  private stopped({ reason, breakpoints, thrown, caught, problem, returned }: Stopped): void {
    const why = {
      step: '',
      pause: 'Paused.',
      debugger: 'A debugger statement.',
      earliest:
        this.debugged.machine.earliestStep === 0
          ? 'This is the beginning: there is nothing before it.'
          : 'What came before is no longer kept.',
      breakpoint: `Breakpoint ${breakpoints.join(', ')}.`,
      exception: `Thrown, and ${caught === true ? 'caught' : 'not caught'}: ${thrown?.text ?? ''}`,
    }[reason];
    if (problem !== undefined) this.say(problem);
    else if (why !== '') this.say(why);
    if (returned !== undefined && returned.type !== 'undefined') this.say(`Returned: ${returned.text}`);
    const [frame] = this.debugged.debugger.frames({ count: 1 });
    if (frame === undefined) return;
    this.say(frameLine(this.debugged.places.frame(frame), 0));
    this.list(1);
    for (const watch of this.watches) this.say(`  ${watch} = ${this.answer(watch)}`);
  }

  /** The source around the frame looked at. */
  list(around = 4): void {
    const { places, debugger: d } = this.debugged;
    const frame = places.frame(this.frame);
    const text = places.text(frame.file);
    if (text === undefined) return;
    const marked = new Set(
      d.breakpoints.flatMap(({ at, enabled }) => {
        const shown = at === null || !enabled ? null : places.shown(at);
        return shown?.file === frame.file ? [shown.line] : [];
      }),
    );
    for (const line of sourceLines(text, frame, around, marked, this.context.colors)) this.say(line);
  }

  // ---------------------------------------------------------------- asking

  /** The value of an expression in the frame looked at, as text. */
  answer(source: string): string {
    const frames = this.debugged.debugger.frames({ skip: this.selected, count: 1 });
    const where = frames[0] === undefined ? {} : { frame: frames[0].index };
    const e = this.debugged.debugger.evaluate(source, where);
    if (e.status === 'limit') return `did not come to an end (${e.limit}).`;
    return e.status === 'threw' ? `threw ${e.error.text}` : e.value.text;
  }

  print(source: string): void {
    if (source === '')
      throw new UserError('nothing-asked', 'there is nothing to print.', 'Give an expression: print a + b');
    this.say(this.answer(source));
  }

  /** What keeps variables of that name alive. */
  why(name: string): void {
    for (const line of whyAlive(this.debugged, name, this.context.colors)) this.say(line);
  }

  /** Where variables of that name live, and why there. */
  where(name: string): void {
    const [frame] = this.debugged.debugger.frames({ skip: this.selected, count: 1 });
    for (const line of whereLives(this.debugged, name, frame, this.context.colors)) this.say(line);
  }
}

function isForPeople(error: Error): boolean {
  return (
    ['DebugError', 'RangeError', 'HistoryError'].includes(error.name) || error.message.includes('keeps no history')
  );
}

function complete(line: string): [string[], string] {
  const names = debugCommands.flatMap(({ name, short }) => [name, ...short]);
  return [line.includes(' ') ? [] : names.filter((name) => name.startsWith(line)), line];
}
