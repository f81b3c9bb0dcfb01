// A thenable's `then` is read at once and called by a job of its own.
const log = [];
const thenable = {
  get then() {
    log.push('get');
    return (resolve) => {
      log.push('call');
      resolve('value');
    };
  },
};
(async () => {
  console.log(await thenable, await Promise.all([thenable, 1]).then(String)); // expect: value value,1
  console.log(log.join()); // expect: get,call,get,call
  const bad = { get then() { throw 'getter'; } };
  console.log(await Promise.resolve(bad).catch((e) => e), await (async () => bad)().catch((e) => e)); // expect: getter getter
  const twice = { then(f, r) { f('first'); r('second'); throw 'third'; } };
  console.log(await twice); // expect: first
})();
