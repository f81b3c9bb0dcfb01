var a = 1;
let b = 2;
globalThis.c = 3;
console.log(globalThis.a, globalThis.b, c, delete globalThis.a, delete globalThis.c, typeof c); // expect: 1 undefined 3 false true undefined
Object.defineProperty(globalThis, 'computed', { get: () => 'got', configurable: true });
console.log(computed); // expect: got
Object.setPrototypeOf(globalThis, new Proxy(Object.prototype, { has: (t, k) => k === 'dreamt', get: (t, k) => (k === 'dreamt' ? 'up' : Reflect.get(t, k)) }));
console.log(dreamt, typeof unheard); // expect: up undefined
