/**
 * Bombs under limits, each in a process of its own. The full list with the bar on memory and time: `node packages/engine/test/limits/main.mjs`; this
 * holds wider bounds, since the host decides when it collects its garbage and this machine may be busy.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';
import { bombs } from './bombs.mjs';

const child = fileURLToPath(new URL('child.mjs', import.meta.url));
const engine = import.meta.resolve('@saguaro/engine');

const CHOSEN = [
  'string doubled',
  'strings repeated',
  'join of a huge length',
  'new Array(1e9).fill',
  'concat',
  'closures',
  'deep recursion',
  'deep JSON.stringify',
  'regular expression',
  'BigInt power',
  'BigInt toString',
  'getters',
  'microtask flood',
  'generators',
  'template caches',
  'symbols',
  'typed arrays',
  'one huge ArrayBuffer',
  'Object.keys of a long string',
  'eval of a huge source',
  'setTimeout flood',
  'console output of errors',
  'BigInt compared with texts',
  'JSON.parse of long texts',
  'many private names',
] as const;

describe('a bomb ends by its limit, and the machine stays usable', () => {
  it.each(CHOSEN)('%s', (name) => {
    expect(bombs[name]).toBeDefined();
    const { stdout } = spawnSync(process.execPath, [child, name, engine], { encoding: 'utf8', timeout: 30_000 });
    const r = JSON.parse(stdout) as { status: string; fault?: string; usable: boolean; growth: number; cpuMs: number };
    expect(r.fault).toBeUndefined();
    expect(['limit', 'threw']).toContain(r.status);
    expect(r.usable).toBe(true);
    expect(r.growth).toBeLessThan(256);
    expect(r.cpuMs).toBeLessThan(2500);
  });
});

it('the embedder reads a stack that the program has made to be slow', () => {
  const machine = new Machine();
  machine.start(
    `const e = new Error('x'); e.stack = 'Error: x\\n    at ' + '('.repeat(5e4) + ':1'.repeat(5e4) + '!\\n    at f (a.js:3:7)'; throw e;`,
  );
  const outcome = machine.run();
  const before = process.cpuUsage().user;
  const { at, isError } = machine.describeError((outcome as { error: unknown }).error);
  expect({ at, isError }).toEqual({ at: { file: 'a.js', line: 3, column: 7 }, isError: true });
  // Trying every way to read the long line took minutes.
  expect((process.cpuUsage().user - before) / 1000).toBeLessThan(2000);
});
