// Generators: for-of over them, delegation, values sent in, and an early return.
// Needs ES2015: generators, for-of.
var size = 60000; // quick: 1500

function* range(from, to) {
  for (let i = from; i < to; i++) yield i;
}
function* squares(source) {
  for (const n of source) yield (n * n) % 8191;
}
function* tree(low, high) {
  if (low >= high) return;
  const middle = (low + high) >> 1;
  yield* tree(low, middle);
  yield middle;
  yield* tree(middle + 1, high);
}
function* average() {
  let total = 0;
  let count = 0;
  for (;;) {
    total += yield count === 0 ? 0 : total / count;
    count++;
  }
}

function measure() {
  let sum = 0;
  for (const n of squares(range(0, size))) sum = (sum + n) % 1000003;
  for (const n of tree(0, size / 40)) sum += n & 3;
  const mean = average();
  mean.next();
  for (let i = 0; i < size / 4; i++) sum += mean.next(i & 63).value > 30 ? 1 : 0;
  for (let i = 0; i < size / 60; i++) {
    for (const n of range(i, i + 100)) {
      if (n > i + 4) break;
      sum += n;
    }
  }
  return sum;
}

var result = measure();
