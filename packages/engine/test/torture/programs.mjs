/** Programs that nobody here wrote, each with something to do whose result is a text. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
// marked's CommonJS build lies beside the module that its exports name.
const resolve = (name) => require.resolve(name).replace(/marked\.esm\.js$/, 'marked.umd.js');
const read = (name) => readFileSync(resolve(name), 'utf8');

/** A CommonJS file as a script that leaves its exports in `L`. */
const wrapped = (source) =>
  `var module = { exports: {} }, exports = module.exports;\n(function (module, exports) {${source}\n})(module, exports);\nvar L = module.exports;\n`;

const acorn = read('acorn');
const markdown =
  '# Title\\n\\nA *list*:\\n\\n1. one\\n2. **two** `code` [link](http://example.org)\\n\\n> quote\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n';
const typescript = `enum Colour { Red = 1, Blue = Red << 1 }
namespace N { export const x: number = Colour.Blue; }
class Q<T> { constructor(private readonly z: T, public y?: string) {} get value(): T { return this.z!; } }
async function f<T>(xs: AsyncIterable<T>) { for await (const x of xs) console.log(x satisfies unknown); }
export default function <K extends string>(a: Record<K, number>, ...rest: K[]) { return { ...a, rest }; }`;

const PROGRAMS = {
  'acorn parsing its own source': ['acorn', `JSON.stringify(L.parse(${JSON.stringify(acorn)}, { ecmaVersion: 2022 }))`],
  lodash: [
    'lodash',
    `JSON.stringify([L.chunk([1, 2, 3, 4, 5], 2), L.camelCase('foo bar-baz'), L.groupBy([1.2, 1.5, 2.3], Math.floor), L.template('hi <%= x %>')({ x: 3 }),
      L.sortBy([{ a: 2 }, { a: 1 }], 'a'), L.merge({ a: { b: 1 } }, { a: { c: 2 } }), L.cloneDeep({ d: new Date(0), r: /x/g, m: new Map([[1, 2]]) }), L.words('fred, barney & pebbles'),
      L.range(0, 20, 3), L.flattenDeep([1, [2, [3, [4]]]]), L.isEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), L.deburr('déjà vu'), L.truncate('hi-diddly-ho there, neighborino')])`,
  ],
  marked: ['marked', `L.parse('${markdown}')`],
  mustache: [
    'mustache',
    `L.render('{{#a}}<{{b}}{{^c}} none{{/c}}>{{/a}}{{{raw}}} {{esc}}', { a: [{ b: 1, c: [] }, { b: 2, c: [1] }], raw: '<b>', esc: '<i>' })`,
  ],
  'decimal.js': [
    'decimal.js',
    `[new L('0.1').plus('0.2').toString(), L.sqrt(2).toString(), L.exp(1).toPrecision(19), L.set({ precision: 60 }) && L.acos(-1).toString(), new L(3).pow(200).toFixed(), L.ln('123.456').toString()].join('\\n')`,
  ],
  'the TypeScript compiler transpiling a file': [
    'typescript5',
    `L.transpileModule(${JSON.stringify(typescript)}, { compilerOptions: { target: 5, module: 99 } }).outputText`,
  ],
};

export const names = Object.keys(PROGRAMS);

/** The whole program of that name, a script whose value is the text. */
export function sourceOf(name) {
  const [file, tail] = PROGRAMS[name];
  return wrapped(read(file)) + tail;
}
