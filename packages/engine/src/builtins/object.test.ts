/** The natives of Object, Function and Error must do exactly what the self-hosted functions beside them do. */
import { describe, expect, test } from 'vitest';
import { Machine } from '../host/embedding.ts';
import { defineData } from '../objects/property.ts';
import { errors } from './error.ts';
import { functions } from './function.ts';
import { object } from './object.ts';
import type { FunctionSpec, PropertySpec } from './spec.ts';

/** Rows that have a native and a self-hosted form, by name. */
function twins(properties: readonly PropertySpec[]): FunctionSpec[] {
  const rows: FunctionSpec[] = [];
  for (const p of properties) {
    if (p.kind === 'method') rows.push(p.fn);
    else if (p.kind === 'accessor') rows.push(...[p.get, p.set].filter((f) => f !== null));
  }
  return rows.filter((f) => (f.native ?? f.variadic) !== undefined && f.selfHosted !== undefined);
}

/** Runs a guest program in which `fast` and `plain` are the two forms of `spec`; the text it returns. */
function run(spec: FunctionSpec, program: string): unknown {
  const machine = new Machine({ web: false });
  const { realm } = machine;
  const { name, length, selfHosted } = spec;
  defineData(realm.globalObject, 'fast', realm.builtinFunction(spec));
  defineData(realm.globalObject, 'plain', realm.builtinFunction({ name, length, selfHosted: selfHosted as string }));
  machine.start(program, { name: 'twins.js' });
  const outcome = machine.run();
  if (outcome.status !== 'done')
    throw new Error(`${outcome.status}: ${machine.inspect((outcome as { error?: unknown }).error)}`);
  return outcome.value;
}

/** Texts of expressions: each is evaluated anew for each form, so that neither sees what the other has done. */
const VALUES = [
  'undefined',
  'null',
  'true',
  '7',
  "'ab'",
  '10n',
  "Symbol('s')",
  '{}',
  '{ a: 1, b: 2, 5: 3, [Symbol.iterator]: 4 }',
  '[1, , 3]',
  '{ get a() { return 1; }, set a(v) { throw v; }, b: 2 }',
  'Object.freeze({ a: 1 })',
  'Object.seal({ a: 1 })',
  'Object.freeze([1, 2])',
  'Object.preventExtensions({ a: 1 })',
  'Object.create(null)',
  'Object.create({ a: 1 })',
  'Object.create({ set a(v) { this.b = v; } })',
  'function f(x, y) {}',
  'class { static a = 1; }',
  '(x) => x',
  '(function () { return arguments; })(1, 2)',
  'new String("abc")',
  'new Proxy({ a: 1 }, {})',
  'new Proxy([1], { ownKeys: (t) => Reflect.ownKeys(t).reverse() })',
  'Object.defineProperty({}, "a", { value: 1 })',
  'new Error("e")',
  'new Date(0)',
  '/x/g',
  '{ [Symbol.toStringTag]: "T" }',
  '{ get [Symbol.toStringTag]() { return "U"; } }',
  '{ name: "N", message: "M" }',
  '{ name: "", message: { toString: () => "O" } }',
  '{ value: 1, writable: true }',
  '{ get: () => 1, enumerable: true }',
  '{ get: 1 }',
  '{ get() {}, value: 1 }',
  '{ __proto__: { value: 8 } }',
  '{ get value() { return 9; } }',
  '{ toString: () => "a" }',
  '{ toString() { throw "thrown"; } }',
  "'a'",
  "'length'",
  "'__proto__'",
  '0',
  '-0',
];

/** Compares both forms on every value as `this`, and on lists of values as arguments. */
const PROGRAM = `
  const values = [${VALUES.map((v) => `() => (${v})`).join(',\n')}];
  function show(v, depth) {
    if (typeof v === 'symbol') return String(v);
    if (typeof v === 'string') return JSON.stringify(v);
    if (typeof v === 'bigint') return v + 'n';
    if (Object.is(v, -0)) return '-0';
    if (v === null || (typeof v !== 'object' && typeof v !== 'function')) return String(v);
    if (depth > 1 || v === Object.prototype || v === Function.prototype || v === Array.prototype) return typeof v;
    const parts = [];
    for (const k of Reflect.ownKeys(v)) {
      if (k === 'stack') continue;
      const d = Reflect.getOwnPropertyDescriptor(v, k);
      if (d === undefined) continue;
      parts.push(String(k) + (d.writable ? 'w' : '') + (d.enumerable ? 'e' : '') + (d.configurable ? 'c' : '') + ':' +
        ('value' in d ? show(d.value, depth + 1) : typeof d.get + '/' + typeof d.set));
    }
    const proto = Reflect.getPrototypeOf(v);
    return typeof v + (Reflect.isExtensible(v) ? '' : '!') + (proto === null ? '0' : proto === Object.prototype ? '' : '^' ) + '{' + parts.join() + '}';
  }
  function attempt(f, self, args) {
    const target = self();
    const list = args.map((a) => a());
    let outcome;
    try { outcome = show(Reflect.apply(f, target, list), 0); }
    catch (e) { outcome = 'throws ' + (e instanceof Error ? e.name + ': ' + e.message : String(e)); }
    return outcome + ' ' + show(target, 0) + ' ' + list.map((v) => show(v, 0)).join(' ');
  }
  const different = [];
  function compare(self, args, what) {
    const a = attempt(fast, self, args);
    const b = attempt(plain, self, args);
    if (a !== b && different.length < 5) different.push(what + '\\n fast  ' + a + '\\n plain ' + b);
  }
  for (let i = 0; i < values.length; i++) {
    compare(values[i], [], 'this ' + i);
    compare(() => undefined, [values[i]], 'argument ' + i);
    // Every value meets some of the others, a different few each.
    for (let step = 1; step <= 2; step++) {
      const j = (i * 5 + step * 11) % values.length;
      compare(values[i], [values[j]], 'this ' + i + ' argument ' + j);
      compare(() => undefined, [values[i], values[j]], 'arguments ' + i + ' ' + j);
      compare(() => undefined, [values[i], values[j], values[(i + j * 7) % values.length]], 'arguments ' + i + ' ' + j + ' +');
    }
  }
  different.join('\\n');
`;

describe.each([
  ['Object', object.objects[0]],
  ['Object.prototype', object.objects[1]],
  ['Function.prototype', functions.objects[1]],
  ['Error.prototype', errors.objects[1]],
] as const)('natives of %s', (_name, spec) => {
  test.each(twins(spec?.properties ?? []).map((row) => [row.name, row] as const))(
    '%s does what its self-hosted form does',
    (_row, row) => {
      expect(run(row, PROGRAM)).toBe('');
    },
  );
});
