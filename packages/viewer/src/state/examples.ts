/** Programs of the examples menu. */
import type { Language } from '../protocol.ts';

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly language?: Language;
  readonly text: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    id: 'question',
    title: 'Where does a live?',
    text: `// foo declares two variables and returns a function that uses one of them.
// When foo has returned, its frame is gone. So where is a? And where is b?

function foo() {
  let a = 0;
  const b = 10;
  console.log('foo runs, b is', b);

  return function bar() {
    a += 1;
    return a;
  };
}

const next = foo();

console.log(next());
console.log(next());
console.log(next());
`,
  },
  {
    id: 'loop-closures',
    title: 'Closures made in a loop',
    text: `// let makes a new variable for each turn of the loop; var makes one for all.

const withLet = [];
for (let i = 0; i < 3; i++) {
  withLet.push(() => i);
}

const withVar = [];
for (var j = 0; j < 3; j++) {
  withVar.push(() => j);
}

console.log(withLet.map((f) => f()));
console.log(withVar.map((f) => f()));
`,
  },
  {
    id: 'counter-pair',
    title: 'Two closures share a variable',
    text: `// Both functions of one pair see the same variable; each pair has its own.

function makeCounter() {
  let count = 0;
  return {
    up: () => ++count,
    down: () => --count,
  };
}

const first = makeCounter();
const second = makeCounter();

first.up();
first.up();
second.down();
console.log(first.up(), second.down());
`,
  },
  {
    id: 'shared-environment',
    title: 'The leak of a shared environment',
    text: `// A leak that cannot be seen in the source. report is never kept; ping is, and does not use big.
// With one environment for the whole scope (as V8 has it), keeping ping keeps big all the same,
// because report captured it. Switch the strategy to "linked", and ask what keeps big alive.

function connect() {
  const big = new Array(1000).fill('payload');
  let pings = 0;

  const report = () => console.log('payload of', big.length);
  report();

  return function ping() {
    pings += 1;
    return pings;
  };
}

const ping = connect();
console.log(ping(), ping());
`,
  },
  {
    id: 'module-pattern',
    title: 'The module pattern',
    text: `// Private state, long before there were classes with #fields.

const account = (function () {
  let balance = 0;
  const log = [];

  function note(text) {
    log.push(text);
  }

  return {
    deposit(amount) {
      balance += amount;
      note('deposited ' + amount);
      return balance;
    },
    history: () => log.join(', '),
  };
})();

account.deposit(50);
account.deposit(20);
console.log(account.history(), account.balance);
`,
  },
  {
    id: 'generators',
    title: 'Generators: frames that wait',
    text: `// A generator's frame leaves the stack at each yield, and waits on the heap until it is asked to go on.

function* fibonacci() {
  let [a, b] = [0, 1];
  while (true) {
    yield a;
    [a, b] = [b, a + b];
  }
}

const numbers = fibonacci();
const found = [];
for (const n of numbers) {
  if (n > 20) break;
  found.push(n);
}
console.log(found.join(' '));
`,
  },
  {
    id: 'async',
    title: 'Async functions and promises',
    text: `// At an await the frame leaves the stack; the promise that it waits for keeps it alive.

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function brew(what, ms) {
  const started = 'brewing ' + what;
  console.log(started);
  await sleep(ms);
  return what + ' is ready';
}

async function main() {
  const [tea, coffee] = await Promise.all([brew('tea', 200), brew('coffee', 100)]);
  console.log(tea, 'and', coffee);
}

main();
console.log('main is waiting');
`,
  },
  {
    id: 'host-calls',
    title: 'Questions that you answer',
    text: `// ask(…) and fetch(…) give promises that you settle by hand, in the panel below the console.

async function main() {
  const name = await ask('What is your name?');
  console.log('Hello,', name);
  try {
    const user = await fetch('/users/' + name);
    console.log('The server knows', user);
  } catch (problem) {
    console.log('No answer:', problem);
  }
}

main();
`,
  },
  {
    id: 'currying',
    title: 'Currying: a chain of environments',
    text: `// Each call leaves one variable behind for the next function.

const volume = (length) =>
  (width) =>
    (height) => length * width * height;

const byLength = volume(2);
const byWidth = byLength(3);
console.log(byWidth(4));
console.log(byWidth(10));
console.log(volume(1)(1)(1));
`,
  },
  {
    id: 'deep-recursion',
    title: 'Recursion one million deep',
    text: `// Frames are linked nodes on the heap, so the stack is as deep as memory allows.

function sum(n) {
  if (n === 0) return 0;
  return n + sum(n - 1);
}

console.log(sum(1_000_000));
`,
  },
  {
    id: 'stack-overflow',
    title: 'Call stack overflow',
    text: `// Endless recursion ends in a RangeError that the program can catch.

let depth = 0;

function dive() {
  depth += 1;
  return dive();
}

try {
  dive();
} catch (problem) {
  console.log(problem.name + ': ' + problem.message);
  console.log('reached a depth of', depth);
}
`,
  },
  {
    id: 'stale-closure',
    title: 'A stale closure, as in React',
    text: `// Each render is a call: it has variables of its own. A handler made in an old render sees the old ones.

let state = 0;
const handlers = [];

function render() {
  const count = state;
  function onClick() {
    state = count + 1;
    render();
  }
  handlers.push(onClick);
  console.log('rendered with count', count);
}

render();
const first = handlers[0];
first();
first();
first();
console.log('clicked three times, state is', state);
`,
  },
  {
    id: 'event-handlers',
    title: 'Event handlers that keep too much',
    text: `// A handler that is never removed keeps all that it has captured.

const listeners = new Map();

function on(event, handler) {
  listeners.set(event, handler);
  return () => listeners.delete(event);
}

function openDialog(title) {
  const rows = Array.from({ length: 50 }, (_, i) => title + ' ' + i);
  const remove = on('resize', () => rows.length);
  return { close: remove };
}

let dialog = openDialog('Settings');
dialog = null;
console.log('rows are still alive:', listeners.get('resize')());
listeners.delete('resize');
console.log('and now they are garbage');
`,
  },
  {
    id: 'weak-ref',
    title: 'WeakRef: seen, not kept',
    text: `// A WeakRef does not keep its target. After the last statement, press "collect" and go on.

let cat = { name: 'Tom' };
const weak = new WeakRef(cat);
const owners = new WeakMap([[cat, 'Jerry']]);

console.log('seen:', weak.deref().name, 'of', owners.get(cat));
cat = null;

setTimeout(() => {
  console.log('later:', weak.deref());
}, 100);
`,
  },
  {
    id: 'typescript',
    title: 'TypeScript',
    language: 'ts',
    text: `interface Memo<K, V> {
  (key: K): V;
}

function memoize<K, V>(compute: (key: K) => V): Memo<K, V> {
  const known = new Map<K, V>();
  return (key: K): V => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key) as V;
  };
}

const square: Memo<number, number> = memoize((n: number) => n * n);
console.log(square(4), square(4), square(5));
`,
  },
  {
    id: 'many-objects',
    title: 'Two thousand objects',
    text: `// Thousands of things stay usable: they are grouped, and only what is in view is drawn.

class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
}

const points = [];
for (let i = 0; i < 2000; i++) {
  points.push(new Point(i, -i));
}

let sum = 0;
for (const point of points) {
  sum += point.x + point.y;
  point.x = 0;
}
console.log('sum is', sum);
`,
  },
];
