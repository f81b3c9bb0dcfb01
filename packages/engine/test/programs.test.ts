/** Programs that nobody here wrote run unchanged and print what the host prints. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

const require = createRequire(import.meta.url);
// marked's CommonJS build lies beside the module that its exports name.
const resolve = (name: string): string => require.resolve(name).replace(/marked\.esm\.js$/, 'marked.umd.js');
const read = (name: string): string => readFileSync(resolve(name), 'utf8');

/** A CommonJS file as a script that leaves its exports in `L`. */
const wrapped = (source: string): string =>
  `var module = { exports: {} }, exports = module.exports;\n(function (module, exports) {${source}\n})(module, exports);\nvar L = module.exports;\n`;

function inSaguaro(source: string): unknown {
  const machine = new Machine({ limits: { heapBytes: 4e9 } });
  machine.start(source, { name: 'program.js' });
  const outcome = machine.run();
  if (outcome.status === 'threw') throw new Error(machine.describeError(outcome.error).text);
  expect(outcome.status).toBe('done');
  return (outcome as { value: unknown }).value;
}

const acorn = read('acorn');
const markdown =
  '# Title\\n\\nA *list*:\\n\\n1. one\\n2. **two** `code` [link](http://example.org)\\n\\n> quote\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n';
const typescript = `enum Colour { Red = 1, Blue = Red << 1 }
namespace N { export const x: number = Colour.Blue; }
class Q<T> { constructor(private readonly z: T, public y?: string) {} get value(): T { return this.z!; } }
async function f<T>(xs: AsyncIterable<T>) { for await (const x of xs) console.log(x satisfies unknown); }
export default function <K extends string>(a: Record<K, number>, ...rest: K[]) { return { ...a, rest }; }`;

const programs: readonly [name: string, path: string, tail: string][] = [
  ['acorn parsing its own source', 'acorn', `JSON.stringify(L.parse(${JSON.stringify(acorn)}, { ecmaVersion: 2022 }))`],
  [
    'lodash',
    'lodash',
    `JSON.stringify([L.chunk([1, 2, 3, 4, 5], 2), L.camelCase('foo bar-baz'), L.groupBy([1.2, 1.5, 2.3], Math.floor), L.template('hi <%= x %>')({ x: 3 }),
      L.sortBy([{ a: 2 }, { a: 1 }], 'a'), L.merge({ a: { b: 1 } }, { a: { c: 2 } }), L.cloneDeep({ d: new Date(0), r: /x/g, m: new Map([[1, 2]]) }), L.words('fred, barney & pebbles'),
      L.range(0, 20, 3), L.flattenDeep([1, [2, [3, [4]]]]), L.isEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), L.deburr('déjà vu'), L.truncate('hi-diddly-ho there, neighborino')])`,
  ],
  ['marked', 'marked', `L.parse('${markdown}')`],
  [
    'mustache',
    'mustache',
    `L.render('{{#a}}<{{b}}{{^c}} none{{/c}}>{{/a}}{{{raw}}} {{esc}}', { a: [{ b: 1, c: [] }, { b: 2, c: [1] }], raw: '<b>', esc: '<i>' })`,
  ],
  [
    'decimal.js',
    'decimal.js',
    `[new L('0.1').plus('0.2').toString(), L.sqrt(2).toString(), L.exp(1).toPrecision(19), L.set({ precision: 60 }) && L.acos(-1).toString(), new L(3).pow(200).toFixed(), L.ln('123.456').toString()].join('\\n')`,
  ],
  [
    'the TypeScript compiler transpiling a file',
    'typescript5',
    `L.transpileModule(${JSON.stringify(typescript)}, { compilerOptions: { target: 5, module: 99 } }).outputText`,
  ],
];

describe('programs of others', () => {
  it.each(programs)('%s', { timeout: 240_000 }, (_name, path, tail) => {
    const source = wrapped(read(path)) + tail;
    expect(inSaguaro(source)).toBe(runInNewContext(source, { console }));
  });
});
