async function* numbers() {
  try {
    yield 1;
    yield Promise.resolve(2);
    const x = yield 3;
    console.log('got', x);
    yield* [Promise.resolve(4), 5];
  } finally {
    await null;
    console.log('closed');
  }
}
(async () => {
  const seen = [];
  for await (const n of numbers()) {
    seen.push(n);
    if (n === 4) break;
  }
  console.log(seen.join());
  const g = numbers();
  const all = await Promise.all([g.next(), g.next(), g.next(), g.next('x'), g.return('r'), g.next()]);
  console.log(all.map((r) => `${r.value}${r.done ? '.' : ''}`).join());
  const h = numbers();
  await h.next();
  console.log(await h.throw(new Error('thrown in')).catch((e) => e.message));
  for await (const x of [Promise.resolve('p'), 'q']) console.log(x);
  for await (const x of { [Symbol.asyncIterator]: () => { let i = 0; return { next: async () => ({ value: i, done: i++ > 1 }) }; } }) console.log(x);
})();

// expect: got undefined
// expect: closed
// expect: 1,2,3,4
// expect: got x
// expect: closed
// expect: 1,2,3,4,r.,undefined.
// expect: closed
// expect: thrown in
// expect: p
// expect: q
// expect: 0
// expect: 1
