import { type Linter, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import { parser as typescript } from '../test/typescript-parser.ts';
import { noNeedlessCapture } from './no-needless-capture.ts';
import type { SizeClass } from './size.ts';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

type Captured = [name: string, holder: string, holderLine: number, user: string, userLine: number];

/** The warning about a captured variable; `cleared`: the code after the suggestion. */
function captured([name, holder, holderLine, user, userLine]: Captured, cleared?: string) {
  return {
    messageId: 'captured',
    data: { name, holder, holderLine: String(holderLine), user, userLine: String(userLine) },
    ...(cleared === undefined ? {} : { suggestions: [{ messageId: 'clear', output: cleared }] }),
  };
}

function forced(rule: string, name: string, holder: string, holderLine: number, atLine: number | '' = '') {
  return { messageId: rule, data: { name, holder, holderLine: String(holderLine), atLine: String(atLine) } };
}

const sized = (...sizes: SizeClass[]) => [{ sizes }];
const script: Linter.LanguageOptions = { sourceType: 'script' };

new RuleTester({ languageOptions: { sourceType: 'module', ecmaVersion: 'latest' } }).run(
  'no-needless-capture',
  noNeedlessCapture,
  {
    valid: [
      { name: 'nothing is captured', code: 'function make() { const big = load(); return () => 1; }' },
      { name: 'the closure that lives uses it', code: 'function make() { const big = load(); return () => big; }' },
      {
        name: 'it is used through another closure',
        code: 'function make() { const big = load(); const use = () => big; return () => use(); }',
      },
      {
        name: 'it is used through another closure of a function inside',
        code: `
          function make() {
            const big = load();
            const use = () => big;
            const register = (key) => { listeners.set(key, () => use()); };
            register(1);
            return () => 1;
          }`,
      },
      {
        name: 'another scope has it',
        code: 'function make() { { const big = load(); [1].map(() => big); } return () => 1; }',
      },
      {
        name: 'somebody clears it',
        code: 'function make() { let big = load(); [1].map(() => big); big = null; return () => 1; }',
      },
      {
        name: 'the user of it lives as well',
        code: 'function make() { const big = load(); const use = () => big; const other = () => 1; return { use, other }; }',
      },
      {
        name: 'a class keeps the methods that use it',
        code: 'function make(big) { return class { read() { return big; } other() { return 1; } }; }',
      },
      {
        name: 'what the user does with itself is not in sight',
        code: 'function make(big) { register(() => big); return () => 1; }',
      },
      {
        name: 'no closure is known to outlive the call',
        code: 'function make(big) { [1].map(() => big); perhaps(() => 1); }',
      },
      {
        name: 'a generator that uses it may be suspended',
        code: 'function make(big) { const g = function* () { yield big; }; next(g()); return () => 1; }',
      },
      {
        name: 'a closure made by the user has it',
        code: 'function make(big) { const use = () => { kept.push(() => big); }; use(); return () => 1; }',
      },
      {
        name: 'the file itself never ends',
        code: 'const big = load(); [1].map(() => big); export const other = () => 1;',
      },
      { name: 'small things', code: 'function make() { const n = 1 + 2; [1].map(() => n); return () => 1; }' },
      {
        name: 'sizes that nobody asked about',
        code: 'function make(big) { [1].map(() => big); return () => 1; }',
        options: sized('buffer'),
      },
      {
        name: 'returned before it holds anything',
        code: 'function make(a) { if (a) return () => 1; const big = load(); return [1].map(() => big); }',
      },
      {
        name: 'an object that the function gives out',
        code: 'function make() { const all = { get() { return 1; } }; [1].map((n) => all.put(n)); return all; }',
      },
      {
        name: 'in another property of the object',
        code: 'function make(big) { const api = { use: () => big, other: () => 1 }; return api.use; }',
      },
      {
        name: 'parameters with defaults have a Context apart from the body',
        code: 'function make(other = () => 1) { const big = load(); [1].map(() => big); return other; }',
      },
      { name: 'strict arguments', code: 'function make(small, big) { use(arguments); return () => small; }' },
    ],
    invalid: [
      {
        name: 'a sibling uses it and is gone',
        code: `
function make() {
  const big = load();
  [1].forEach(() => big);
  return function A() { return 42; };
}`,
        errors: [
          {
            ...captured(
              ['big', "'A'", 5, 'a function', 4],
              `
function make() {
  let big = load();
  [1].forEach(() => big);
  big = null; return function A() { return 42; };
}`,
            ),
            line: 3,
            column: 9,
            endLine: 3,
            endColumn: 12,
          },
        ],
      },
      {
        name: 'the chain that keeps every generation',
        code: `
var theThing = null;
export function replaceThing(gen) {
  var originalThing = theThing;
  var unused = function () { if (originalThing) log('hi'); };
  theThing = { longStr: load(gen), someMethod: function () { return 'x'; } };
}`,
        errors: [
          captured(
            ['originalThing', "'someMethod'", 6, "'unused'", 5],
            `
var theThing = null;
export function replaceThing(gen) {
  var originalThing = theThing;
  var unused = function () { if (originalThing) log('hi'); };
  theThing = { longStr: load(gen), someMethod: function () { return 'x'; } }; originalThing = null;
}`,
          ),
        ],
      },
      {
        name: 'a listener',
        code: `
function request(id, payload) {
  const send = () => payload;
  controller.signal.addEventListener('abort', () => { id++; });
  return send();
}`,
        errors: [{ ...captured(['payload', 'a function', 4, "'send'", 3]) }],
      },
      {
        name: 'a hook of a component',
        code: `
function App({ data }) {
  const onClick = useCallback(() => 1, []);
  const total = useMemo(() => data.length, [data]);
  return [onClick, total];
}`,
        errors: [captured(['data', 'a function', 3, 'a function', 4])],
      },
      {
        name: 'kept by a function of the file',
        code: `
const hooks = [];
function keep(fn) { hooks.push({ fn }); }
export function start(big) {
  const use = () => big;
  keep(() => 1);
  use();
}`,
        errors: [
          captured(
            ['big', 'a function', 6, "'use'", 5],
            `
const hooks = [];
function keep(fn) { hooks.push({ fn }); }
export function start(big) {
  const use = () => big;
  keep(() => 1);
  use(); big = null;
}`,
          ),
        ],
      },
      {
        name: 'a method taken from an object',
        code: 'function make(raw) { const api = { size: () => raw, id: () => 1 }; const { id } = api; return id; }',
        errors: [captured(['raw', "'id'", 1, "'size'", 1])],
      },
      {
        name: 'a method of a class that is gone, and one of a class that is kept',
        code: `
function make(big) {
  class Local { size() { return big; } }
  return class { other() { return 1; } };
}`,
        errors: [captured(['big', "'other'", 4, "'size'", 3])],
      },
      {
        name: 'this',
        code: `
function Widget() {
  this.items.forEach((item) => this.add(item));
  emitter.on('change', () => 1);
}`,
        errors: [{ ...captured(['this', 'a function', 4, 'a function', 3]), line: 2, column: 1 }],
      },
      {
        name: 'one iteration',
        code: `
export function each(list) {
  for (const item of list) {
    [1].forEach(() => item);
    kept.push(() => 1);
  }
}`,
        errors: [captured(['item', 'a function', 5, 'a function', 4])],
      },
      {
        name: 'a helper that uses it, and one that lives on',
        code: 'function make(big) { const a = () => b(); const b = () => big; a(); return () => 1; }',
        errors: [{ ...captured(['big', 'a function', 1, "'b'", 1]), suggestions: 1 }],
        options: sized('unknown'),
      },
      {
        name: 'sloppy arguments',
        code: 'function make(small, big) { use(arguments[0]); return () => small; }',
        languageOptions: script,
        errors: [
          {
            ...forced('arguments', 'big', 'a function', 1),
            suggestions: [
              {
                messageId: 'clear',
                output: 'function make(small, big) { use(arguments[0]); big = null; return () => small; }',
              },
            ],
          },
        ],
      },
      {
        name: 'catch',
        code: 'function run() { try { go(); } catch (error) { log(error); later.push(() => 1); } }',
        errors: [{ ...forced('catch', 'error', 'a function', 1), suggestions: 1 }],
      },
      {
        name: 'eval in a sibling',
        code: "function make() { const big = load(); (() => eval('1'))(); return () => 1; }",
        errors: [{ ...forced('eval', 'big', 'a function', 1, 1), suggestions: 1 }],
      },
      {
        name: 'with',
        code: 'function make(o) { var big = load(); with (o) { big; } return () => 1; }',
        languageOptions: script,
        errors: [{ ...forced('with', 'big', 'a function', 1, 1), suggestions: 1 }],
      },
      {
        name: 'a buffer among small things',
        code: 'function make(n) { const bytes = new Uint8Array(n), one = 1; [1].map(() => bytes[one]); return () => 1; }',
        options: sized('buffer'),
        errors: [captured(['bytes', 'a function', 1, 'a function', 1])],
      },
      {
        name: 'all sizes',
        code: 'function make() { const one = 1; [1].map(() => one); return () => 1; }',
        options: sized('small'),
        errors: [{ ...captured(['one', 'a function', 1, 'a function', 1]), suggestions: 1 }],
      },
      {
        name: 'a function of a CommonJS file',
        code: 'exports.make = (big) => { [1].map(() => big); return () => 1; };',
        languageOptions: { sourceType: 'commonjs' },
        errors: [{ ...captured(['big', 'a function', 1, 'a function', 1]), suggestions: 1 }],
      },
    ],
  },
);

new RuleTester({ languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } }).run(
  'no-needless-capture with JSX',
  noNeedlessCapture,
  {
    valid: [
      'export function App({ rows }) { return <Table render={() => rows} onClose={() => 1} />; }',
      'export function App({ Row }) { [1].map(() => <Row />); return <b>{() => <Row />}</b>; }',
    ],
    invalid: [
      {
        code: `
export function App({ rows }) {
  const size = () => rows.length;
  return <Table size={size()} onClose={() => 1} />;
}`,
        errors: [captured(['rows', 'a function', 4, "'size'", 3])],
      },
      {
        code: 'export function App({ Row }) { [1].forEach(() => <Row />); return <b onClick={() => 1} />; }',
        errors: [captured(['Row', 'a function', 1, 'a function', 1])],
      },
    ],
  },
);

new RuleTester({ languageOptions: { parser: typescript } }).run(
  'no-needless-capture with TypeScript',
  noNeedlessCapture,
  {
    valid: [
      'export function make(big: Big): () => Big { const other = (): number => 1; other(); return () => big as Big; }',
      'export default interface Nothing { a: string }',
      'export const o = { this: 1, f(this: A) { return 1; } };',
      'export abstract class A { abstract m(): void; declare x: number; constructor(private readonly y: string) {} f(this: A): void; f() {} }',
      'declare function f(a: number): void; type T = typeof f; enum E { A = 1 } namespace N { export const x = 1; }',
    ],
    invalid: [
      {
        code: `
export function make(big: Uint8Array): () => number {
  const size = (): number => (big as Uint8Array)!.length;
  use<number>(size());
  return (() => 1) satisfies () => number;
}`,
        errors: [captured(['big', 'a function', 5, "'size'", 3])],
      },
      {
        code: `
namespace Shapes {
  export function make(big: Big) { [1].forEach(() => big); return () => 1; }
}`,
        errors: [{ ...captured(['big', 'a function', 3, 'a function', 3]), suggestions: 1 }],
      },
    ],
  },
);
