// A loop that is left calls `return`; one that ends by itself does not.
function iterable(log, n = 3) {
  let i = 0;
  return {
    [Symbol.iterator]() {
      return this;
    },
    next() {
      log.push('next');
      return { get done() { log.push('done?'); return i >= n; }, get value() { log.push('value'); return i++; } };
    },
    return(v) {
      log.push('return');
      return { value: v };
    },
  };
}
const run = (action) => {
  const log = [];
  try {
    action(iterable(log));
  } catch (e) {
    log.push(`threw ${e}`);
  }
  console.log(log.join(' '));
};
run((it) => { for (const x of it) x; });
run((it) => { for (const x of it) break; });
run((it) => { for (const x of it) throw 'up'; });
run((it) => { outer: for (const _ of [1]) for (const x of it) continue outer; });
run((it) => { const [a] = it; });
run((it) => { const [a, ...rest] = it; });
run((it) => { [...it]; Math.max(...iterable([])); });
run((it) => new Map(it));
run((it) => Array.from(it, () => { throw 'mapped'; }));

// expect: next done? value next done? value next done? value next done?
// expect: next done? value return
// expect: next done? value return threw up
// expect: next done? value return
// expect: next done? value return
// expect: next done? value next done? value next done? value next done?
// expect: next done? value next done? value next done? value next done?
// expect: next done? value return threw TypeError: Iterator value 0 is not an entry object
// expect: next done? value return threw mapped
