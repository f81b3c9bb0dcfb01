/**
 * The programs of fixtures/together, all run in one Node, against what V8 was measured to keep. Each begins with what it leaks:
 *
 *     // expect: needless VARIABLE LINE:COLUMN BYTES
 *     // expect: used VARIABLE LINE:COLUMN BYTES
 *     // expect: nothing
 *
 * Bytes are what the whole heap shrank by (Node 20) when the program was rewritten to set the variable to null once it was done with it, or,
 * where a live closure uses it, to drop what keeps that closure.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyzeCaptures } from '@saguaro/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finding, findLeaks, readV8Snapshot, V8Heap } from '../src/index.ts';

interface Expected {
  readonly kind: 'needless' | 'used';
  readonly variable: string;
  readonly place: string;
  readonly bytes: number;
}

const fixtures = fileURLToPath(new URL('fixtures/together/', import.meta.url));
const names = readdirSync(fixtures).filter((name) => name.endsWith('.js'));
const folder = mkdtempSync(join(tmpdir(), 'saguaro-together-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `Big` is about 1 MiB; what a program keeps, it keeps on its own `keep`. */
const big = `
class Big { constructor(tag, n = 131072) { this.tag = tag; this.data = new Array(n).fill(0.5); } get n() { return this.data.length; } }
globalThis.kept = {};
exports.given = (name) => ({ Big, keep: (globalThis.kept[name] = {}) });
`;
const runner = `
const [names, out] = process.argv.slice(1);
for (const name of names.split(',')) require('./' + name);
setTimeout(() => { require('node:v8').writeHeapSnapshot(out); process.exit(0); }, 200);
`;

/** Resources of one async context, several of which hold its store: findings of stores name no file. */
const stores = `
const { AsyncLocalStorage } = require('node:async_hooks');
const { Big, keep } = require('./big.cjs').given('stores');
new AsyncLocalStorage().run(new Big('store'), async () => {
  await new Promise((resolve) => { keep.resolve = resolve; });
});
new AsyncLocalStorage().run(new Big('other'), () => { keep.snapshot = AsyncLocalStorage.snapshot(); });
`;

const expectations = (text: string): Expected[] =>
  [...text.matchAll(/^\/\/ expect: (needless|used) (\S+) (\d+:\d+) (\d+)$/gm)].map(
    ([, kind, variable, place, bytes]) => ({
      kind: kind as Expected['kind'],
      variable: variable as string,
      place: place as string,
      bytes: Number(bytes),
    }),
  );

const found = new Map<string, Finding[]>();

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'big.cjs'), big);
  writeFileSync(join(folder, 'stores.cjs'), stores);
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  for (const name of names) {
    // The first line is a comment: what the program is given takes its place.
    const given = `const { Big, keep } = require('./big.cjs').given(${JSON.stringify(name)});`;
    writeFileSync(join(folder, name), readFileSync(join(fixtures, name), 'utf8').replace(/^.*$/m, given));
  }
  const out = join(folder, 'out.heapsnapshot');
  const { status, stderr } = spawnSync(process.execPath, ['-e', runner, [...names, 'stores.cjs'].join(','), out], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const heap = new V8Heap(await readV8Snapshot(createReadStream(out)));
  const sources = (name: string) => {
    if (!name.startsWith(folder) || basename(name) === 'big.cjs') return null;
    const text = readFileSync(name, 'utf8');
    return { file: basename(name), text, facts: analyzeCaptures(text, { name, kind: 'commonjs' }) };
  };
  for (const finding of findLeaks(heap, { sources, minBytes: 16_384 }).findings) {
    const list = found.get(finding.file);
    if (list === undefined) found.set(finding.file, [finding]);
    else list.push(finding);
  }
}, 120_000);

describe('the programs together', () => {
  it('say what they leak', () => {
    for (const name of names) expect(readFileSync(join(fixtures, name), 'utf8'), name).toMatch(/^\/\/ expect: /);
    expect(names.length).toBeGreaterThan(100);
  });

  it('finds stores of async contexts', () => {
    const here = found.get('') ?? [];
    expect(here.map(({ cause, variable }) => `${cause} ${variable}`)).toEqual(['async-context store']);
    expect(Math.round((here[0]?.retainedBytes ?? 0) / 1e5)).toBe(21);
  });

  it.each(names)('%s', (name) => {
    const wanted = expectations(readFileSync(join(fixtures, name), 'utf8'));
    const here = found.get(name) ?? [];
    const shown = JSON.stringify(here, null, 1);
    expect(here.length, shown).toBe(wanted.length);
    for (const { kind, variable, place, bytes } of wanted) {
      const one = here.find(
        (finding) => finding.variable === variable && `${finding.line}:${finding.column}` === place,
      );
      expect(one, shown).toBeDefined();
      const { needlessBytes, retainedBytes } = one as Finding;
      expect(Math.abs((kind === 'needless' ? needlessBytes : retainedBytes) - bytes)).toBeLessThanOrEqual(bytes / 100);
      if (kind === 'used') expect(needlessBytes).toBe(0);
    }
  });
});
