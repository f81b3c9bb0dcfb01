/** `saguaro debug`, its commands coming through a pipe. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, folderOf, root, saguaro } from './spawn.ts';

const page = readFileSync(join(root, 'docs', 'debugging.md'), 'utf8');
const block = (name: string): string => new RegExp(`\`\`\`${name}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

let folder: Folder;
beforeEach(() => {
  folder = folderOf({
    'program.js': block('program'),
    'throws.mjs': "import { f } from './lib.ts';\nf(1);\nf(0);\n",
    'lib.ts':
      'export function f(n: number): number {\n  if (n === 0) throw new Error("zero");\n  return n as number;\n}\n',
  });
});
afterEach(() => folder.remove());

const debug = async (file: string, ...commands: string[]) => {
  const input = `${commands.join('\n')}\n`;
  const { status, stdout, stderr } = await saguaro(['debug', file], { cwd: folder.path, input });
  return { status, stderr, stdout: stdout.replaceAll(`${folder.path}/`, '') };
};

describe('saguaro debug', () => {
  it('does what docs/debugging.md shows', async () => {
    const { stdout, status, stderr } = await debug(
      'program.js',
      'break 4',
      'continue',
      'continue',
      'vars',
      'a + 100',
      'back-out',
      'reverse-continue',
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(block('session'));
    expect(status).toBe(0);
  });

  it('changes variables, logs, watches, and says where and why a variable lives', async () => {
    const { stdout } = await debug(
      'program.js',
      'log 4 a was {a}',
      'break 10',
      'watch next',
      'c',
      'condition 4 a === 2',
      'c',
      'set a = 40',
      'where a',
      'why a',
      'c',
      'c',
    );
    expect(stdout).toContain('a was 0\na was 1\nBreakpoint 2.\n');
    expect(stdout).toContain('  next = ƒ bar\n');
    expect(stdout).toContain('a was 2\nBreakpoint 3.\n');
    expect(stdout).toContain('a = 40\n');
    expect(stdout).toMatch(/a {2}let in foo, 2:7: heap/);
    expect(stdout).toContain('now: cell 0, 40\n');
    expect(stdout).toContain('global next → closure bar → environment of foo → a');
    expect(stdout).toContain(
      'a is 41\nThe program has ended.\nThe program has ended: run begins it again, back goes back.\n',
    );
  });

  it('stops where an exception is thrown that nothing catches, in modules and TypeScript', async () => {
    const { stdout } = await debug('throws.mjs', 'c', 'bt', 'n', 'up', 'back-over', 'c', 'c');
    expect(stdout).toContain('Thrown, and not caught: Error: zero\n#0 f lib.ts:2:16\n');
    expect(stdout).toContain('> #0 f lib.ts:2:16\n  #1 <top level> throws.mjs:3:1\n');
    expect(stdout).toContain('The program has ended by an error:\nError: zero');
  });

  it('says what is wrong in words, and goes on', async () => {
    const { stdout, stderr, status } = await debug(
      'program.js',
      'b x',
      'delete 7',
      'until 99',
      'set q = 1',
      'null.x',
      'help',
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('that is not clear.\nSay a line, LINE:COLUMN or FILE:LINE.\n');
    expect(stdout).toContain('There is no breakpoint 7.\n');
    expect(stdout).toMatch(/There is nothing to stop at in .*program\.js from line 99 on\./);
    expect(stdout).toContain('there is no variable q in sight.');
    expect(stdout).toContain("threw TypeError: Cannot read properties of null (reading 'x')");
    expect(stdout).toContain('reverse-continue (rc)');
    expect((await saguaro(['debug', 'missing.js'], { cwd: folder.path })).status).toBe(2);
  });
});
