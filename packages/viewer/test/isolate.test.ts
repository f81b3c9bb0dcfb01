/** The engine's `evaluate(source, { isolate: 'worker' })` in a browser, where the worker is one of the web. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IsolatedOptions, IsolatedOutcome } from '@saguaro/engine';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, launch } from './chromium.mjs';

const executable = await findBrowser();
const dist = dirname(fileURLToPath(import.meta.resolve('@saguaro/engine/worker')));

/** What the page has made of the engine's modules. */
interface EnginePage {
  readonly engine: typeof import('@saguaro/engine');
}

/** The engine's modules and a page that imports them. */
function serveEngine(): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/') {
      response.setHeader('content-type', 'text/html');
      // No code made of text, and nothing from elsewhere: the engine needs neither.
      response.setHeader('content-security-policy', "default-src 'self'");
      response.end('<!doctype html><title>engine</title><script type="module" src="/page.js"></script>');
      return;
    }
    if (url === '/page.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end("import * as engine from './index.js';\nwindow.engine = engine;\n");
      return;
    }
    try {
      const text = readFileSync(join(dist, normalize(url)));
      response.setHeader('content-type', 'text/javascript');
      response.end(text);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

describe.skipIf(executable === undefined)('a program in a worker of a browser', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await serveEngine();
    browser = await launch(executable as string);
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'engine' in window);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** Evaluates in the page; `functions` there are `add`, `fail` and `never`, and what is printed comes back. */
  const evaluate = (
    source: string,
    options: Omit<IsolatedOptions, 'isolate' | 'functions' | 'console' | 'worker'> = {},
  ): Promise<{ outcome?: IsolatedOutcome; error?: string; printed: string[]; ms: number; workers: number }> =>
    page.evaluate(
      async ([source, options]) => {
        const { engine } = window as unknown as EnginePage;
        const printed: string[] = [];
        const counting = window as unknown as { Worker: typeof Worker; alive?: number };
        if (counting.alive === undefined) {
          counting.alive = 0;
          counting.Worker = class extends Worker {
            constructor(url: string | URL, options?: WorkerOptions) {
              super(url, options);
              counting.alive = (counting.alive as number) + 1;
            }
            override terminate(): void {
              counting.alive = (counting.alive as number) - 1;
              super.terminate();
            }
          };
        }
        const began = performance.now();
        const rest = () => ({ printed, ms: performance.now() - began, workers: counting.alive as number });
        try {
          const outcome = await engine.evaluate(source, {
            ...options,
            isolate: 'worker',
            console: (level, text) => printed.push(`${level}: ${text}`),
            functions: {
              add: { kind: 'async', call: async (a, b) => ({ sum: Number(a) + Number(b), at: new Date(0) }) },
              fail: {
                kind: 'async',
                call: async () => {
                  throw new RangeError('no');
                },
              },
              never: { kind: 'async', call: () => new Promise(() => undefined) },
            },
          });
          return { outcome: JSON.parse(JSON.stringify(outcome)), ...rest() };
        } catch (e) {
          return { error: `${(e as Error).name}: ${(e as Error).message}`, ...rest() };
        }
      },
      [source, options] as const,
    );

  it('gives its value, and what it prints', async () => {
    const { outcome, printed, workers } = await evaluate(
      `console.log('in', typeof window, typeof postMessage); ({ a: [1, 2] })`,
    );
    expect(outcome).toEqual({ status: 'done', value: { a: [1, 2] } });
    expect(printed).toEqual(['log: in undefined undefined']);
    expect(workers).toBe(0);
  });

  it('calls functions of the page, several at once, and gets their answers and failures', async () => {
    const { outcome, printed } = await evaluate(
      `const answers = await Promise.all([add(1, 2), add(3, 4), fail().catch((e) => e.name + ' ' + (e instanceof RangeError) + ' ' + e.message)]);
       console.log(answers.map((x) => x.sum ?? x).join(), answers[0].at.getTime());`,
      { kind: 'module' },
    );
    expect(outcome?.status).toBe('done');
    expect(printed).toEqual(['log: 3,7,RangeError true no 0']);
  });

  it('keeps its limits', async () => {
    for (const [source, limit] of [
      ['for (;;);', 'durationMs'],
      ['const l = []; for (;;) l.push("x".repeat(1e6) + l.length);', 'heapBytes'],
      ['/^(a+)+$/.test("a".repeat(40) + "b");', 'durationMs'],
    ] as const) {
      const { outcome, workers } = await evaluate(source, {
        limits: { durationMs: limit === 'heapBytes' ? 30_000 : 500, heapBytes: 32 << 20 },
      });
      expect(outcome).toMatchObject({ status: 'limit', limit });
      expect(workers).toBe(0);
    }
    expect((await evaluate('for (;;);', { limits: { steps: 1000 } })).outcome).toMatchObject({ limit: 'steps' });
    // The page itself has not waited for any of them.
    expect(await page.evaluate(() => 1 + 1)).toBe(2);
  });

  it('does not count the time that it waits for the page', async () => {
    const { outcome, ms } = await evaluate('setTimeout(() => console.log("late"), 600)', {
      limits: { durationMs: 400 },
    });
    expect(outcome?.status).toBe('done');
    expect(ms).toBeGreaterThan(590);
  });

  it('says what it throws, and refuses what does not parse or cross', async () => {
    const { outcome } = await evaluate('const o = null;\no.x;', { name: 'o.js' });
    expect(outcome).toMatchObject({ status: 'threw', at: { file: 'o.js', line: 2, column: 3 } });
    expect((await evaluate('let x x')).error).toMatch(/^SaguaroSyntaxError: /);
    const refused = await page.evaluate(async () => {
      const { engine } = window as unknown as EnginePage;
      return engine.evaluate('1', { isolate: 'worker', functions: { f: () => 1 } } as never).then(
        () => 'ran',
        (e: Error) => `${e.name}: ${e.message}`,
      );
    });
    expect(refused).toMatch(/^TypeError: The function 'f' cannot be called from a worker/);
  });
});
