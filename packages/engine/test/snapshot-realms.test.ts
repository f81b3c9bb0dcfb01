/** Machines with several realms, and with waiters on shared memory, are saved and go on. */
import { describe, expect, it } from 'vitest';
import { Machine, type MachineOptions, SnapshotError, type Test262Callbacks } from '../src/index.ts';

interface World {
  readonly printed: string[];
  readonly options: MachineOptions;
  readonly time: { now: number };
}

function world(): World {
  const printed: string[] = [];
  const time = { now: 5 };
  const test262: Test262Callbacks = {
    print: (text) => void printed.push(text),
    canBlock: true,
    isStartedAgent: false,
    startAgent: () => undefined,
    broadcast: () => undefined,
    report: () => undefined,
    getReport: () => null,
    monotonicNow: () => time.now,
  };
  return { printed, time, options: { test262, clock: { now: () => time.now, monotonic: () => time.now } } };
}

type Next = (machine: Machine, options: MachineOptions) => Machine;

/** Runs in slices, going on in another machine after each; waits are over at once. Answers the last. */
function run(source: string, { options, time }: World, steps: number, next: Next): Machine {
  let machine = new Machine(options);
  machine.start(source, { name: 'r.js' });
  for (;;) {
    const outcome = machine.run({ steps });
    if (outcome.status === 'done') return machine;
    // Time that passes between saving and going on does not count.
    if (outcome.status === 'waiting') time.now = outcome.until as number;
    else if (outcome.status === 'paused') machine = next(machine, options);
    else throw new Error(JSON.stringify(outcome));
  }
}

const same: Next = (machine) => machine;
const restored: Next = (machine, options) => {
  const bytes = machine.snapshot();
  const other = Machine.restore(bytes, options);
  expect(Buffer.compare(other.snapshot(), bytes)).toBe(0);
  return other;
};
const forked: Next = (machine) => machine.fork();

const PROGRAMS: Record<string, string> = {
  'what is whose': `
    const { global: g, evalScript } = $262.createRealm();
    const third = $262.createRealm();
    const list = [Array, Object.prototype, Function, Promise, Map.prototype.get, Symbol.iterator, eval, parseInt];
    const there = evalScript('[Array, Object.prototype, Function, Promise, Map.prototype.get, Symbol.iterator, eval, parseInt]');
    print(there instanceof g.Array, there instanceof Array, Array.isArray(there), Object.getPrototypeOf(there) === g.Array.prototype);
    print(list.map((x, i) => x === there[i]).join());
    const made = new g.Object(), err = (() => { try { g.eval('null.x'); } catch (e) { return e; } })();
    print(made.constructor === g.Object, err instanceof g.TypeError, err instanceof TypeError);
    g.evalScript = evalScript; third.global.other = g;
    print(third.evalScript('other.evalScript("this === globalThis && Array")') === g.Array, $262.createRealm !== third.createRealm);
    print(new third.global.Array(3).map(() => 1).join(), third.evalScript('Reflect.construct(Array, [2], other.Function("return 1"))') instanceof g.Array);
    print([1, 2, 3].concat(there).length, Reflect.getPrototypeOf(Reflect.construct(Date, [0], g.Map)) === g.Map.prototype);`,
  'what was changed in each': `
    const a = $262.createRealm(), b = $262.createRealm();
    a.evalScript('Array.prototype.sum = function () { let s = 0; for (const x of this) s += x; return s; }; var name = "a"; let hidden = 1; delete Array.prototype.pop;');
    b.evalScript('Object.freeze(Math); Map.prototype.get = () => "b"; Object.prototype.inherited = "b"; const secret = 7; class Own { static #n = 3; static n() { return Own.#n; } }');
    Array.prototype.sum = () => 'main';
    print([1].sum(), a.global.Array.of(1, 2).sum(), typeof b.global.Array.prototype.sum);
    print(typeof a.global.Array.prototype.pop, typeof [].pop, typeof b.global.Array.prototype.pop);
    print(Object.isFrozen(b.global.Math), Object.isFrozen(Math), new b.global.Map([[1, 2]]).get(1), new Map([[1, 2]]).get(1));
    print(a.evalScript('name + hidden'), b.evalScript('secret + Own.n()'), ({}).inherited, b.evalScript('({}).inherited'));
    print(a.global.name, Object.keys(a.global).join(), a.global.$262 === a, b.global.print === print);`,
  'generators, promises and proxies of others': `
    const o = $262.createRealm();
    const gen = o.evalScript('(function* (f) { try { for (let i = 0; ; i++) yield f(i); } finally { print("closed"); } })');
    for (const x of gen((i) => i * 2)) if (x > 3) break;
    const sleep = o.evalScript('(ms) => new Promise((r) => setTimeout(r, ms, ms))');
    const proxy = new o.global.Proxy({}, { get: (_t, k) => 'got ' + String(k) });
    (async () => {
      print(await sleep(10), await o.global.Promise.all([sleep(5), 1]), proxy.x);
      const f = o.evalScript('async function f(g) { try { await g(); } catch (e) { return [e instanceof Error, e instanceof RangeError]; } } f');
      print((await f(async () => { throw new RangeError('mine'); })).join());
      print([3, 1, 2].sort(o.evalScript('(a, b) => a - b')).join(), o.global.JSON.stringify({ toJSON: () => [proxy.y] }));
    })();`,
  'with a sandbox of sloppy code': `
    const o = $262.createRealm();
    o.evalScript('function outer() { return this === globalThis; } var f = new Function("return this"); with ({ q: 1 }) { var w = () => q; }');
    print(o.global.outer(), o.global.f() === o.global, o.global.w(), (0, o.global.eval)('typeof outer'), typeof outer);
    $262.gc(); const buffer = new ArrayBuffer(8); $262.detachArrayBuffer(buffer); print(buffer.detached, typeof $262.IsHTMLDDA);`,
};

