// Helpers are lazy, and close what they iterate.
function* count() {
  try {
    for (let i = 0; ; i++) yield i;
  } finally {
    console.log('closed');
  }
}
console.log(count().drop(5).filter((x) => x % 2).map((x) => x * 2).take(3).toArray().join());
// expect: closed
// expect: 10,14,18
console.log(Iterator.from({ next: () => ({ done: true }) }).toArray().length); // expect: 0
console.log(count().some((x) => x > 3), count().find((x) => x > 3));
// expect: closed
// expect: closed
// expect: true 4
const mapped = count().flatMap((x) => [x, x]);
console.log(mapped.next().value, mapped.next().value, mapped.next().value); // expect: 0 0 1
mapped.return(); // expect: closed
try {
  count().map(() => {
    throw new Error('from the mapper');
  }).next(); // expect: closed
} catch (e) {
  console.log(e.message); // expect: from the mapper
}
