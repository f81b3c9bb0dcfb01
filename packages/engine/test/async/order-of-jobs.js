const log = [];
const p = Promise.resolve();
p.then(() => log.push('then 1')).then(() => log.push('then 2'));
(async () => {
  log.push('async sync');
  await null;
  log.push('after await');
  await new Promise((r) => r());
  log.push('after second await');
})();
queueMicrotask(() => log.push('microtask'));
setTimeout(() => console.log(log.join(', ')), 0); // expect: async sync, script, then 1, after await, microtask, then 2, after second await
log.push('script');
