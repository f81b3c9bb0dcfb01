const log = [];
const resource = (name) => ({ [Symbol.dispose]() { log.push(`dispose ${name}`); } });
{
  using a = resource('a');
  using b = resource('b'), c = null;
  log.push('body');
}
try {
  using d = { [Symbol.dispose]() { throw new Error('second'); } };
  throw new Error('first');
} catch (e) {
  log.push(`${e.name}: ${e.error.message} over ${e.suppressed.message}`);
}
for (using r of [resource('x'), resource('y')]) log.push('loop');
function f() {
  using g = resource('g');
  return log.push('returning');
}
f();
(async () => {
  {
    await using h = { async [Symbol.asyncDispose]() { await null; log.push('async dispose'); } };
    log.push('async body');
  }
  console.log(log.join(', '));
})();
// expect: body, dispose b, dispose a, SuppressedError: second over first, loop, dispose x, loop, dispose y, returning, dispose g, async body, async dispose
