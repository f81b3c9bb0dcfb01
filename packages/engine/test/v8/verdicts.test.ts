import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { V8Mode } from '../../src/explain/v8/analyze.ts';
import { explainV8 } from '../../src/explain/v8.ts';
import { ourVerdicts, type Verdict } from './verdicts.ts';

interface Rule {
  readonly rule: string;
  /** Default: `commonjs`. */
  readonly mode?: V8Mode;
  readonly source: string;
  /** The names on the heap, sorted; a CommonJS file's own parameters do not count. */
  readonly heap: readonly string[];
}

const root = new URL('../../../../', import.meta.url);
const read = (path: string | URL): string => readFileSync(new URL(path, root), 'utf8');
const readJson = (name: string): unknown => JSON.parse(read(new URL(name, import.meta.url)));
const files = readJson('files.json') as Record<string, V8Mode>;
const rules = readJson('rules.json') as Rule[];
interface Recorded {
  readonly v8: string;
  readonly files: Record<string, readonly Verdict[]>;
  readonly rules: readonly (readonly Verdict[])[];
}
/** Of Node 20 and Node 24. */
const records = ['v8-11.3.json', 'v8-13.6.json'].map((name) => readJson(`fixtures/${name}`) as Recorded);

/** Every variable in every Context, by name and slot. What V8 has in no Context, we must have in none. */
function expectAgreement(source: string, mode: V8Mode, verdicts: readonly Verdict[]): void {
  expect(verdicts.length).toBeGreaterThan(0);
  const ours = ourVerdicts(source, mode, verdicts);
  const pairs = verdicts.map((verdict, i) => ({ v8: verdict, ours: ours[i] }));
  expect(pairs.filter((pair) => JSON.stringify(pair.v8) !== JSON.stringify(pair.ours))).toEqual([]);
}

describe.each(records)("our account of V8's Contexts against V8 $v8", (recorded) => {
  for (const [file, mode] of Object.entries(files)) {
    it(`agrees on ${file}`, () => expectAgreement(read(file), mode, recorded.files[file] ?? []));
  }
});

describe.each(records)("V8's rules, each against V8 $v8", (recorded) => {
  rules.forEach(({ rule, mode = 'commonjs', source, heap }, i) => {
    it(rule, () => {
      expectAgreement(source, mode, recorded.rules[i] ?? []);
      const { bindings } = explainV8(source, { name: 'rule', mode });
      const found = bindings.filter(({ memory, line }) => memory === 'heap' && line > 0).map(({ name }) => name);
      expect(found.sort()).toEqual(heap);
    });
  });
});
