import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, folderOf, saguaro } from './spawn.ts';

let folder: Folder;
beforeEach(() => {
  folder = folderOf({});
});
afterEach(() => folder.remove());

const repl = (lines: string[], args: string[] = []) =>
  saguaro(['repl', ...args], { input: `${lines.join('\n')}\n`, env: { XDG_STATE_HOME: folder.path } });

describe('saguaro repl', () => {
  it('prints the value of each statement, and statements share their names', async () => {
    const { status, stdout, stderr } = await repl(['let x = 20;', 'x + 1', '"text"', '{ a: [x] }', 'x = 3']);
    expect(stdout).toBe("undefined\n21\n'text'\n{ a: [ 20 ] }\n3\n");
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('waits for the rest of a statement', async () => {
    expect((await repl(['function f(a) {', '  return a * 2;', '}', 'f(', '21)'])).stdout).toBe('undefined\n42\n');
  });

  it('reports errors and goes on', async () => {
    const { status, stdout, stderr } = await repl(['null.x', 'let = 1 1', '7']);
    expect(stdout).toBe('7\n');
    expect(stderr).toContain("TypeError: Cannot read properties of null (reading 'x')");
    expect(stderr).toContain('SyntaxError: ');
    expect(status).toBe(0);
  });

  it('answers .where for a live binding', async () => {
    const { stdout } = await repl([
      'function foo() { let a = 0; return function bar() { return ++a; }; }',
      'const next = foo();',
      '.where a',
      '.where nothing',
    ]);
    expect(stdout).toMatch(/^a {2}let in foo, 1:22: heap/m);
    expect(stdout).toContain('global next → closure bar → environment of foo → a');
    expect(stdout).toContain('No input so far declares nothing.');
    expect(stdout).toMatch(/since step \d+, made in foo, 1:\d+/);
  });

  it('answers .why for variables and values', async () => {
    const { stdout } = await repl([
      'function foo() { let a = { list: [1] }; return () => a; }',
      'const next = foo();',
      '.why a',
      '.why next().list',
      '.why 1 + 1',
      '.why',
    ]);
    expect(stdout).toMatch(
      /^a of foo, \[input 1\]:1:22, \d+ bytes\n {2}global next → closure <anonymous> → a\n {2}since step \d+, made in foo, 1:\d+\n {2}holds object Object, since step \d+, made in foo, 1:\d+$/m,
    );
    expect(stdout).toMatch(
      /^object Array, \d+ bytes\n {2}global next → closure <anonymous> → a → property list\n {2}since step/m,
    );
    expect(stdout).toContain('Only objects, functions and symbols are things of their own.');
    expect(stdout).toContain('Name a variable or write an expression: .why EXPRESSION');
  });

  it('lists its commands', async () => {
    expect((await repl(['.help'])).stdout).toMatch(/^\.where NAME +where a variable lives/m);
  });

  it('runs timers and jobs', async () => {
    expect(
      (await repl(['setTimeout(() => console.log("tick"), 1); 1', 'Promise.resolve(2).then(console.log); 3'])).stdout,
    ).toBe('tick\n1\n2\n3\n');
  });

  it('leaves what is not interactive out of the history', async () => {
    await repl(['1']);
    expect(() => readFileSync(join(folder.path, 'saguaro', 'history'))).toThrow('ENOENT');
  });
});
