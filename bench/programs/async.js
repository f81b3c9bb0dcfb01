// Promises and async functions: awaits in loops, chains of then, Promise.all, rejections caught.
// Needs ES2017: async functions.
var size = 12000; // quick: 300

const later = (value) => Promise.resolve(value);

async function add(a, b) {
  return (await a) + (await b);
}
async function countdown(n) {
  let steps = 0;
  while (n > 0) {
    await null;
    n--;
    steps++;
  }
  return steps;
}
async function failing(n) {
  if (n % 3 === 0) throw new RangeError("three");
  return n;
}

async function measure() {
  let sum = await countdown(size);
  for (let i = 0; i < size / 4; i++) {
    sum = (sum + (await add(later(i), i + 1))) % 1000003;
    try {
      sum += await failing(i);
    } catch (error) {
      if (error instanceof RangeError) sum++;
    }
  }
  let chain = later(1);
  for (let i = 0; i < size / 4; i++) chain = chain.then((n) => (n * 3 + i) % 65521);
  sum += await chain;
  const list = await Promise.all(Array.from({ length: size / 4 }, (_, i) => add(i, later(i))));
  return list.reduce((total, n) => (total + n) % 1000003, sum);
}

var result = undefined;
measure().then((sum) => {
  result = sum;
});
