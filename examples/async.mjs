// An async function's frame outlives its caller: it waits on the heap until its promise settles.
// Saguaro's timers run on the clock that the embedder hands in; `explain` does not wait for them.

const sleep = (milliseconds, value) => new Promise((resolve) => setTimeout(resolve, milliseconds, value));

async function fetchPage(number) {
  await sleep(300 - number * 100);
  return `page ${number}`;
}

async function readAll(numbers) {
  let done = 0;
  const pages = await Promise.all(
    numbers.map(async (number) => {
      const page = await fetchPage(number);
      done += 1;
      return `${page} (${done} of ${numbers.length})`;
    }),
  );
  return pages;
}

for (const page of await readAll([0, 1, 2])) console.log(page);

for await (const tick of (async function* () {
  yield* [1, 2, 3];
})()) {
  console.log('tick', tick);
}
