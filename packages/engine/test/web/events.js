const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.constructor.name, e.name, e.code, e.message);
  }
};
const log = [];
const t = new EventTarget();
t.addEventListener('x', function (e) {
  log.push(['f', e.type, this === t, e.target === t, e.currentTarget === t, e.eventPhase]);
});
t.addEventListener('x', {
  handleEvent(e) {
    log.push('obj');
  },
});
t.addEventListener('x', () => log.push('once'), { once: true });
const h = () => log.push('h');
t.addEventListener('x', h);
t.addEventListener('x', h);
show(() => t.dispatchEvent(new Event('x')));
t.removeEventListener('x', h);
show(() => t.dispatchEvent(new Event('x')));
console.log(log);
show(() => {
  const t = new EventTarget();
  t.addEventListener('y', (e) => e.preventDefault());
  return [t.dispatchEvent(new Event('y', { cancelable: true })), t.dispatchEvent(new Event('y'))];
});
show(() => {
  const t = new EventTarget();
  const r = [];
  t.addEventListener('y', (e) => {
    r.push(1);
    e.stopImmediatePropagation();
  });
  t.addEventListener('y', (e) => r.push(2));
  t.dispatchEvent(new Event('y'));
  return r;
});
show(() => {
  const c = new AbortController();
  const r = [];
  c.signal.addEventListener('abort', (e) => r.push(e.type, e.isTrusted));
  c.signal.onabort = () => r.push('on');
  c.abort();
  c.abort();
  return [r, c.signal.aborted, c.signal.reason.name, c.signal.reason.message, c.signal.reason.code];
});
show(() => AbortSignal.abort('why').reason);
show(() => {
  AbortSignal.abort().throwIfAborted();
});
show(() => new AbortSignal());
show(() => {
  const c = new AbortController();
  const a = AbortSignal.any([c.signal]);
  c.abort(5);
  return [a.aborted, a.reason];
});
show(() => new CustomEvent('q', { detail: { a: 1 } }).detail);
show(() => Event('x'));
show(() => new Event());
show(() => t.dispatchEvent({}));
show(() => Object.prototype.toString.call(new AbortController().signal));
class Foo extends EventTarget {
  constructor() {
    super();
    this.z = 1;
  }
}
show(() => {
  const f = new Foo();
  let n = 0;
  f.addEventListener('a', () => n++);
  f.dispatchEvent(new Event('a'));
  return [n, f instanceof EventTarget, f.z];
});
const s = AbortSignal.timeout(5);
s.addEventListener('abort', () => console.log('timeout', s.reason.name));
setTimeout(() => {}, 20);
show(() => {
  const t = new EventTarget(),
    c = new AbortController();
  let n = 0;
  t.addEventListener('a', () => n++, { signal: c.signal });
  t.dispatchEvent(new Event('a'));
  c.abort();
  t.dispatchEvent(new Event('a'));
  return n;
});
show(() => t.addEventListener('q', 1));
show(() => t.addEventListener('q', null));

// expect: true
// expect: true
// expect: [
// expect:   [ 'f', 'x', true, true, true, 2 ],
// expect:   'obj',
// expect:   'once',
// expect:   'h',
// expect:   [ 'f', 'x', true, true, true, 2 ],
// expect:   'obj'
// expect: ]
// expect: [ false, true ]
// expect: [ 1 ]
// expect: [
// expect:   [ 'abort', true, 'on' ],
// expect:   true,
// expect:   'AbortError',
// expect:   'This operation was aborted',
// expect:   20
// expect: ]
// expect: why
// expect: DOMException AbortError 20 This operation was aborted
// expect: TypeError TypeError ERR_ILLEGAL_CONSTRUCTOR Illegal constructor
// expect: [ true, 5 ]
// expect: { a: 1 }
// expect: TypeError TypeError undefined Class constructor Event cannot be invoked without 'new'
// expect: TypeError TypeError ERR_MISSING_ARGS The "type" argument must be specified
// expect: TypeError TypeError ERR_INVALID_ARG_TYPE The "event" argument must be an instance of Event. Received an instance of Object
// expect: [object AbortSignal]
// expect: [ 1, true, 1 ]
// expect: 1
// expect: TypeError TypeError ERR_INVALID_ARG_TYPE The "listener" argument must be an instance of EventListener. Received type number (1)
// expect: undefined
// expect: timeout TimeoutError
