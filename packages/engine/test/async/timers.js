const log = [];
setTimeout((x) => log.push(`late ${x}`), 20, 'argument');
setTimeout(() => log.push('early'), 1);
const id = setTimeout(() => log.push('never'), 5);
clearTimeout(id);
let n = 0;
const interval = setInterval(() => {
  log.push(`tick ${++n}`);
  if (n === 2) clearInterval(interval);
}, 2);
setTimeout(() => console.log(log.join(', ')), 40); // expect: early, tick 1, tick 2, late argument
