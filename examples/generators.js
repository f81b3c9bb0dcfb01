// A suspended generator is a frame that waits: its registers are alive though nothing runs in it.
// `a` and `b` are captured by nobody. So they are on the stack, and the stack is on the heap.

function* fibonacci() {
  let a = 0;
  let b = 1;
  for (;;) {
    yield a;
    [a, b] = [b, a + b];
  }
}

function* take(count, source) {
  for (const value of source) {
    if (count-- === 0) return;
    yield value;
  }
}

console.log([...take(10, fibonacci())]);

const waiting = fibonacci();
waiting.next();
waiting.next();
console.log('next comes', waiting.next().value);
