/** An editor, as far as the tests of `saguaro dap` need one: the protocol's own test client on the built command. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { root } from './spawn.ts';

export type Stop = DebugProtocol.StoppedEvent['body'] | { readonly reason: 'terminated' };

/** The client on the pipes of an adapter. */
export class PipeClient extends DebugClient {
  constructor({ stdout, stdin }: ChildProcessWithoutNullStreams) {
    super('', '', 'saguaro');
    // One for each wait for an event.
    this.setMaxListeners(0);
    this.connect(stdout, stdin);
  }
}

export class Editor {
  readonly client: DebugClient;
  readonly output: { readonly category: string; readonly text: string; readonly line: number | undefined }[] = [];
  readonly exitCodes: number[] = [];
  readonly changed: DebugProtocol.Breakpoint[] = [];
  readonly left: Promise<number | null>;
  stderr = '';
  private readonly child: ChildProcess;

  constructor(cwd: string) {
    const { FORCE_COLOR: _, ...env } = process.env;
    const bin = join(root, 'packages', 'cli', 'bin', 'saguaro.js');
    const child = spawn(process.execPath, [bin, 'dap'], { cwd, env, stdio: 'pipe' });
    this.child = child;
    this.left = new Promise((resolve) => void child.on('close', resolve));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    // It may be gone before the last request is out.
    child.stdin.on('error', () => undefined);
    this.client = new PipeClient(child);
    this.client.on('output', ({ body }: DebugProtocol.OutputEvent) => {
      this.output.push({ category: body.category ?? 'console', text: body.output, line: body.line });
    });
    this.client.on('exited', ({ body }: DebugProtocol.ExitedEvent) => this.exitCodes.push(body.exitCode));
    this.client.on('breakpoint', ({ body }: DebugProtocol.BreakpointEvent) => this.changed.push(body.breakpoint));
  }

  /** Makes a program ready, as far as breakpoints can be set. */
  async launch(launch: Record<string, unknown>, initialize: Partial<DebugProtocol.InitializeRequestArguments> = {}) {
    const first = {
      adapterID: 'saguaro',
      pathFormat: 'path',
      linesStartAt1: true,
      columnsStartAt1: true,
      ...initialize,
    };
    const { body } = await this.client.initializeRequest(first);
    await Promise.all([
      this.event('initialized'),
      this.client.launchRequest(launch as DebugProtocol.LaunchRequestArguments),
    ]);
    return body;
  }

  event(name: string): Promise<DebugProtocol.Event> {
    return new Promise((resolve) => void this.client.once(name, resolve));
  }

  /** What comes of a request: the next stop, or the end. */
  async stop(action: () => Promise<unknown>): Promise<Stop> {
    const came = new Promise<Stop>((resolve) => {
      this.client.once('stopped', ({ body }: DebugProtocol.StoppedEvent) => resolve(body));
      this.client.once('terminated', () => resolve({ reason: 'terminated' }));
    });
    await action();
    return came;
  }

  start = (): Promise<Stop> => this.stop(() => this.client.configurationDoneRequest());
  go = (): Promise<Stop> => this.stop(() => this.client.continueRequest({ threadId: 1 }));
  next = (): Promise<Stop> => this.stop(() => this.client.nextRequest({ threadId: 1 }));
  stepIn = (): Promise<Stop> => this.stop(() => this.client.stepInRequest({ threadId: 1 }));
  stepOut = (): Promise<Stop> => this.stop(() => this.client.stepOutRequest({ threadId: 1 }));
  back = (): Promise<Stop> => this.stop(() => this.client.stepBackRequest({ threadId: 1 }));
  reverse = (): Promise<Stop> => this.stop(() => this.client.reverseContinueRequest({ threadId: 1 }));

  async breakpoints(
    path: string,
    ...breakpoints: DebugProtocol.SourceBreakpoint[]
  ): Promise<DebugProtocol.Breakpoint[]> {
    const { body } = await this.client.setBreakpointsRequest({ source: { path }, breakpoints });
    return body.breakpoints;
  }

  async frames(): Promise<DebugProtocol.StackFrame[]> {
    return (await this.client.stackTraceRequest({ threadId: 1 })).body.stackFrames;
  }

  /** `function file:line` of the newest frame. */
  async place(): Promise<string> {
    const [frame] = await this.frames();
    return frame === undefined ? 'nowhere' : `${frame.name} ${frame.source?.name}:${frame.line}`;
  }

  async scopes(frame = 0): Promise<DebugProtocol.Scope[]> {
    const { id } = (await this.frames())[frame] as DebugProtocol.StackFrame;
    return (await this.client.scopesRequest({ frameId: id })).body.scopes;
  }

  async inside(variablesReference: number, page: Partial<DebugProtocol.VariablesArguments> = {}) {
    return (await this.client.variablesRequest({ variablesReference, ...page })).body.variables;
  }

  /** All variables of a frame but the global ones, by name. */
  async variables(frame = 0): Promise<Record<string, DebugProtocol.Variable>> {
    const found: Record<string, DebugProtocol.Variable> = {};
    for (const { name, variablesReference } of await this.scopes(frame))
      if (name !== 'Global') for (const one of await this.inside(variablesReference)) found[one.name] ??= one;
    return found;
  }

  async ask(expression: string, context = 'watch', frame = 0): Promise<DebugProtocol.EvaluateResponse['body']> {
    const at = (await this.frames())[frame];
    const given = { expression, context, ...(at === undefined ? {} : { frameId: at.id }) };
    return (await this.client.evaluateRequest(given)).body;
  }

  text(category: string): string {
    return this.output
      .filter((one) => one.category === category)
      .map(({ text }) => text)
      .join('');
  }

  /** Leaves, and gives the status of the command. */
  async leave(): Promise<number | null> {
    await this.client.disconnectRequest();
    return this.left;
  }

  kill(): void {
    this.child.kill();
  }
}
