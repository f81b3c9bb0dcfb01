import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../src/commands/all.ts';
import { type Folder, folderOf, root, saguaro } from './spawn.ts';

let folder: Folder;
beforeAll(() => {
  folder = folderOf({
    'binary.js': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe]),
    'page.html': '<p>',
    'secret.js': '1',
    'bad/package.json': '{',
    'bad/a.js': '1',
    'fine.js': 'console.log(1)',
  });
  chmodSync(join(folder.path, 'secret.js'), 0);
});
afterAll(() => folder.remove());

describe('help', () => {
  it('lists the commands', async () => {
    const { status, stdout } = await saguaro(['--help']);
    expect(status).toBe(0);
    for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect((await saguaro([])).stdout).toBe(stdout);
  });

  it.each(commands.map(({ name }) => name))('of %s shows its options and examples', async (name) => {
    const { status, stdout } = await saguaro([name, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: saguaro ${name}`);
    expect(stdout).toContain('Examples:');
  });

  it('has the version', async () => {
    expect(await saguaro(['--version'])).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' });
  });
});

describe('wrong usage ends with status 2 and says what to do', () => {
  it.each<[string, string[], string]>([
    [
      'a missing file',
      ['run', 'no.js'],
      'saguaro: there is no file no.js.\nCheck the name and the folder you are in.\n',
    ],
    ['a folder', ['run', '.'], 'saguaro: . is a folder, not a file.\nName the file in it that should run.\n'],
    [
      'a binary file',
      ['run', 'binary.js'],
      'saguaro: binary.js is not text.\nSaguaro runs JavaScript and TypeScript source encoded as UTF-8.\n',
    ],
    [
      'another kind of file',
      ['explain', 'page.html'],
      'saguaro: page.html ends in .html, which is neither JavaScript nor TypeScript.\nKnown endings: .js .mjs .cjs .ts .mts .cts; other text comes in through standard input: saguaro run - < FILE\n',
    ],
    [
      'a file and code',
      ['run', 'fine.js', '-e', '1'],
      'saguaro: both a file and -e CODE are given.\nGive one of them.\n',
    ],
    [
      'an unknown option',
      ['run', '--storge', 'flat', 'fine.js'],
      "saguaro: unknown option '--storge'\n(Did you mean --storage?)\nTry: saguaro run --help\n",
    ],
    [
      'an unknown strategy',
      ['run', '--storage', 'x', 'fine.js'],
      "saguaro: option '--storage <strategy>' argument 'x' is invalid. Allowed choices are flat, linked, frame, table.\nTry: saguaro run --help\n",
    ],
    [
      'a bad size',
      ['run', '--max-heap', 'lots', 'fine.js'],
      "saguaro: --max-heap cannot be 'lots'.\nIt takes a number of bytes such as 64m, 2g or 1048576.\n",
    ],
    ['an unknown command', ['frobnicate'], "saguaro: unknown command 'frobnicate'\nTry: saguaro --help\n"],
    ['the help of none', ['help', 'frobnicate'], "saguaro: unknown command 'frobnicate'\nTry: saguaro --help\n"],
  ])('%s', async (_, args, message) => {
    expect(await saguaro(args, { cwd: folder.path })).toEqual({ status: 2, stdout: '', stderr: message });
  });

  it.each<[string, string[], string]>([
    ['a folder', ['--snapshot-at', '1', '-o', '.'], 'it is a folder; name a file in it'],
    ['what a file is in the way of', ['--record', 'fine.js/run.sagrec'], 'is no folder'],
    ['a heap in a folder', ['--heapsnapshot', 'bad'], 'it is a folder; name a file in it'],
  ])('output to %s, before anything is run', async (_, options, message) => {
    const { status, stdout, stderr } = await saguaro(['run', ...options, 'fine.js'], { cwd: folder.path });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^saguaro: .* cannot be written: /);
    expect(stderr).toContain(message);
  });

  it.skipIf(!existsSync('/dev/full')).each(['run', 'explain', 'disassemble'])(
    'a full disk behind the output of %s',
    async (command) => {
      const bin = join(root, 'packages', 'cli', 'bin', 'saguaro.js');
      const { status, stderr } = spawnSync(
        'sh',
        ['-c', `"${process.execPath}" "${bin}" ${command} fine.js > /dev/full`],
        {
          cwd: folder.path,
          encoding: 'utf8',
        },
      );
      expect(status).toBe(2);
      expect(stderr).toMatch(
        /^saguaro: what was to be printed cannot be written: ENOSPC.*\nCheck where the output goes/,
      );
      expect(stderr).not.toContain('    at ');
    },
  );

  it('a report to where a file is in the way', async () => {
    const { status, stderr } = await saguaro(['leaks', '--html', 'fine.js/r.html', 'fine.js'], { cwd: folder.path });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^saguaro: .*r\.html cannot be written: /);
  });

  it('a package.json that is no JSON', async () => {
    const { status, stderr } = await saguaro(['run', 'bad/a.js'], { cwd: folder.path });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^saguaro: .*package\.json is not valid JSON: /);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file that may not be read', async () => {
    expect(await saguaro(['run', 'secret.js'], { cwd: folder.path })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'saguaro: secret.js may not be read.\nAsk for permission to read it, or copy it.\n',
    });
  });
});
