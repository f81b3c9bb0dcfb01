// Each trap is called by the operation that it is for, and its result is what the operation sees.
const log = [];
const handler = new Proxy(
  {},
  {
    get(_, trap) {
      return (...args) => {
        log.push(trap);
        return Reflect[trap](...args);
      };
    },
  },
);
const p = new Proxy(function target() {}, handler);
p.a = 1;
p.a;
'a' in p;
delete p.a;
Object.keys(p);
for (const k in p) k;
Object.getPrototypeOf(p);
Object.setPrototypeOf(p, Function.prototype);
Object.isExtensible(p);
Object.preventExtensions(p);
p();
new p();
Object.defineProperty(p, 'prototype', { writable: true });
Object.getOwnPropertyDescriptor(p, 'prototype');
console.log(log.join(' ')); // expect: set getOwnPropertyDescriptor defineProperty get has deleteProperty ownKeys getOwnPropertyDescriptor getOwnPropertyDescriptor getOwnPropertyDescriptor getOwnPropertyDescriptor getOwnPropertyDescriptor ownKeys getPrototypeOf getOwnPropertyDescriptor getOwnPropertyDescriptor getOwnPropertyDescriptor getOwnPropertyDescriptor getOwnPropertyDescriptor getPrototypeOf setPrototypeOf isExtensible preventExtensions apply construct get defineProperty getOwnPropertyDescriptor
