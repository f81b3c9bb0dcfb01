const v = (x) => new Promise((r) => setTimeout(r, 1, x));
(async () => {
  const o = { n: 1 };
  o.n += await v(2);
  console.log(o.n, [await v(1), await v(2)].join(), `${await v('a')}${await v('b')}`); // expect: 3 1,2 ab
  console.log((await v(null)) ?? (await v('fallback')), (await v(0)) || 'or', (await v(1)) && 'and'); // expect: fallback or and
  const { a = await v('default'), [await v('key')]: b } = { key: 'B' };
  console.log(a, b, await v(1) + await v(2), await (async () => await v('nested'))()); // expect: default B 3 nested
  let i = 0;
  while ((await v(i)) < 3) i++;
  console.log(i); // expect: 3
  switch (await v('x')) {
    case await v('y'): console.log('y'); break;
    case await v('x'): console.log('x'); // expect: x
  }
  class C { [await v('m')]() { return 'method'; } static s = 's'; }
  console.log(new C().m(), C.s); // expect: method s
})();
