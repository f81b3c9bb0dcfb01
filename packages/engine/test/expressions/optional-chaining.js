const o = { a: { f() { return this.v; }, v: 'v' }, n: null };
console.log(o?.a?.f(), o.n?.x.y.z, o.missing?.(), o.a.f?.(), o?.['a']?.['v'], delete o?.a?.v, o.a.v); // expect: v undefined undefined v v true undefined
let calls = 0;
o.n?.[calls++];
o.n?.f(calls++);
console.log(calls, (o?.a).f === o.a.f, (o.n?.x)?.y); // expect: 0 true undefined
try {
  o.a?.b.c;
} catch (e) {
  console.log(e.message); // expect: Cannot read properties of undefined (reading 'c')
}
console.log(null ?? 'd', 0 ?? 'd', (undefined || null) ?? 'e'); // expect: d 0 e
