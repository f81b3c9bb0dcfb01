console.log(
  '%s|%d|%i|%f|%j|%o|%O|%c|%%|%x',
  'a',
  1.5,
  2.7,
  '3.5',
  { a: [1] },
  { f() {} },
  { a: { b: { c: {} } } },
  'css',
  'rest',
  { z: 1 },
);
console.log(
  '%s',
  {
    toString() {
      return 'custom';
    },
  },
  '%s',
);
console.log('%s %s %s', class A {}, () => 1, Symbol('x'), 5n, -0);
console.log(
  '%d %d %i',
  '0x10',
  {
    valueOf() {
      return 7;
    },
  },
  '12px',
);
console.log('100%', 1, '%');
console.log('%');
console.log('%s');
console.log('%%', '%%');
console.log('a\nb');
console.group('G');
console.log('in\nner', { a: 1 });
console.group();
console.info('deep');
console.groupEnd();
console.groupEnd();
console.log('out');
console.count();
console.count('x');
console.count();
console.countReset();
console.count();
console.assert(true, 'no');
console.assert(false);
console.assert(0, 'msg %s', 'x');
console.assert(false, { a: 1 });
console.table([
  [1, 2],
  [3, 4],
]);
console.table([
  { a: 1, b: 'x' },
  { a: 2, c: true },
]);
console.table(
  new Map([
    ['a', 1],
    ['b', { c: 1 }],
  ]),
);
console.table(new Set([1]));
console.table([1, 'a', { x: 1 }]);
console.table(5);
console.table([{ a: 1, b: 2 }], ['b']);
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
console.dirxml({ a: 1 }, [2]);
console.log();
console.log('');
console.log(undefined, null);
console.log(new Error('x').message, [new Error('q')].length);
console.log('%o', [1, { a: 2 }, function foo() {}]);
console.log('%s', new Date(0), [1, [2, [3]]], new Error('x').name);
console.log('%s', [1, [2, [3]]]);
console.log('%s', null, undefined, true);
console.log('%j', {
  toJSON() {
    return 'J';
  },
});
console.log('%i %f %d', {}, [], Symbol.iterator.constructor);
(() => {
  const c = {};
  c.c = c;
  console.log('%j', c);
})();
console.log([undefined, '%s'], '%s', 'x');
console.log({ a: '%s' }, 'x');

// expect: a|1.5|2|3.5|{"a":[1]}|{ f: [Function: f] { [length]: 0, [name]: 'f' } }|{ a: { b: { c: {} } } }||%|%x rest { z: 1 }
// expect: custom %s
// expect: class A {} () => 1 Symbol(x) 5n -0
// expect: 16 7 12
// expect: 100% 1 %
// expect: %
// expect: %s
// expect: % %%
// expect: a
// expect: b
// expect: G
// expect:   in
// expect:   ner { a: 1 }
// expect:     deep
// expect: out
// expect: default: 1
// expect: x: 1
// expect: default: 2
// expect: default: 1
// expect: Assertion failed
// expect: Assertion failed: msg x
// expect: Assertion failed: [object Object]
// expect: ┌─────────┬───┬───┐
// expect: │ (index) │ 0 │ 1 │
// expect: ├─────────┼───┼───┤
// expect: │ 0       │ 1 │ 2 │
// expect: │ 1       │ 3 │ 4 │
// expect: └─────────┴───┴───┘
// expect: ┌─────────┬───┬─────┬──────┐
// expect: │ (index) │ a │ b   │ c    │
// expect: ├─────────┼───┼─────┼──────┤
// expect: │ 0       │ 1 │ 'x' │      │
// expect: │ 1       │ 2 │     │ true │
// expect: └─────────┴───┴─────┴──────┘
// expect: ┌───────────────────┬─────┬──────────┐
// expect: │ (iteration index) │ Key │ Values   │
// expect: ├───────────────────┼─────┼──────────┤
// expect: │ 0                 │ 'a' │ 1        │
// expect: │ 1                 │ 'b' │ { c: 1 } │
// expect: └───────────────────┴─────┴──────────┘
// expect: ┌───────────────────┬────────┐
// expect: │ (iteration index) │ Values │
// expect: ├───────────────────┼────────┤
// expect: │ 0                 │ 1      │
// expect: └───────────────────┴────────┘
// expect: ┌─────────┬───┬────────┐
// expect: │ (index) │ x │ Values │
// expect: ├─────────┼───┼────────┤
// expect: │ 0       │   │ 1      │
// expect: │ 1       │   │ 'a'    │
// expect: │ 2       │ 1 │        │
// expect: └─────────┴───┴────────┘
// expect: 5
// expect: ┌─────────┬───┐
// expect: │ (index) │ b │
// expect: ├─────────┼───┤
// expect: │ 0       │ 2 │
// expect: └─────────┴───┘
// expect: { a: [Object] }
// expect: { a: 1 } [ 2 ]
// expect:
// expect:
// expect: undefined null
// expect: x 1
// expect: [
// expect:   1,
// expect:   { a: 2 },
// expect:   <ref *1> [Function: foo] {
// expect:     [length]: 0,
// expect:     [name]: 'foo',
// expect:     [arguments]: null,
// expect:     [caller]: null,
// expect:     [prototype]: { [constructor]: [Circular *1] }
// expect:   },
// expect:   [length]: 3
// expect: ]
// expect: 1970-01-01T00:00:00.000Z [ 1, [ 2, [ 3 ] ] ] Error
// expect: [ 1, [Array] ]
// expect: null undefined true
// expect: "J"
// expect: NaN NaN NaN
// expect: [Circular]
// expect: [ undefined, '%s' ] %s x
// expect: { a: '%s' } x
