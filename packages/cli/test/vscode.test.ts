/** The extension for Visual Studio Code: its manifest says what is there, and what it starts is a debug adapter. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { launchArguments } from '../src/dap/launch.ts';
import { strategies } from '../src/options.ts';
import { PipeClient } from './dap-client.ts';
import { root } from './spawn.ts';

const folder = join(root, 'editors', 'vscode');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const [debuggerOf] = manifest.contributes.debuggers;

/** The extension in an editor of which there is no more than it uses. */
function activated() {
  class DebugAdapterExecutable {
    readonly parts: readonly [command: string, args: readonly string[], options: { readonly cwd?: string }];
    constructor(...parts: DebugAdapterExecutable['parts']) {
      this.parts = parts;
    }
  }
  const found = {
    factories: new Map<string, { createDebugAdapterDescriptor(session: object): DebugAdapterExecutable }>(),
    providers: new Map<string, { resolveDebugConfiguration(folder: object | undefined, given: object): object }>(),
    commands: new Map<string, () => unknown>(),
    started: [] as unknown[],
  };
  const settings = manifest.contributes.configuration.properties;
  const vscode = {
    DebugAdapterExecutable,
    workspace: {
      getConfiguration: (section: string) => ({ get: (name: string) => settings[`${section}.${name}`].default }),
      getWorkspaceFolder: () => undefined,
    },
    window: { activeTextEditor: undefined },
    commands: { registerCommand: (name: string, run: () => unknown) => found.commands.set(name, run) },
    debug: {
      registerDebugAdapterDescriptorFactory: (type: string, one: never) => found.factories.set(type, one),
      registerDebugConfigurationProvider: (type: string, one: never) => found.providers.set(type, one),
      startDebugging: (...given: unknown[]) => found.started.push(given),
    },
  };
  const source = readFileSync(join(folder, manifest.main), 'utf8');
  const exported: { activate?: (context: object) => void } = {};
  compileFunction(source, ['require', 'exports', 'process'])((name: string) => ({ vscode })[name], exported, process);
  const subscriptions: unknown[] = [];
  exported.activate?.({ subscriptions });
  return { ...found, subscriptions };
}

describe('the manifest', () => {
  it('has what an extension needs', () => {
    expect(manifest).toMatchObject({
      name: expect.stringMatching(/^[a-z][a-z0-9-]*$/),
      publisher: expect.any(String),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      engines: { vscode: expect.stringMatching(/^\^1\.\d+\.0$/) },
      categories: ['Debuggers'],
    });
    expect(manifest.activationEvents).toContain(`onDebugResolve:${debuggerOf.type}`);
  });

  it('declares the arguments that a launch takes', () => {
    const { properties } = debuggerOf.configurationAttributes.launch;
    // The editor itself says whether a program is only to be run.
    expect(Object.keys(properties).sort()).toEqual(launchArguments.filter((name) => name !== 'noDebug').sort());
    expect(properties.storage.enum).toEqual(strategies);
    const page = readFileSync(join(root, 'docs', 'debugging.md'), 'utf8');
    for (const name of launchArguments) expect(page).toMatch(new RegExp(`^\\| .*\`${name}\`.* \\|$`, 'm'));
  });

  it('offers configurations of its own type, with arguments that there are', () => {
    const offered = [
      ...debuggerOf.initialConfigurations,
      ...debuggerOf.configurationSnippets.map(({ body }: { body: object }) => body),
    ];
    expect(offered).toHaveLength(4);
    for (const { type, request, name, ...given } of offered) {
      expect([type, request, typeof name]).toEqual([debuggerOf.type, 'launch', 'string']);
      for (const argument of Object.keys(given)) expect(launchArguments).toContain(argument);
    }
  });
});

describe('the extension', () => {
  it('registers what the manifest declares', () => {
    const { commands, factories, providers, subscriptions, started } = activated();
    expect([...commands.keys()]).toEqual(
      manifest.contributes.commands.map(({ command }: { command: string }) => command),
    );
    expect([...factories.keys(), ...providers.keys()]).toEqual([debuggerOf.type, debuggerOf.type]);
    expect(subscriptions).toHaveLength(3);
    const resolve = (given: object) =>
      providers.get('saguaro')?.resolveDebugConfiguration({ uri: { fsPath: '/w' } }, given);
    expect(resolve({})).toMatchObject({ type: 'saguaro', request: 'launch', program: '$' + '{file}', cwd: '/w' });
    expect(resolve({ type: 'saguaro', snapshot: 'x.sag', cwd: '/v' })).toEqual({
      type: 'saguaro',
      snapshot: 'x.sag',
      cwd: '/v',
    });
    commands.get('saguaro.debugFile')?.();
    expect(started).toMatchObject([[undefined, { type: 'saguaro', request: 'launch' }]]);
  });

  it('starts a debug adapter', async () => {
    const session = { workspaceFolder: { uri: { fsPath: root } } };
    const [command, args, options] =
      activated().factories.get('saguaro')?.createDebugAdapterDescriptor(session).parts ?? [];
    expect(options).toEqual({ cwd: root });
    const child = spawn(command ?? '', args ?? [], { ...options, stdio: 'pipe' }) as ChildProcessWithoutNullStreams;
    const left = new Promise((resolve) => void child.on('close', resolve));
    const client = new PipeClient(child);
    const { body } = await client.initializeRequest();
    expect(body).toMatchObject({ supportsStepBack: true, supportsConfigurationDoneRequest: true });
    await client.disconnectRequest();
    expect(await left).toBe(0);
  });
});
