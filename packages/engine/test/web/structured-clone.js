const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.constructor.name, e.name, e.code, e.message);
  }
};
show(() =>
  structuredClone({
    a: [1, { b: 2 }],
    d: new Date(0),
    r: /x/gi,
    m: new Map([[1, { z: 1 }]]),
    s: new Set([1]),
    e: new RangeError('q').message,
    n: null,
    u: undefined,
    big: 1n,
    bo: new String('x'),
  }),
);
show(() => {
  const a = {};
  a.a = a;
  const b = structuredClone(a);
  return b.a === b;
});
show(() => {
  const b = new ArrayBuffer(8);
  const u = new Uint8Array(b, 2, 3);
  u[0] = 5;
  const c = structuredClone({ u, b });
  return [c.u.buffer === c.b, c.u, c.u !== u];
});
show(() => {
  const b = new ArrayBuffer(8);
  const c = structuredClone({ b }, { transfer: [b] });
  return [b.byteLength, c.b.byteLength];
});
show(() => structuredClone(() => 1));
show(() => structuredClone(Symbol('a')));
show(() => structuredClone({ p: Promise.resolve() }));
show(() => structuredClone(new WeakMap()));
show(() => structuredClone());
show(() => {
  const e = structuredClone(new TypeError('x', { cause: { a: 1 } }));
  return [e instanceof TypeError, e.message, e.cause, e.name];
});
show(() => structuredClone([1, , 3]));
show(() => structuredClone(Object.assign([1], { x: 1 })));
show(() =>
  structuredClone(
    new (class A {
      x = 1;
      get y() {
        return 1;
      }
    })(),
  ),
);
show(() => {
  let n = 0;
  const o = {
    get a() {
      n++;
      return n;
    },
  };
  return [structuredClone(o), n];
});

// expect: {
// expect:   a: [ 1, { b: 2 } ],
// expect:   d: 1970-01-01T00:00:00.000Z,
// expect:   r: /x/gi,
// expect:   m: Map(1) { 1 => { z: 1 } },
// expect:   s: Set(1) { 1 },
// expect:   e: 'q',
// expect:   n: null,
// expect:   u: undefined,
// expect:   big: 1n,
// expect:   bo: [String: 'x']
// expect: }
// expect: true
// expect: [ true, Uint8Array(3) [ 5, 0, 0 ], true ]
// expect: [ 0, 8 ]
// expect: DOMException DataCloneError 25 () => 1 could not be cloned.
// expect: DOMException DataCloneError 25 Symbol(a) could not be cloned.
// expect: DOMException DataCloneError 25 #<Promise> could not be cloned.
// expect: DOMException DataCloneError 25 #<WeakMap> could not be cloned.
// expect: TypeError TypeError ERR_MISSING_ARGS The value argument must be specified
// expect: [ true, 'x', { a: 1 }, 'TypeError' ]
// expect: [ 1, <1 empty item>, 3 ]
// expect: [ 1, x: 1 ]
// expect: { x: 1 }
// expect: [ { a: 1 }, 1 ]
