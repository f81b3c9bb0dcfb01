/** The Debug Adapter: requests of an editor in, responses and events out (https://microsoft.github.io/debug-adapter-protocol/). */
import type { Breakpoint, FrameInspection } from '@saguaro/engine';
import {
  DebugSession,
  Event,
  ExitedEvent,
  InitializedEvent,
  LoadedSourceEvent,
  Response,
  TerminatedEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Context } from '../context.ts';
import { pathOf } from '../debug/paths.ts';
import {
  type Debugged,
  openDebugged,
  openRecordedDebugged,
  openSavedDebugged,
  type Settled,
} from '../debug/program.ts';
import { UserError } from '../errors.ts';
import { realClock, standingClock } from '../program/clock.ts';
import { readProgramFile } from '../program/read.ts';
import { readSaved } from '../program/saved.ts';
import type { SourcePosition } from '../report/uncaught.ts';
import { answered, clipboardText, commandAnswer, completions, wayBack } from './ask.ts';
import { ProtocolBreakpoints } from './breakpoints.ts';
import { type Launch, readLaunch } from './launch.ts';
import { EventOutput } from './output.ts';
import { capabilities, type Handlers, type Requests, shifted } from './protocol.ts';
import { isRefusal, refusalText } from './refusal.ts';
import { ProtocolSources } from './sources.ts';
import {
  endingOf,
  entryBody,
  exceptionInfo,
  exitBody,
  limitBody,
  refusedBody,
  StoppedEvent,
  stoppedBody,
} from './stops.ts';
import { ProtocolVariables } from './variables.ts';

/** Bytes that a client may leave unread before the program waits for it. */
const mostUnread = 1 << 20;
/** Frames given to a client that does not say how many it wants. */
const mostFrames = 1000;

type Going = (debugged: Debugged) => Promise<Settled>;
type Way = Parameters<Debugged['back']>[0];

export class SaguaroDebugSession extends DebugSession {
  /** Settles when the client has left. */
  readonly finished: Promise<void>;
  private readonly context: Context;
  private readonly output = new EventOutput((event) => this.sendEvent(event));
  private readonly sources = new ProtocolSources();
  private readonly breakpoints = new ProtocolBreakpoints(this.sources, (breakpoint) => this.changed(breakpoint));
  private exceptions: readonly string[] = [];
  private client: DebugProtocol.InitializeRequestArguments = { adapterID: '' };
  private launch: Launch | null = null;
  private debugged: Debugged | null = null;
  private variables: ProtocolVariables | null = null;
  private isConfigured = false;
  private isRunning = false;
  /** The program is at its end: going on ends the session. */
  private isOver = false;
  private last: Settled | null = null;
  /** Requests are answered one after the other. */
  private queue: Promise<void> = Promise.resolve();
  /** To be done as soon as the response is out. */
  private afterwards: (() => void) | null = null;
  private finish: () => void = () => undefined;

  constructor(context: Context) {
    super();
    this.context = context;
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  /** The client has left: what it has asked for before is still answered, and what runs is ended then. */
  override shutdown(): void {
    this.queue = this.queue.then(() => {
      this.debugged?.abandon();
      this.finish();
    });
  }

  // ---------------------------------------------------------------- requests

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.queue = this.queue.then(() => this.answer(request));
  }

