// A cache is a leak that somebody wanted. Here `cache` lives as long as the function that it serves,
// and everything in it lives as long as the cache.

function memoize(compute) {
  const cache = new Map();
  let hits = 0;

  function remembered(key) {
    if (cache.has(key)) {
      hits += 1;
      return cache.get(key);
    }
    const value = compute(key);
    cache.set(key, value);
    return value;
  }
  remembered.stats = () => ({ entries: cache.size, hits });
  return remembered;
}

const paths = memoize(([rows, columns]) => rows + columns);
const fibonacci = memoize((n) => (n < 2n ? n : fibonacci(n - 1n) + fibonacci(n - 2n)));

console.log(fibonacci(200n));
console.log(fibonacci.stats());
// An array is another object each time: this cache never hits, and never forgets.
console.log(paths([1, 2]), paths([1, 2]), paths.stats());
