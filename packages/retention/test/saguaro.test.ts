/** The programs of fixtures/leaks, run in Saguaro as V8 would store their variables, against what V8 was measured to keep needlessly. */
import { readFileSync } from 'node:fs';
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