  private async answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    try {
      const handler = this.handlers[request.command as keyof Requests] as
        | ((given: unknown) => unknown | Promise<unknown>)
        | undefined;
      if (handler === undefined || !Object.hasOwn(this.handlers, request.command))
        throw new UserError('not-supported', `this adapter does not know the request ${request.command}.`, '');
      const body = await handler.call(this, request.arguments ?? {});
      if (body !== undefined) response.body = body;
    } catch (error) {
      const text = this.textOf(error);
      response.success = false;
      response.message = text;
      response.body = { error: { id: 1, format: text, showUser: request.command !== 'evaluate' } };
    }
    this.output.flush();
    this.sendResponse(response);
    const { afterwards } = this;
    this.afterwards = null;
    afterwards?.();
  }

  private textOf(error: unknown): string {
    return refusalText(error, this.context.stderr);
  }

  private readonly handlers: Handlers = {
    initialize: (given) => {
      this.client = given;
      return capabilities;
    },
    launch: async (given) => {
      this.launch = readLaunch(given, this.context.cwd);
      await this.open();
      this.afterwards = () => this.sendEvent(new InitializedEvent());
    },
    configurationDone: () => {
      this.isConfigured = true;
      this.afterwards = () => this.begin();
    },
    restart: async ({ arguments: given }) => {
      this.debugged?.abandon();
      if (given !== undefined)
        this.launch = readLaunch(given as DebugProtocol.LaunchRequestArguments, this.context.cwd);
      await this.open();
      this.afterwards = () => this.begin();
    },
    terminate: () => {
      const wasRunning = this.isRunning;
      this.debugged?.abandon();
      this.afterwards = () => {
        if (!wasRunning) this.sendEvent(new TerminatedEvent());
      };
    },
    disconnect: () => {
      this.afterwards = () => this.shutdown();
    },

    setBreakpoints: ({ source, breakpoints = [], lines = [] }) => {
      const asked = breakpoints.length > 0 ? breakpoints : lines.map((line) => ({ line }));
      const set = this.breakpoints.inSource(
        source,
        asked.map((one) => this.incoming(one)),
      );
      return { breakpoints: set.map((one) => this.outgoing(one)) };
    },
    setFunctionBreakpoints: ({ breakpoints }) => ({
      breakpoints: this.breakpoints.onFunctions(breakpoints).map((one) => this.outgoing(one)),
    }),
    setExceptionBreakpoints: ({ filters }) => {
      this.exceptions = filters;
      this.stopAtExceptions();
    },
    breakpointLocations: ({ source, ...given }) => {
      const { line, column, endLine = line, endColumn } = this.incoming(given);
      const file = this.sources.nameOf(source);
      const found = this.opened().places.locations((name) => pathOf(name) === file, line, endLine);
      const isWithin = (at: { readonly line: number; readonly column: number }): boolean =>
        (at.line > line || column === undefined || at.column >= column) &&
        (at.line < endLine || endColumn === undefined || at.column <= endColumn);
      return { breakpoints: found.filter(isWithin).map((one) => this.outgoing(one)) };
    },

    threads: () => ({ threads: [{ id: 1, name: this.launch?.file ?? 'program' }] }),
    stackTrace: ({ startFrame = 0, levels = 0 }) => {
      const { debugger: d } = this.stopped();
      const count = levels > 0 ? levels : mostFrames;
      const frames = d.frames({ skip: startFrame, count });
      // More than there are says that there may be more to be asked for.
      const totalFrames = startFrame + frames.length + (frames.length === count ? count : 0);
      return { stackFrames: frames.map((frame) => this.frame(frame)), totalFrames };
    },
    scopes: ({ frameId }) => ({ scopes: this.tree().scopes(this.frameAt(frameId).index) }),
    variables: (given) => ({ variables: this.tree().children(given) }),
    setVariable: (given) => this.tree().set(given),
    setExpression: ({ expression, value, frameId }) => {
      const { debugger: d, machine } = this.stopped();
      if (machine.inPast)
        throw new UserError('in-past', 'the past cannot be changed.', 'Continue to where the program goes on.');
      const source = `(${expression}) = (${value}\n)`;
      const view = answered(d.evaluate(source, this.where(frameId)), value);
      this.tree().forget();
      return this.tree().value(view, { name: expression });
    },
    evaluate: (given) => this.evaluated(given),
    completions: ({ frameId, ...given }) => {
      const { frame } = this.where(frameId);
      const column = this.client.columnsStartAt1 === false ? given.column + 1 : given.column;
      return { targets: completions(this.stopped(), { ...given, column }, frame) };
    },
    exceptionInfo: () => {
      const debugged = this.stopped();
      if (this.last?.status !== 'stopped' || this.last.thrown === undefined)
        throw new UserError('no-exception', 'the program has not stopped at an exception.', '');
      return exceptionInfo(debugged, this.last.thrown, this.last.caught === true);
    },

    loadedSources: () => ({
      sources: this.opened()
        .places.files()
        .map((name) => this.sources.of(name)),
    }),
    source: ({ source, sourceReference }) => {
      const asked = { ...source, ...(sourceReference > 0 ? { sourceReference } : {}) };
      const name = this.loaded(asked);
      const content = name === undefined ? undefined : this.opened().places.text(name);
      if (content === undefined)
        throw new UserError('no-source', 'the program has not loaded that source.', 'See the loaded sources.');
      return { content, mimeType: 'text/javascript' };
    },
    locations: ({ locationReference }) => {
      const { file, line, column } = this.opened().places.shown(this.tree().place(locationReference));
      return this.outgoing({ source: this.sources.of(file), line, column });
    },

    continue: () => {
      this.go((debugged) => debugged.go((options) => debugged.debugger.continue(options)));
      return { allThreadsContinued: true };
    },
    next: () => this.goBy('over'),
    stepIn: () => this.goBy('in'),
    stepOut: () => this.goBy('out'),
    stepBack: () => this.goBack('over'),
    reverseContinue: () => this.goBack('continue'),
    restartFrame: ({ frameId }) => {
      const { debugger: d } = this.stopped();
      d.restartFrame(this.frameAt(frameId).index);
      this.tree().forget();
      // To the first statement of the call that has been begun anew.
      this.goBy('in');
    },
    pause: () => {
      if (this.isRunning) this.opened().pause();
    },
  };

  // ---------------------------------------------------------------- the program

  /** Makes a program ready: nothing of it runs yet. Throws a `UserError` or `SyntaxFailure`. */
  private async open(): Promise<void> {
    const launch = this.launch as Launch;
    const { cwd, file, kind, storage, history, sourceMaps, limits, seed, now } = launch;
    const options = {
      storage,
      history,
      sourceMaps,
      limits,
      seed,
      clock: now === undefined ? realClock() : standingClock(now),
      print: (text: string, toError: boolean) => this.print(text, toError),
      events: {
        log: (text: string, breakpoint: Breakpoint) => this.log(text, breakpoint),
        source: (name: string) => this.met(name),
        resolved: () => this.settleBreakpoints(),
      },
    };
    this.debugged = null;
    const saved = () => ({ bytes: readSaved(cwd, file).bytes, shown: file });
    const debugged = await (kind === 'program'
      ? openDebugged(readProgramFile(cwd, file), options)
      : kind === 'snapshot'
        ? openSavedDebugged(saved(), options)
        : openRecordedDebugged(saved(), options));
    debugged.isUnread = () => this.context.stdout.writableLength > mostUnread;
    this.debugged = debugged;
    this.variables = new ProtocolVariables(debugged, this.client.supportsVariablePaging === true);
    this.isRunning = false;
    this.isOver = false;
    this.last = null;
    debugged.debugger.setDebuggerStatements(!launch.noDebug);
    this.stopAtExceptions();
    if (!launch.noDebug) this.breakpoints.attach(debugged);
    for (const name of debugged.debugger.sources.names) this.met(name);
  }

  private begin(): void {
    const { kind, stopOnEntry, noDebug } = this.launch as Launch;
    if (!stopOnEntry || noDebug)
      this.follow((debugged) => debugged.go((options) => debugged.debugger.continue(options)));
    else if (kind === 'snapshot') this.sendEvent(new StoppedEvent(entryBody));
    else this.follow((debugged) => debugged.step('in'), true);
  }

  private stopAtExceptions(): void {
    const all = this.exceptions.includes('all');
    const stops = { caught: all, uncaught: all || this.exceptions.includes('uncaught') };
    const none = { caught: false, uncaught: false };
    this.debugged?.debugger.setExceptionStops(this.launch?.noDebug === true ? none : stops);
  }

  /** Goes on as soon as the response is out. Throws a `UserError` where there is nothing to go on with. */
  private go(going: Going): void {
    const { machine } = this.stopped();
    if (this.isOver && !machine.inPast) {
      this.afterwards = () => this.sendEvent(new TerminatedEvent());
      return;
    }
    if (this.last?.status === 'limit') this.opened().raise(this.last.limit);
    this.afterwards = () => this.follow(going);
  }

  private goBy(kind: 'in' | 'over' | 'out'): void {
    this.go((debugged) => debugged.step(kind));
  }

  private goBack(way: Way): void {
    this.stopped();
    if (this.launch?.history !== true && this.launch?.kind !== 'recording')
      throw new UserError('no-history', 'this program keeps no past to go back to.', 'Launch it with "history": true.');
    this.afterwards = () => this.follow((debugged) => debugged.back(way));
  }

  /** Tells where a run leads to, unless the session has another program by then. */
  private async follow(going: Going, isEntry = false): Promise<void> {
    const debugged = this.opened();
    this.isRunning = true;
    this.variables?.forget();
    try {
      const outcome = await going(debugged);
      if (this.debugged !== debugged) return;
      this.isRunning = false;
      this.came(debugged, outcome, isEntry);
    } catch (error) {
      if (this.debugged !== debugged) return;
      this.isRunning = false;
      const text = this.textOf(error);
      this.output.write(`${text}\n`, 'important');
      this.output.flush();
      // What cannot be done leaves the program where it is.
      if (isRefusal(error)) this.sendEvent(new StoppedEvent(refusedBody(text)));
      else this.end(1);
    }
  }

  private came(debugged: Debugged, outcome: Settled, isEntry: boolean): void {
    this.last = outcome;
    this.output.flush();
    const returned = outcome.status === 'stopped' ? outcome.returned : undefined;
    if (this.variables !== null) this.variables.returned = returned?.type === 'undefined' ? undefined : returned;
    if (outcome.status === 'abandoned') {
      this.sendEvent(new TerminatedEvent());
      return;
    }
    if (outcome.status === 'stopped') {
      const hit = this.breakpoints.idsOf(outcome.breakpoints);
      const isPlain = isEntry && outcome.reason === 'step';
      this.sendEvent(new StoppedEvent(isPlain ? entryBody : stoppedBody(outcome, debugged, hit)));
      return;
    }
    if (outcome.status === 'limit') {
      this.sendEvent(new StoppedEvent(limitBody(outcome.limit)));
      return;
    }
    const ending = endingOf(outcome, debugged);
    if (ending === null) return;
    if (ending.text !== '') this.output.write(ending.text, 'stderr');
    const { stopOnExit, noDebug } = this.launch as Launch;
    if (!stopOnExit || noDebug) {
      this.end(ending.exitCode);
      return;
    }
    this.isOver = true;
    this.output.flush();
    this.sendEvent(new StoppedEvent(exitBody));
  }

  private end(exitCode: number): void {
    this.output.flush();
    this.sendEvent(new ExitedEvent(exitCode));
    this.sendEvent(new TerminatedEvent());
  }

  // ---------------------------------------------------------------- what the program does meanwhile

  private print(text: string, toError: boolean): void {
    const at = this.debugged?.debugger.callSite() ?? null;
    const place = at === null ? undefined : this.printedAt(at);
    this.output.write(text, toError ? 'stderr' : 'stdout', place);
  }

  private log(text: string, { at }: Breakpoint): void {
    this.output.write(`${text}\n`, 'console', at === null ? undefined : this.printedAt(at));
  }

  private printedAt(at: SourcePosition): { readonly source: DebugProtocol.Source; readonly line: number } {
    const { file, line } = this.debugged?.places.shown(at) ?? at;
    return { source: this.sources.of(file), ...this.outgoing({ line }) };
  }

  private met(name: string): void {
    if (this.debugged === null) return;
    this.settleBreakpoints();
    this.sendEvent(new LoadedSourceEvent('new', this.sources.of(name)));
  }

  private settleBreakpoints(): void {
    if (this.debugged !== null && this.launch?.noDebug !== true) this.breakpoints.settle();
  }

  private changed(breakpoint: DebugProtocol.Breakpoint): void {
    const body = { reason: 'changed', breakpoint: this.outgoing(breakpoint) };
    this.sendEvent(Object.assign(new Event('breakpoint'), { body }));
  }

  // ---------------------------------------------------------------- what is looked at

  private evaluated({
    expression,
    frameId,
    context,
  }: DebugProtocol.EvaluateArguments): DebugProtocol.EvaluateResponse['body'] {
    const debugged = this.stopped();
    const { debugger: d } = debugged;
    const { frame } = this.where(frameId);
    const said = (result: string) => ({ result, variablesReference: 0 });
    if (context === 'repl') {
      const way = wayBack(expression);
      if (way !== undefined) {
        this.goBack(way);
        return said('');
      }
      const inspected = frame === undefined ? undefined : this.frameAt(frame + 1);
      const lines = commandAnswer(debugged, expression, inspected);
      if (lines !== undefined) return said(lines.join('\n'));
    }
    const where = frame === undefined ? {} : { frame };
    const answer = d.evaluate(expression, { ...where, aside: context === 'hover' });
    const view = answered(answer, expression);
    if (context === 'clipboard') return said(clipboardText(view));
    if (context === 'repl' && this.client.supportsInvalidatedEvent === true) {
      this.afterwards = () =>
        this.sendEvent(Object.assign(new Event('invalidated'), { body: { areas: ['variables'] } }));
    }
    const name = context === 'repl' ? undefined : expression;
    const { value: result, ...more } = this.tree().value(view, { ...where, name });
    return { result, ...more };
  }

  private frame(frame: FrameInspection): DebugProtocol.StackFrame {
    const { places } = this.opened();
    const { index, function: name, kind, file, line, column, endLine, endColumn } = places.frame(frame);
    const place = this.outgoing({ line, column, endLine, endColumn });
    const common = { id: index + 1, name, source: this.sources.of(file), canRestart: kind === 'function' };
    return { ...common, ...place, ...(places.isMade(frame) ? { presentationHint: 'subtle' } : {}) };
  }

  private frameAt(frameId: number): FrameInspection {
    const { debugger: d } = this.stopped();
    const [frame] = d.frames({ selfHosted: true, skip: frameId - 1, count: 1 });
    if (frame === undefined)
      throw new UserError('no-frame', 'that frame is no longer on the stack.', 'The program has gone on: ask anew.');
    return frame;
  }

  /** The frame in which something is asked: that of the editor, else the newest. */
  private where(frameId: number | undefined): { readonly frame?: number } {
    if (frameId !== undefined) return { frame: this.frameAt(frameId).index };
    const [frame] = this.stopped().debugger.frames({ count: 1 });
    return frame === undefined ? {} : { frame: frame.index };
  }

  private tree(): ProtocolVariables {
    this.stopped();
    return this.variables as ProtocolVariables;
  }

  /** The debugger's name for a source of the client's; undefined where it has not been loaded. */
  private loaded(source: DebugProtocol.Source): string | undefined {
    const file = this.sources.nameOf(source);
    return this.opened()
      .places.files()
      .find((name) => pathOf(name) === file);
  }

  private opened(): Debugged {
    if (this.debugged === null)
      throw new UserError('not-launched', 'no program has been launched.', 'Launch one first.');
    return this.debugged;
  }

  private stopped(): Debugged {
    const debugged = this.opened();
    if (this.isRunning || !this.isConfigured)
      throw new UserError('running', 'the program is running.', 'Pause it, and ask then.');
    return debugged;
  }

  // ---------------------------------------------------------------- where lines and columns begin

  private incoming<T extends object>(place: T): T {
    const { linesStartAt1, columnsStartAt1 } = this.client;
    return shifted(place, linesStartAt1 === false ? 1 : 0, columnsStartAt1 === false ? 1 : 0);
  }

  private outgoing<T extends object>(place: T): T {
    const { linesStartAt1, columnsStartAt1 } = this.client;
    return shifted(place, linesStartAt1 === false ? -1 : 0, columnsStartAt1 === false ? -1 : 0);
  }
}
