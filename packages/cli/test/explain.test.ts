import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FullExplanation } from '../src/report/model.ts';
import { type Folder, folderOf, saguaro } from './spawn.ts';

let folder: Folder;
beforeAll(() => {
  folder = folderOf({
    'endless.js': 'for (;;);\n',
    'syntax.js': 'let = = 1;\n',
    'throws.js': "throw new Error('x');\n",
  });
});
afterAll(() => folder.remove());

const json = async (args: string[]): Promise<FullExplanation> =>
  JSON.parse((await saguaro(['explain', '--json', ...args], { cwd: folder.path })).stdout);

const counter = new URL('../../../examples/counter.js', import.meta.url).pathname;

describe('saguaro explain', () => {
  it("answers the question on the question's own program", async () => {
    const { status, stdout, stderr } = await saguaro(['explain', 'examples/counter.js']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ *\d+ │ {3}let a = 0; +◂ a HEAP$/m);
    expect(stdout).toMatch(/^ *\d+ │ {3}const b = 10; +◂ b stack$/m);
    expect(stdout).toMatch(/^a {2}let in foo, 7:7: heap/m);
    expect(stdout).toMatch(/captured by bar at \d+:\d+, which reads it/);
    expect(stdout).toContain('global next → closure bar → environment of foo → a');
    expect(stdout).toMatch(/^ {4}since step \d+, made in foo, 7:7$/m);
    expect(stdout).toMatch(/^ {2}pushed +\d+ /m);
  });

  it('prints the same as data', async () => {
    const { file, storage, bindings, run } = await json([counter]);
    expect({ file, storage }).toEqual({ file: counter, storage: 'flat' });
    const a = bindings.find(({ name }) => name === 'a');
    expect(a).toMatchObject({ kind: 'let', line: 7, column: 7, function: 'foo', memory: 'heap' });
    expect(a?.capturedBy).toMatchObject([{ function: 'bar' }]);
    expect(bindings.find(({ name }) => name === 'b')).toMatchObject({ memory: 'stack', place: { kind: 'register' } });
    expect(run?.output).toBe('foo runs, b is 10\n1\n2\n3\n');
    expect(run?.kept).toMatchObject([
      {
        binding: 'a',
        function: 'foo',
        line: 7,
        column: 7,
        path: ['global next', 'closure bar', 'environment of foo', 'a'],
        since: { step: expect.any(Number), exact: true, at: { function: 'foo', file: counter, line: 7 } },
      },
    ]);
    expect(Object.keys(run?.frames ?? {})).toEqual(['pushed', 'returned', 'reused', 'kept', 'deepest']);
  });

  it('leaves the run out where asked', async () => {
    expect(await json(['--static', 'endless.js'])).not.toHaveProperty('run');
  });

  it('keeps to limits and says so', async () => {
    expect((await json(['--max-steps', '1000', 'endless.js'])).run?.outcome).toBe('limit steps');
  });

  it('reports on a program that ends by an error', async () => {
    expect((await json(['throws.js'])).run?.outcome).toBe('threw Error: x');
  });

  it('does not wait for timers', async () => {
    const { run } = await json(['-e', 'setTimeout(() => console.log("an hour later"), 3_600_000)']);
    expect(run?.output).toBe('an hour later\n');
  });

  it.each(['flat', 'linked', 'frame', 'table'])('explains under %s', async (storage) => {
    const { bindings } = await json(['--storage', storage, counter]);
    const a = bindings.find(({ name }) => name === 'a');
    expect(a?.memory).toBe('heap');
    expect(a?.place.kind).toBe(storage === 'table' ? 'name' : 'slot');
  });

  it('uses colour only on a terminal', async () => {
    expect((await saguaro(['explain', counter])).stdout).not.toContain('\u001b');
  });

  it('ends with status 3 for a syntax error', async () => {
    expect((await saguaro(['explain', 'syntax.js'], { cwd: folder.path })).status).toBe(3);
  });

  it("answers by V8's rules", async () => {
    const { status, stdout, stderr } = await saguaro(['explain', '--engine', 'v8', 'examples/counter.js']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('engine: v8, mode: commonjs');
    expect(stdout).toMatch(/^a {2}let in foo, 7:7: heap, in slot 2 of the Context of the function at \d+:\d+$/m);
    expect(stdout).not.toContain('Still alive');
  });

  it("says which Context, by V8's rules, as data", async () => {
    const program = 'let a = 1;\nconst f = (b) => () => a + b;\n';
    const as = (mode: string): Promise<FullExplanation> => json(['--engine', 'v8', '--mode', mode, '-e', program]);
    const place = async (mode: string, name: string): Promise<unknown> =>
      (await as(mode)).bindings.find((one) => one.name === name)?.place;
    expect(await place('script', 'a')).toEqual({ kind: 'script-context' });
    expect(await place('module', 'a')).toEqual({ kind: 'context', scope: 'module', line: 1, column: 1, slot: 2 });
    expect(await place('commonjs', 'a')).toEqual({ kind: 'context', scope: 'function', line: 1, column: 1, slot: 2 });
    expect(await place('commonjs', 'f')).toEqual({ kind: 'register' });
    expect(await place('commonjs', 'b')).toEqual({ kind: 'context', scope: 'function', line: 2, column: 11, slot: 2 });
    expect(await as('module')).toMatchObject({ file: '[eval]', engine: 'v8', mode: 'module' });
  });
});
