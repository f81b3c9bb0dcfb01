/**
 * `saguaro leaks` on a page of a real Chromium: the programs of packages/retention/test/fixtures/leaks, each a script of one page, against
 * what V8 was measured to keep. Runs where a Chromium is installed; `CHROMIUM` names it if it is not on the path.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Finding } from '@saguaro/retention';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, saguaro } from './spawn.ts';

interface Case {
  readonly file: string;
  readonly variable: string;
  readonly alive: boolean;
  readonly declared: readonly { readonly line: number; readonly col: number }[];
  readonly retainedBytes: number;
  readonly needlesslyRetainedBytes: number;
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const chromium =
  process.env['CHROMIUM'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);

const programs = join(root, 'packages/retention/test/fixtures/leaks');
const read = (name: string): string => readFileSync(join(programs, name), 'utf8');
const { cases } = JSON.parse(read('ground-truth.json')) as { readonly cases: readonly Case[] };
/** A page has no modules of Node, its timers are numbers, and its console keeps what was logged; V8 15 frees what lost a race of promises. */
const runnable = cases.filter(
  ({ file }) =>
    !/require\('(?!\.\/_big')|console\.log/.test(read(file)) && !/-handle-kept\.js$|^promise-race/.test(file),
);

/** Each program has its own `keep`; all stay alive by the page's. The first line, a comment, gives way to what stands around it. */
function script(file: string): string {
  const around = `(function (module, exports, require, keep) {`;
  const given = `({ exports: {} }, {}, () => ({ Big }), (globalThis.kept[${JSON.stringify(file)}] = {}));`;
  return `${read(file).replace(/^.*$/m, around)}\n})${given}`;
}

const setUp = `globalThis.kept = {};\nglobalThis.keep = {};\nglobalThis.module = {};\n${read('_big.js')}\nglobalThis.Big = Big;\n`;

describe.skipIf(chromium === undefined)('a page of Chromium (skipped where none is installed)', () => {
  const profile = mkdtempSync(join(tmpdir(), 'saguaro-chromium-'));
  let server: Server;
  let browser: ChildProcess;
  let findings: readonly Finding[] = [];

  beforeAll(async () => {
    let loaded: () => void = () => {};
    const isLoaded = new Promise<void>((resolve) => {
      loaded = resolve;
    });
    server = createServer((request, response) => {
      const name = (request.url ?? '').slice(1).replace(/\?.*$/, '');
      if (name === 'loaded') loaded();
      const isScript = name.endsWith('.js');
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      if (name === '_big.js') response.end(setUp);
      else if (isScript) response.end(script(name));
      else {
        const tags = ['_big.js', ...runnable.map(({ file }) => file)].map(
          (file) => `<script src="/${file}?v=1"></script>`,
        );
        // Programs wait for at most some milliseconds.
        response.end(
          `<!doctype html><title>leaks</title>${tags.join('')}<script>setTimeout(() => fetch('/loaded'), 300)</script>`,
        );
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-port=0'];
    browser = spawn(chromium as string, [...flags, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      let text = '';
      browser.stderr?.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        const match = /ws:\/\/([\d.]+:\d+)\//.exec(text);
        if (match?.[1] !== undefined) resolve(match[1]);
      });
      browser.on('exit', () => reject(new Error(`Chromium ended: ${text}`)));
    });
    await isLoaded;
    const { stdout, stderr } = await saguaro(['leaks', '--json', '--inspect', address]);
    if (stdout === '') throw new Error(stderr);
    findings = JSON.parse(stdout).findings;
  }, 120_000);

  afterAll(async () => {
    const gone = new Promise((resolve) => browser.on('exit', resolve));
    browser.kill();
    await gone;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('has most of the programs', () => expect(runnable.length).toBeGreaterThan(24));

  it.each(runnable)('$file', ({ file, variable, alive, declared, retainedBytes, needlesslyRetainedBytes }) => {
    const here = findings.filter((one) => new URL(one.file, 'http://page/').pathname === `/${file}`);
    const needless = here.filter((one) => one.needlessBytes > 0);
    expect(needless.length, JSON.stringify(here, null, 1)).toBe(needlesslyRetainedBytes > 0 ? 1 : 0);
    if (!alive) expect(here).toEqual([]);
    else expect(here.some((one) => Math.abs(one.retainedBytes - retainedBytes) < retainedBytes / 100)).toBe(true);
    const [found] = needless;
    if (found === undefined) return;
    expect(Math.abs(found.needlessBytes - needlesslyRetainedBytes)).toBeLessThan(needlesslyRetainedBytes / 100);
    expect(found.variable).toBe(variable);
    expect(declared.map(({ line, col }) => `${line}:${col + 1}`)).toContain(`${found.line}:${found.column}`);
    expect(found.path[0]).toMatch(/^global /);
  });
});
