const frozen = Object.freeze({ a: 1 });
const tryOut = (handler, action) => {
  try {
    console.log(action(new Proxy(frozen, handler)));
  } catch (e) {
    console.log(e.constructor.name);
  }
};
tryOut({ get: () => 2 }, (p) => p.a);
tryOut({ get: () => 1 }, (p) => p.a);
tryOut({ has: () => false }, (p) => 'a' in p);
tryOut({ ownKeys: () => [] }, (p) => Object.keys(p));
tryOut({ deleteProperty: () => true }, (p) => delete p.a);
tryOut({ getPrototypeOf: () => null }, (p) => Object.getPrototypeOf(p));
tryOut({ isExtensible: () => true }, (p) => Object.isExtensible(p));
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
try {
  proxy.x;
} catch (e) {
  console.log(e.message);
}

// expect: TypeError
// expect: 1
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: Cannot perform 'get' on a proxy that has been revoked
