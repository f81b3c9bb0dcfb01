import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { Machine } from '@saguaro/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../../engine/src/snapshot/bytes.ts';
import { type Folder, folderOf, root, saguaro } from './spawn.ts';

const PROGRAM = `
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
console.log(Math.random(), Date.now(), performance.now(), new URL('./x', 'file:///a/b').href);
(async () => {
  for (let i = 0; i < 3; i++) { console.log('line', i, performance.now()); await sleep(300); }
  const { more } = await import('./more.mjs');
  console.error(more);
  more();
})();
`;

let folder: Folder;
beforeAll(() => {
  folder = folderOf({
    'p.js': PROGRAM,
    'more.mjs': 'export const more = "more";',
    'typed.ts':
      'interface A { x: number }\nconst f = (a: A): never => {\n  throw new Error("typed " + a.x);\n};\nf({ x: 3 });\n',
    'loop.js': 'console.log("on"); for (let n = 0; ; n++) if (n % 50000 === 0) console.log(n, Math.random());',
    'wait.js': 'console.log("on"); setTimeout(() => console.log("never"), 1e8);',
  });
});
afterAll(() => folder.remove());
const command = (...args: string[]) => saguaro(args, { cwd: folder.path });
const path = (name: string): string => join(folder.path, name);

/** Runs and records a program, which is interrupted once it has said something. */
async function interrupted(
  file: string,
  signal: 'SIGINT' | 'SIGTERM',
): Promise<{ status: number | null; stdout: string }> {
  const bin = join(root, 'packages/cli/bin/saguaro.js');
  const child = spawn(process.execPath, [bin, 'run', '--record', 'i.rec', file], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '') child.kill(signal);
    stdout += text;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout };
}

describe('a recorded run', () => {
  it('is done again, with the same output and end, when its files are gone, and without waiting', async () => {
    const first = await command('run', '--record', 'a.rec', 'p.js');
    expect(first.status).toBe(1);
    expect(first.stdout).toMatch(
      /^0\.\d+ 1\d{12} [\d.]+ file:\/\/\/a\/x\nline 0 [\d.]+\nline 1 [\d.]+\nline 2 [\d.]+\n$/,
    );
    expect(first.stderr).toContain('more is not a function');
    expect(statSync(path('a.rec')).size).toBeLessThan(2048);
    for (const name of ['p.js', 'more.mjs']) renameSync(path(name), path(`${name}.gone`));
    try {
      expect(await command('replay', 'a.rec')).toEqual(first);
    } finally {
      for (const name of ['p.js', 'more.mjs']) renameSync(path(`${name}.gone`), path(name));
    }
  });

  it('in TypeScript says the same of its error', async () => {
    const first = await command('run', '--record', 't.rec', 'typed.ts');
    expect(first.stderr).toMatch(/typed\.ts:3\n {2}throw new Error\("typed " \+ a\.x\);\n {2}\^\n\nError: typed 3\n/);
    expect(await command('replay', 't.rec')).toEqual(first);
  });

  it('that reached a limit, or was stopped and saved, ends so again', async () => {
    const limited = await command('run', '--max-steps', '5000', '--record', 'l.rec', 'loop.js');
    expect(limited).toMatchObject({ status: 1 });
    expect(await command('replay', 'l.rec')).toEqual(limited);
    const saved = await command('run', '--snapshot-at', '3000', '-o', 's.sag', '--record', 's.rec', 'loop.js');
    expect(saved.status).toBe(0);
    const again = await command('replay', 's.rec');
    expect(again).toMatchObject({ status: 0, stdout: saved.stdout });
    // What goes on with a saved program is recorded like any other run.
    const rest = await command('resume', 's.sag', '--max-steps', '9000', '--record', 'r.rec');
    expect(await command('replay', 'r.rec')).toEqual(rest);
    expect(await command('replay', 'r.rec', '--to', '10')).toMatchObject({ status: 2 });
  });

  it.each([
    ['loop.js', 'SIGINT', 130],
    ['wait.js', 'SIGINT', 130],
    ['loop.js', 'SIGTERM', 143],
  ] as const)('that was interrupted is written down: %s, %s', async (file, signal, status) => {
    const first = await interrupted(file, signal);
    expect(first.status).toBe(status);
    const again = await command('replay', 'i.rec');
    expect(again).toEqual({ ...first, stderr: `saguaro: the program was interrupted (${signal}).\n` });
  });

  it('can be looked at, and saved, at any step of it', async () => {
    await command('run', '--record', 'k.rec', '--max-steps', '2000', 'loop.js');
    const at = await command('replay', 'k.rec', '--to', '1000');
    expect(at).toMatchObject({ status: 0, stderr: '' });
    expect(at.stdout).toMatch(
      /^on\n0 0\.\d+\nk\.rec after 1,000 of 2,000 instructions\n\nStack, the newest frame first\n {2}<top level> {2}.*loop\.js:1:\d+\n {4}let n = \d+ /,
    );
    const saving = await command('replay', 'k.rec', '--to', '1000', '-o', 'k.sag');
    expect(saving.stderr).toBe(
      'saguaro: the program as it is after 1,000 instructions is saved in k.sag: saguaro resume k.sag\n',
    );
    expect((await command('inspect', 'k.sag')).stdout).toContain('after 1,000 instructions');
    expect((await command('resume', 'k.sag')).stderr).toContain('it reached the limit of bytecode instructions');
  });
});

