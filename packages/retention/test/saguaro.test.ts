/** The programs of fixtures/leaks, run in Saguaro as V8 would store their variables, against what V8 was measured to keep needlessly. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { analyzeCaptures, Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';
import { findLeaks, heapSnapshotText, type LeakReport, V8Heap, V8SnapshotReader } from '../src/index.ts';

interface Case {
  readonly file: string;
  readonly variable: string;
  readonly declared: readonly { readonly line: number; readonly col: number }[];
  readonly needlesslyRetainedBytes: number;
}

const programs = new URL('fixtures/leaks/', import.meta.url);
const read = (name: string): string => readFileSync(fileURLToPath(new URL(name, programs)), 'utf8');
const big = read('_big.js')
  .replace(/\/\/.*$|^module.*$/gm, '')
  .replaceAll('\n', ' ');
const { cases } = JSON.parse(read('ground-truth.json')) as { readonly cases: readonly Case[] };
/** Saguaro has the language and timers, no modules of Node. */
const runnable = cases.filter(({ file }) => !/require\('(?!\.\/_big')|AbortController/.test(read(file)));

function leaksOf(source: string): LeakReport {
  let time = 0;
  const machine = new Machine({ storage: 'linked', clock: { now: () => time, monotonic: () => time } });
  machine.start(source, { name: 'program.js', completionValue: false });
  let outcome = machine.run();
  for (; outcome.status === 'waiting' && outcome.until !== undefined && outcome.until < 200; outcome = machine.run())
    time = outcome.until;
  if (outcome.status === 'threw') throw new Error(machine.describeError(outcome.error).text);
  const reader = new V8SnapshotReader();
  const encoder = new TextEncoder();
  for (const piece of heapSnapshotText(machine.heap())) reader.push(encoder.encode(piece));
  const facts = analyzeCaptures(source, { name: 'program.js', kind: 'script' });
  return findLeaks(new V8Heap(reader.end()), {
    sources: (file) => (file === 'program.js' ? { file, text: source, facts } : null),
    minBytes: 16_384,
  });
}

describe('the leak programs in Saguaro', () => {
  it('are most of them', () => expect(runnable.length).toBeGreaterThan(24));

  it.each(runnable)('$file', ({ file, variable, declared, needlesslyRetainedBytes }) => {
    // The first line is a comment; what CommonJS puts around a file takes its place.
    const text = read(file).replace(/^.*$/m, `${big}(function (module, exports, require) {`);
    const { findings } = leaksOf(`${text}\n})({ exports: {} }, {}, () => ({ Big }));`);
    const needless = findings.filter((one) => one.needlessBytes > 0);
    expect(needless.length, JSON.stringify(needless, null, 1)).toBe(needlesslyRetainedBytes > 0 ? 1 : 0);
    const [found] = needless;
    if (found === undefined) return;
    expect(Math.abs(found.needlessBytes - needlesslyRetainedBytes)).toBeLessThan(needlesslyRetainedBytes / 100);
    expect(found.variable).toBe(variable);
    if (declared.length > 0)
      expect(declared.map(({ line, col }) => `${line}:${col + 1}`)).toContain(`${found.line}:${found.column}`);
  });
});

describe('the programs of fixtures/together in Saguaro', () => {
  const together = fileURLToPath(new URL('fixtures/together/', import.meta.url));
  /**
   * `linked` shares what closures capture: neither what a catch caught if none does, nor the parameters of who asks for `arguments.length`
   * alone. A generator that has run to its end keeps nothing. And the sizes of strings and maps are Saguaro's.
   */
  const different = new Set([
    'catch-uncaptured.js',
    'arguments-alias-two.js',
    'generator-finished-captured.js',
    'long-string.js',
    'map-big.js',
  ]);
  const own = readdirSync(together).filter(
    (name) =>
      !different.has(name) &&
      !/require\(|\b(?:process|module|setImmediate|Buffer|Abort\w+)\b/.test(readFileSync(together + name, 'utf8')),
  );

  it('are most of them', () => expect(own.length).toBeGreaterThan(90));

  it.each(own)('%s', (name) => {
    const source = readFileSync(together + name, 'utf8');
    const expected = [...source.matchAll(/^\/\/ expect: needless (\S+) (\d+:\d+) (\d+)$/gm)];
    const text = source.replace(/^.*$/m, `${big}(function () {`);
    const { findings } = leaksOf(`${text}\n})();`);
    const needless = findings.filter((one) => one.needlessBytes > 0);
    const shown = JSON.stringify(needless, null, 1);
    expect(needless.length, shown).toBe(expected.length);
    for (const [, variable, place, bytes] of expected) {
      const found = needless.find((one) => one.variable === variable && `${one.line}:${one.column}` === place);
      expect(found, shown).toBeDefined();
      expect(Math.abs((found?.needlessBytes ?? 0) - Number(bytes))).toBeLessThan(Number(bytes) / 100);
    }
  });
});
