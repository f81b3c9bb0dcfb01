// One million calls deep. On one flat array this ends near eleven thousand ("Maximum call stack size exceeded");
// on linked frames it ends where memory does. A recursion without end is still an error that a program can catch.

const depth = (n) => (n === 0 ? 0 : 1 + depth(n - 1));
console.log('depth', depth(1_000_000));

const forever = () => forever() + 1;
try {
  forever();
} catch (error) {
  console.log(error instanceof RangeError, error.message);
}