describe('a recorded run in the debugger', () => {
  const debug = (recording: string, ...commands: string[]) =>
    saguaro(['debug', '--replay', recording], { cwd: folder.path, input: `${commands.join('\n')}\n` });

  it('is gone through forward and back', async () => {
    const first = await command('run', '--record', 'd.rec', 'p.js');
    const { status, stdout } = await debug(
      'd.rec',
      'break 5:33',
      'continue',
      'i',
      'continue',
      'i',
      'reverse-continue',
      'i',
      'delete 1',
      'continue',
      'frames',
    );
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^#0 <top level> .*p\.js:2:1$/);
    // The output is that of the recorded run, each line once.
    const recorded = first.stdout.trimEnd().split('\n');
    expect(lines.filter((line) => recorded.includes(line))).toEqual(recorded);
    expect(lines.filter((line) => /^\d$/.test(line))).toEqual(['0', '1', '0']);
    expect(stdout).toContain('Thrown, and not caught: TypeError: more is not a function');
  });

  it('tells where a run ends that was left, and goes on from there', async () => {
    await command('run', '--record', 'e.rec', '--max-steps', '3000', 'loop.js');
    expect((await debug('e.rec', 'continue')).stdout).toContain('The program has reached its limit: steps.');
    await command('run', '--record', 'e.rec', '--snapshot-at', '3000', '-o', 'e.sag', 'loop.js');
    const { stdout } = await debug('e.rec', 'continue', 'const at = n', 'break 1:51', 'continue', 'n > 0');
    expect(stdout).toContain('The recording ends here. From here on the program runs anew.');
    expect((await saguaro(['debug'], { cwd: folder.path })).stderr).toContain('there is no program to debug.');
    const both = await saguaro(['debug', 'loop.js', '--replay', 'e.rec'], { cwd: folder.path });
    expect(both).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('a file that is no recording', () => {
  it('is refused in two lines', async () => {
    await command('run', '--record', 'b.rec', '-e', 'console.log(1)');
    const bytes = brotliDecompressSync(readFileSync(path('b.rec')));
    const altered = Buffer.from(bytes);
    altered[altered.length - 30] = (altered[altered.length - 30] as number) ^ 1;
    const files = {
      'cut.rec': bytes.subarray(0, -20),
      'altered.rec': altered,
      'other.rec': Buffer.from('something else'),
    };
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(path(name), brotliCompressSync(content));
      const { status, stderr } = await command('replay', name);
      expect(status).toBe(2);
      expect(stderr).toContain(`saguaro: ${name} holds no program that can go on: `);
      expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    }
    writeFileSync(path('p.sag'), brotliCompressSync(new Machine().snapshot()));
    expect((await command('replay', 'p.sag')).stderr).toContain('p.sag is a saved program, not a recording of a run.');
    for (const action of ['resume', 'inspect'])
      expect((await command(action, 'b.rec')).stderr).toContain('b.rec is a recording of a run, not a saved program.');
    expect((await command('replay', 'b.rec', '--to', '100000')).stderr).toMatch(
      /b\.rec has no step 100000\.\nIt goes from step 0 to \d+\./,
    );
    const nothing = await command('run', '--record', 'none.rec', '-e', 'no program');
    expect(nothing.status).toBe(3);
    expect((await command('replay', 'none.rec')).stderr).toContain('there is no file none.rec.');
  });

  it('or tells of a run that cannot have been is told from one that can', async () => {
    const machine = new Machine({ history: true, clock: { now: () => 5, monotonic: () => 5 } });
    machine.start('console.log(Date.now())', { name: 'x.js' });
    machine.run();
    const bytes = Buffer.from(machine.recording({ note: 'of somebody else' }));
    writeFileSync(path('o.rec'), brotliCompressSync(bytes));
    expect(await command('replay', 'o.rec')).toEqual({ status: 0, stdout: '5\n', stderr: '' });
    bytes.write('Date.UTC()', bytes.indexOf('Date.now()'), 'latin1');
    bytes.write(hashOf(bytes.subarray(0, -16)), bytes.length - 16, 'latin1');
    writeFileSync(path('o.rec'), brotliCompressSync(bytes));
    const { status, stderr } = await command('replay', 'o.rec');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^saguaro: o\.rec cannot be replayed: the run does not go as it went\. .*\nIt was recorded by Node unknown, /,
    );
  });
});
