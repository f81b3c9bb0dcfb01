const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.constructor.name, e.name, e.code, e.message);
  }
};
show(() => setTimeout());
show(() => queueMicrotask(1));
show(() => setInterval('x'));
show(() => setImmediate({}));
show(() => typeof setTimeout(() => {}, 1));
show(() => {
  const t = setTimeout(() => {}, 1);
  t.unref();
  return [t.hasRef(), typeof +t, t.ref() === t, t.constructor.name];
});
const log = [];
setTimeout(() => log.push('t2'), 2);
setTimeout(() => log.push('t1'), 1);
setTimeout((...a) => log.push(a), 1, 'a', 'b');
setImmediate(() => log.push('imm'));
queueMicrotask(() => log.push('micro'));
Promise.resolve().then(() => log.push('then'));
const iv = setInterval(() => {
  log.push('iv');
  if (log.filter((x) => x === 'iv').length === 3) clearInterval(iv);
}, 5);
const c = setTimeout(() => log.push('never'), 3);
clearTimeout(c);
const id = +setTimeout(() => log.push('never2'), 3);
clearTimeout(id);
setTimeout(() => {
  console.log(log.filter((x) => x !== 'imm'));
}, 60);

// expect: TypeError TypeError ERR_INVALID_ARG_TYPE The "callback" argument must be of type function. Received undefined
// expect: TypeError TypeError ERR_INVALID_ARG_TYPE The "callback" argument must be of type function. Received type number (1)
// expect: TypeError TypeError ERR_INVALID_ARG_TYPE The "callback" argument must be of type function. Received type string ('x')
// expect: TypeError TypeError ERR_INVALID_ARG_TYPE The "callback" argument must be of type function. Received an instance of Object
// expect: object
// expect: [ false, 'number', true, 'Timeout' ]
// expect: [ 'micro', 'then', 't1', [ 'a', 'b' ], 't2', 'iv', 'iv', 'iv' ]
