import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { Machine } from '@saguaro/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, folderOf, saguaro } from './spawn.ts';

const PROGRAM = `
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
function counter() { let a = 0; return function up() { return ++a; }; }
const next = counter();
(async () => { for (let i = 0; i < 3; i++) { console.log('line', next()); await sleep(5); } const { more } = await import('./more.mjs'); console.error(more); })();
let t = 0; for (let i = 0; i < 2000; i++) t += i;
console.log(t);
`;

let folder: Folder;
beforeAll(() => {
  folder = folderOf({
    'p.js': PROGRAM,
    'more.mjs': 'export const more = "more";',
    'loop.js': 'for (;;) console.log("x");',
  });
});
afterAll(() => folder.remove());
const command = (...args: string[]) => saguaro(args, { cwd: folder.path });

describe('a saved program', () => {
  it('is not there where the program ended before, and that is said', async () => {
    const { status, stderr } = await command('run', '--snapshot-at', '90000000', '-o', 'never.sag', 'p.js');
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'more\nsaguaro: instruction 90,000,000 was not reached: nothing is saved in never.sag.\n',
    });
    expect(existsSync(join(folder.path, 'never.sag'))).toBe(false);
  });

  it('goes on where it stopped, in another process', async () => {
    const whole = await command('run', 'p.js');
    expect(whole.stdout).toBe('line 1\n1999000\nline 2\nline 3\n');
    const first = await command('run', '--snapshot-at', '3000', '-o', 'a.sag', 'p.js');
    expect(first).toMatchObject({ status: 0, stdout: 'line 1\n' });
    expect(first.stderr).toBe(
      'saguaro: the program was stopped after 3,000 instructions. It is saved in a.sag: saguaro resume a.sag\n',
    );
    const second = await command('resume', 'a.sag');
    expect(second).toEqual({ ...whole, stdout: whole.stdout.slice(first.stdout.length) });
    expect(readFileSync(join(folder.path, 'a.sag')).length).toBeLessThan(2048);
  });

  it('is saved at a limit, which holds until a higher one is given', async () => {
    const first = await command('run', '--max-steps', '1000', '--snapshot-on-limit', '-o', 'b.sag', 'p.js');
    expect(first.status).toBe(1);
    expect(first.stderr).toContain('(--max-steps). It is saved in b.sag: saguaro resume b.sag');
    expect(await command('resume', 'b.sag')).toMatchObject({ status: 1, stdout: '' });
    const again = await command('resume', 'b.sag', '--max-steps', '2000', '--snapshot-on-limit', '-o', 'c.sag');
    expect(again.status).toBe(1);
    expect((await command('resume', 'c.sag', '--max-steps', '1e9')).stdout).toBe('1999000\nline 2\nline 3\n');
    expect((await command('run', '--max-output', '100', 'loop.js')).stderr).toContain(
      'the limit of output (--max-output)',
    );
  });

  it('can be looked into', async () => {
    await command('run', '--snapshot-at', '3000', '-o', 'd.sag', 'p.js');
    const { status, stdout } = await command('inspect', 'd.sag');
    expect(status).toBe(0);
    expect(stdout).toContain('after 3,000 instructions\n');
    expect(stdout).toMatch(/<top level> {2}.*p\.js:6:/);
    expect(stdout).toContain('const next = ƒ up');
    expect(stdout).toMatch(/timeout in 5 ms/);
    expect(stdout).toContain('global next → closure up → environment of counter → a');
    const json = JSON.parse((await command('inspect', '--json', 'd.sag')).stdout);
    expect(json).toMatchObject({
      steps: 3000,
      functions: [],
      frames: [{ function: '<top level>', line: 6 }],
      calls: [],
    });
    expect(json.heap.bytes).toBeGreaterThan(1000);
  });

  it('that waits for a function of another host can be looked into, and says what it needs', async () => {
    const machine = new Machine({ functions: { approve: { kind: 'suspending' } } });
    machine.start("approve('buy', { price: 42 }).then(console.log)", { name: 'shop.js' });
    machine.run();
    writeFileSync(join(folder.path, 'host.sag'), brotliCompressSync(machine.snapshot()));
    const { stdout } = await command('inspect', 'host.sag');
    expect(stdout).toContain('needs the functions of the host approve');
    expect(stdout).toContain("call 1: approve('buy', { price: 42 })");
    const resumed = await command('resume', 'host.sag');
    expect(resumed).toMatchObject({ status: 2, stdout: '' });
    expect(resumed.stderr).toContain("host.sag: The program calls a function 'approve' of the host.");
  });

  it('that is none, or is damaged, is refused in two lines', async () => {
    const bytes = new Machine().snapshot();
    const altered = bytes.slice();
    altered[60] = (altered[60] as number) ^ 1;
    const files = {
      'cut.sag': brotliCompressSync(bytes).subarray(0, 50),
      'altered.sag': brotliCompressSync(altered),
      'p.sag': 'text',
    };
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder.path, name), content);
      for (const action of ['resume', 'inspect']) {
        const { status, stderr } = await command(action, name);
        expect(status).toBe(2);
        expect(stderr).toContain(`saguaro: ${name} holds no program that can go on: `);
        expect(stderr.trimEnd().split('\n')).toHaveLength(2);
      }
    }
    expect((await command('resume', 'none.sag')).stderr).toContain('there is no file none.sag.');
    expect((await command('run', '--snapshot-at', '5', 'p.js')).stderr).toContain(
      '--snapshot-at needs the name of a file',
    );
    const small = await command('run', '--snapshot-at', '50', '--max-snapshot', '100', '-o', 'x.sag', 'p.js');
    expect(small).toMatchObject({ status: 2 });
    expect(small.stderr).toContain('Allow more by --max-snapshot');
  });
});
