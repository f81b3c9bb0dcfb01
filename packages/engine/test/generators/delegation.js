function* inner() {
  try {
    const x = yield 'a';
    console.log('inner got', x);
    yield 'b';
    return 'result';
  } finally {
    console.log('inner finally');
  }
}
function* outer() {
  const r = yield* inner();
  console.log('outer got', r);
  yield* [1, 2];
  yield* {
    [Symbol.iterator]: () => ({ next: (v) => ({ value: v, done: false }), return: (v) => ({ value: `closed ${v}`, done: true }) }),
  };
}
let it = outer();
console.log(it.next().value, it.next('x').value, it.next().value, it.next().value);
console.log(it.next('sent').value, it.next('again').value, it.return('now').value);
it = outer();
it.next();
console.log(it.return('stop').value);
it = outer();
it.next();
try {
  it.throw(new Error('through'));
} catch (e) {
  console.log(e.message);
}

// expect: inner got x
// expect: inner finally
// expect: outer got result
// expect: a b 1 2
// expect: undefined again closed now
// expect: inner finally
// expect: stop
// expect: inner finally
// expect: through
