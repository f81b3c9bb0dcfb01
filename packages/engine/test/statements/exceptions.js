const f = () => {
  try {
    null.x;
  } catch ({ name, message }) {
    return `${name}: ${message}`;
  }
};
console.log(f()); // expect: TypeError: Cannot read properties of null (reading 'x')
const e = new Error('outer', { cause: new TypeError('inner') });
console.log(e.cause.message, Object.keys(e).length, e instanceof Error, String(e)); // expect: inner 0 true Error: outer
class Custom extends Error {
  name = 'Custom';
  get code() {
    return 7;
  }
}
try {
  throw new Custom('mine');
} catch (e) {
  console.log(`${e}`, e.code, e.stack.split('\n')[0]); // expect: Custom: mine 7 Custom: mine
}
try {
  (function deep(n) {
    if (n === 0) throw 'bottom';
    try {
      deep(n - 1);
    } finally {
      n++;
    }
  })(5);
} catch (e) {
  console.log(e); // expect: bottom
}
throw new Error('the end');
// expect error: Error: the end