describe('several realms are saved', () => {
  for (const [name, source] of Object.entries(PROGRAMS)) {
    it.each([
      [7, restored],
      [97, restored],
      [13, forked],
    ] as const)(`${name}, every %i instructions`, (steps, next) => {
      const plain = world();
      run(source, plain, 1e9, same);
      const w = world();
      run(source, w, steps, next);
      expect(w.printed).toEqual(plain.printed);
      expect(plain.printed.length).toBeGreaterThan(1);
    });

    it(`${name}, and gone back in and replayed`, () => {
      const w = world();
      const history = { checkpointSteps: 150 };
      const machine = run(source, { ...w, options: { ...w.options, history } }, 60, same);
      const printed = [...w.printed];
      const other = world();
      const again = Machine.replay(machine.recording(), { ...other.options, history });
      for (const one of [machine, again]) {
        for (let step = one.newestStep - 1; step > 0; step -= 331) one.seek(step);
        while (one.inPast) one.run({ steps: 1000 });
      }
      expect([w.printed, other.printed]).toEqual([printed, printed]);
    });
  }

  it('with what each has changed, and not what it has not', () => {
    const w = world();
    const size = (source: string): number => run(source, w, 1e9, same).snapshot().length;
    const one = size('1');
    const ten = size(
      'for (let i = 0; i < 10; i++) $262.createRealm().evalScript("[1].map((x) => new Map([[x, Math.max(x, 2)]]))"); 1',
    );
    expect((ten - one) / 10).toBeLessThan(700);
  });
});

describe('waiters are saved', () => {
  const WAITS = `
    const words = new Int32Array(new SharedArrayBuffer(16));
    const show = (name) => (how) => print(name + ' ' + how);
    const first = Atomics.waitAsync(words, 0, 0), second = Atomics.waitAsync(words, 1, 0, 30), third = Atomics.waitAsync(words, 1, 0, 1000);
    first.value.then(show('first')); second.value.then(show('second')); third.value.then(show('third'));
    print(Atomics.waitAsync(words, 0, 1).value, Atomics.wait(words, 2, 0, 20), Atomics.notify(words, 0));
    setTimeout(() => { print('timer ' + Atomics.notify(words, 1, 5)); }, 50);
    $262.agent.sleep(5); print('slept');`;

  it.each([
    [1, restored],
    [10, forked],
    [1000, restored],
  ] as const)('every %i instructions', (steps, next) => {
    const plain = world();
    run(WAITS, plain, 1e9, same);
    expect(plain.printed).toEqual(['not-equal', 'slept', 'first ok', 'second timed-out', 'timer 1', 'third ok']);
    const w = world();
    run(WAITS, w, steps, next);
    expect(w.printed).toEqual(plain.printed);
  });

  it('but not of an agent that shares memory with others', () => {
    const w = world();
    const machine = new Machine(w.options);
    machine.start('$262.agent.start("1"); $262.agent.broadcast(new SharedArrayBuffer(8)); 1');
    machine.run();
    const refusal =
      'The machine shares memory with other agents, whose states are no part of its own: it cannot be saved or forked by itself.';
    expect(() => machine.snapshot()).toThrow(new SnapshotError('UNSUPPORTED', refusal));
    expect(() => machine.fork()).toThrow(refusal);
  });

  it('nor restored by who has no such functions', () => {
    const machine = run('$262.createRealm(); 1', world(), 1e9, same);
    expect(() => Machine.restore(machine.snapshot())).toThrow("The program calls a function '$262.");
  });
});
