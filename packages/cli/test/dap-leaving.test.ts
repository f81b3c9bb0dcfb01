/** No `saguaro dap` stays behind when its client has gone, whatever the program is doing. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, folderOf, root } from './spawn.ts';

let folder: Folder;
let child: ChildProcessWithoutNullStreams;
let received = '';
beforeEach(() => {
  folder = folderOf({
    'busy.js': 'for (let i = 0; ; i++) ;\n',
    'prints.js': "for (let i = 0; ; i++) console.log('x'.repeat(200), i);\n",
    'waits.js': 'setTimeout(() => {}, 1e8);\n',
  });
  const bin = join(root, 'packages', 'cli', 'bin', 'saguaro.js');
  child = spawn(process.execPath, [bin, 'dap'], { cwd: folder.path, stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  received = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
});
afterEach(() => {
  child.kill('SIGKILL');
  folder.remove();
});

let seq = 0;
function send(command: string, given: object = {}): void {
  const text = JSON.stringify({ seq: ++seq, type: 'request', command, arguments: given });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

async function until(text: string): Promise<void> {
  while (!received.includes(text)) await new Promise((resolve) => void setTimeout(resolve, 10));
}

async function launch(program: string, more: object = {}): Promise<void> {
  send('initialize', { adapterID: 'saguaro' });
  send('launch', { program, ...more });
  await until('"initialized"');
  send('configurationDone');
  await until('"configurationDone"');
}

const left = (): Promise<number | null> => new Promise((resolve) => void child.on('exit', resolve));
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

describe('saguaro dap ends when its client has gone', () => {
  it.each<[string, () => Promise<void>]>([
    ['before anything is asked', async () => {}],
    ['before the launch', async () => send('initialize', { adapterID: 'saguaro' })],
    ['in the middle of the launch', async () => send('launch', { program: 'busy.js' })],
    ['in an endless loop', () => launch('busy.js')],
    ['waiting for a timer', () => launch('waits.js')],
    [
      'stopped',
      async () => {
        await launch('busy.js', { stopOnEntry: true });
        await until('"stopped"');
      },
    ],
    [
      'evaluating what has no end',
      async () => {
        await launch('busy.js', { stopOnEntry: true });
        await until('"stopped"');
        send('evaluate', { expression: 'for (;;) ;', context: 'repl' });
      },
    ],
    [
      'going back',
      async () => {
        await launch('busy.js');
        await pause(500);
        send('pause', { threadId: 1 });
        await until('"stopped"');
        send('reverseContinue', { threadId: 1 });
      },
    ],
  ])('%s', async (_state, reach) => {
    await reach();
    const gone = left();
    child.stdin.end();
    expect(await gone).toBe(0);
  });

  it('having left unread what the program prints, which waits meanwhile', async () => {
    await launch('prints.js');
    child.stdout.pause();
    await pause(1500);
    const memory = (): number => Number(/VmRSS:\s+(\d+)/.exec(status())?.[1]);
    const status = (): string => {
      try {
        return readFileSync(`/proc/${child.pid}/status`, 'utf8');
      } catch {
        // Only Linux tells it in this way.
        return 'VmRSS: 0';
      }
    };
    const before = memory();
    await pause(1500);
    expect(memory() - before).toBeLessThan(16 << 10);
    const gone = left();
    child.stdin.end();
    expect(await gone).toBe(0);
  });
});
