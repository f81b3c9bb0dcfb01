import { type ChildProcess, spawn } from 'node:child_process';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, folderOf, root, saguaro } from './spawn.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    }).on('error', reject);
  });
}

describe('saguaro view', () => {
  let folder: Folder;
  let child: ChildProcess;
  let url: URL;

  beforeAll(async () => {
    folder = folderOf({ 'my program.ts': 'const x: number = 1;\n' });
    child = spawn(
      process.execPath,
      [join(root, 'packages', 'cli', 'bin', 'saguaro.js'), 'view', 'my program.ts', '--no-open'],
      { cwd: folder.path, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const line = await new Promise<string>((resolve, reject) => {
      child.on('exit', (status) => reject(new Error(`it ended with ${status}`)));
      child.stdout?.setEncoding('utf8').on('data', (text: string) => resolve(text.trim()));
    });
    url = new URL(line);
  }, 120_000);
  afterAll(() => {
    child.kill('SIGKILL');
    folder.remove();
  });

  it('serves the page on this computer, under a policy without eval', async () => {
    expect(url.hostname).toBe('127.0.0.1');
    const { status, headers, text } = await ask(url.href);
    expect(status).toBe(200);
    expect(text).toContain('<title>Saguaro');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
  });

  it('serves the program that was named, under a name that cannot be guessed', async () => {
    expect(url.searchParams.get('name')).toBe('my program.ts');
    const file = url.searchParams.get('file') as string;
    expect(file).toMatch(/^program-[0-9a-f]{32}$/);
    expect((await ask(new URL(file, url).href)).text).toBe('const x: number = 1;\n');
  });

  it('serves nothing else, and nobody who comes by another name', async () => {
    for (const path of ['/program', '/../build.mjs', '/%2e%2e/build.mjs', '/built-from', '/assets'])
      expect((await ask(new URL(path, url).href)).status, path).toBe(404);
    expect((await ask(url.href, { host: 'evil.example' })).status).toBe(403);
  });

  it('says what is wrong with a file or a port', async () => {
    expect(await saguaro(['view', 'nowhere.js', '--no-open'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no file nowhere.js'),
    });
    expect(await saguaro(['view', '--no-open', '--port', url.port])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`port ${url.port} cannot be listened on`),
    });
    expect(await saguaro(['view', '--no-open', '--port', '70000'])).toMatchObject({ status: 2 });
  });

  it('ends at an interrupt', async () => {
    const ended = new Promise((resolve) => child.on('exit', (status) => resolve(status)));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
