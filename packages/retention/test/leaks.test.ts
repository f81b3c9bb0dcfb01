/** The programs of fixtures/leaks, run in this Node, against what V8 was measured to keep. */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyzeCaptures } from '@saguaro/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { type Finding, findLeaks, nodeLabel, readV8Snapshot, V8Heap } from '../src/index.ts';

interface Case {
  readonly file: string;
  readonly variable: string;
  readonly alive: boolean;
  readonly bigObjectsAlive: number;
  readonly declared: readonly { readonly line: number; readonly col: number }[];
  readonly retainedBytes: number;
  readonly needlesslyRetainedBytes: number;
  readonly objects: readonly { readonly holder: { readonly variable: string } | null }[];
}

const programs = fileURLToPath(new URL('fixtures/leaks/', import.meta.url));
/** Measured on Node 20. That V8 keeps just as many of the big objects is asked of whatever Node runs this. */
const { cases } = JSON.parse(readFileSync(join(programs, 'ground-truth.json'), 'utf8')) as {
  readonly cases: readonly Case[];
};
const folder = mkdtempSync(join(tmpdir(), 'saguaro-retention-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runner = `
const { Session } = require('node:inspector');
const { readFileSync } = require('node:fs');
const [file, out] = process.argv.slice(1);
if (/"inspectorRuntime":true/.test(readFileSync(file, 'utf8'))) {
  const session = globalThis.session = new Session();
  session.connect();
  session.post('Runtime.enable');
}
require(file);
setTimeout(() => { require('node:v8').writeHeapSnapshot(out); process.exit(0); }, 200);
`;

async function findingsIn(file: string): Promise<{ readonly findings: readonly Finding[]; readonly big: number }> {
  const out = join(folder, `${file}.heapsnapshot`);
  const { status, stderr } = spawnSync(process.execPath, ['-e', runner, join(programs, file), out], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const heap = new V8Heap(await readV8Snapshot(createReadStream(out)));
  rmSync(out);
  const sources = (name: string) => {
    if (!name.startsWith(programs)) return null;
    const text = readFileSync(name, 'utf8');
    return { file: name, text, facts: analyzeCaptures(text, { name, kind: 'commonjs' }) };
  };
  const { nodeCount } = heap.snapshot;
  let big = 0;
  for (let n = 0; n < nodeCount; n++) if (nodeLabel(heap.snapshot, n) === 'Big' && heap.typeOf(n) === 'object') big++;
  return { findings: findLeaks(heap, { sources, minBytes: 16_384 }).findings, big };
}

const within1Percent = (bytes: number, truth: number): boolean => Math.abs(bytes - truth) <= truth / 100;

describe('the leak programs', () => {
  it('are all here', () => {
    expect(cases.map(({ file }) => file)).toEqual(
      readdirSync(programs)
        .filter((name) => name.endsWith('.js') && name !== '_big.js')
        .sort(),
    );
  });

  it.each(cases)(
    '$file',
    async ({ file, variable, alive, declared, bigObjectsAlive, retainedBytes, needlesslyRetainedBytes, objects }) => {
      const { findings, big } = await findingsIn(file);
      expect(big).toBe(bigObjectsAlive);
      if (!alive) {
        expect(findings).toEqual([]);
        return;
      }
      // Where nothing of the declared variable is left, what is alive hangs on another one.
      const names = new Set([variable, ...objects.map(({ holder }) => holder?.variable)]);
      const found = findings.find(
        (one) => names.has(one.variable) && within1Percent(one.needlessBytes, needlesslyRetainedBytes),
      );
      expect(found, JSON.stringify(findings, null, 1)).toBeDefined();
      if (needlesslyRetainedBytes === 0) expect(within1Percent(found?.retainedBytes ?? 0, retainedBytes)).toBe(true);
      if (found?.variable === variable && declared.length > 0)
        expect(declared.map(({ line, col }) => `${line}:${col + 1}`)).toContain(`${found.line}:${found.column}`);
      expect(findings.filter((one) => one.needlessBytes > 0).length).toBe(needlesslyRetainedBytes > 0 ? 1 : 0);
    },
  );
});
