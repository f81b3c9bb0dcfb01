/** Machines that go back: every state of the past is the one that a fresh run comes to. */
import { describe, expect, it } from 'vitest';
import type { SourcePlace } from '../src/host/options.ts';
import { Inspector, Machine, type MachineOptions, type Outcome } from '../src/index.ts';

interface World {
  readonly options: MachineOptions;
  /** What the host was asked. */
  readonly asked: string[];
  readonly printed: string[];
  readonly time: { now: number };
}

/**
 * A state's bytes but for those charged since the last trace: a frame that comes from a pool is not charged, and pools, which are no
 * part of a state, are empty after a restore. When traces happen is in the journal.
 */
function stateOf(machine: Machine): Uint8Array {
  const { core } = machine;
  const { allocated } = core;
  core.allocated = 0;
  const bytes = machine.snapshot();
  core.allocated = allocated;
  return bytes;
}

const MODULES: Record<string, string> = {
  'a.js': "import { b } from 'b.js'; export const a = b + 1; await null; export default import.meta.url;",
  'b.js': 'export let b = 1; export function bump() { b++; }',
};

/** A host whose answers depend on how often it was asked: asking twice would show. */
function world(): World {
  const asked: string[] = [];
  const printed: string[] = [];
  const time = { now: 5 };
  let n = 0;
  const note = (what: string): number => {
    asked.push(what);
    return ++n;
  };
  return {
    asked,
    printed,
    time,
    options: {
      console: (_level, text) => void printed.push(text),
      clock: { now: () => 1_700_000_000_000 + time.now, monotonic: () => time.now },
      functions: {
        count: () => note('count'),
        fails: () => {
          throw new RangeError(`failed ${note('fails')}`);
        },
        data: () => ({ n: note('data'), list: [1, [2n, null]], when: new Date(5) }),
        suspended: { kind: 'suspending' },
      },
      modules: {
        resolve: (s) => `${s}`,
        load: (url) => {
          note(url);
          return { source: MODULES[url] as string, language: 'js' };
        },
      },
    },
  };
}

/** Runs on by at most so many steps, advancing the clock and answering calls as a host would; null where the program has ended. */
function go(machine: Machine, { time }: World, steps: number): Outcome {
  const end = machine.stepsRun + steps;
  for (;;) {
    const outcome = machine.run({ steps: end - machine.stepsRun });
    if (outcome.status !== 'waiting') return outcome;
    const [call] = outcome.calls;
    if (call !== undefined) machine.settle(call.id, { value: [call.id, 'answer'] });
    else time.now = outcome.until as number;
  }
}

const PROGRAMS: Record<string, string> = {
  'closures and loops': `
    function counter() { let a = 0; return () => ++a; }
    const next = counter(); const list = [];
    for (let i = 0; i < 5; i++) list.push(() => i + next());
    console.log(list.map((f) => f()).join());`,
  'the host': `
    let sum = 0; for (let i = 0; i < 3; i++) sum += count();
    try { fails(); } catch (e) { console.log(e.name, e.message); }
    const d = data(); console.log(d.n, d.list[1][0], d.when.getTime(), Date.now(), Math.random());`,
  'timers and promises': `
    const sleep = (ms, v) => new Promise((r) => setTimeout(r, ms, v));
    (async () => { for (let i = 0; i < 3; i++) console.log(await sleep(10 * i, i), performance.now()); })();
    setImmediate(() => console.log('immediate')); queueMicrotask(() => console.log('micro'));
    const t = setInterval(() => { if (++n === 2) clearInterval(t); }, 7); let n = 0;`,
  'calls that wait': `
    (async () => { const [a, b] = await Promise.all([suspended('a'), suspended('b', count())]); console.log(a.join(), b.join()); console.log((await suspended()).join()); })();`,
  'generators, errors, proxies': `
    function* g() { try { for (let i = 0; ; i++) yield i; } finally { console.log('closed'); } }
    for (const x of g()) if (x > 2) break;
    const p = new Proxy({}, { get: (_t, k) => String(k).length }); let s = 0; for (const k of ['a', 'bb']) s += p[k];
    try { null.x; } catch (e) { console.log(e.message, s); }
    console.log([3, 1, 2].sort((a, b) => a - b).join(), 'x'.repeat(3).replace(/x/g, (m) => m + s));`,
  'an uncaught error': `setTimeout(() => console.log('still'), 5); Promise.reject(new Error('one')); Promise.reject(2); function f() { throw new TypeError('x'); } f();`,
};

/** Runs to the end, uncaught errors or not. */
function toEnd(machine: Machine, w: World, steps: number): void {
  for (let rest = 0; rest < 5; ) {
    const outcome = go(machine, w, steps);
    if (outcome.status === 'done') rest = 5;
    else if (outcome.status === 'threw') rest++;
  }
}

describe('every step of the past is that of a fresh run', () => {
  for (const [name, source] of Object.entries(PROGRAMS))
    it.each([37, 1_000_000])(`${name}, run by %i`, (slice) => {
      const w = world();
      const machine = new Machine({ ...w.options, history: { checkpointSteps: 200 } });
      machine.start(source, { name: 'p.js' });
      toEnd(machine, w, slice);
      const end = machine.stepsRun;
      const last = stateOf(machine);
      const asked = w.asked.length;
      const printed = [...w.printed];

      const fresh = world();
      const other = new Machine(fresh.options);
      other.start(source, { name: 'p.js' });
      let compared = 0;
      for (let step = 0; step < end; ) {
        machine.seek(step);
        if (machine.stepsRun === step) {
          expect(Buffer.compare(stateOf(machine), stateOf(other)), `step ${step} of ${end}`).toBe(0);
          expect(machine.printed().map((p) => p.text)).toEqual(fresh.printed);
          compared++;
        }
        const before = other.stepsRun;
        for (let rest = 0; other.stepsRun === before && rest < 5; rest++) go(other, fresh, 1);
        // The state that the next instruction meets: errors have been reported, the next job has begun.
        for (let rest = 0; other.core.frame === null && rest < 5; rest++) go(other, fresh, 0);
        step = other.stepsRun;
      }
      expect(compared).toBeGreaterThan(end * 0.9);
      // Backwards, and to the present.
      for (let step = end - 1; step > 0; step -= 29) {
        machine.seek(step);
        expect(machine.stepsRun).toBeLessThanOrEqual(step);
      }
      machine.seek(end);
      expect(machine.inPast).toBe(false);
      expect(Buffer.compare(stateOf(machine), last)).toBe(0);
      expect(w.asked.length).toBe(asked);
      expect(w.printed).toEqual(printed);
    });

  it('modules, loaded at once and later', async () => {
    for (const later of [false, true]) {
      const w = world();
      const { modules } = w.options;
      const loader = {
        ...modules,
        load: (url: string) => {
          const loaded = modules?.load(url, {});
          return later ? Promise.resolve(loaded) : loaded;
        },
      } as MachineOptions['modules'] & object;
      const machine = new Machine({ ...w.options, modules: loader, history: { checkpointSteps: 300 } });
      machine.start("import u, { a } from 'a.js'; const b = await import('b.js'); b.bump(); console.log(u, a, b.b);", {
        kind: 'module',
        name: 'main.js',
      });
      const states = new Map<number, Uint8Array>();
      for (;;) {
        if (machine.core.frame !== null) states.set(machine.stepsRun, stateOf(machine));
        const outcome = machine.run({ steps: 13 });
        if (outcome.status === 'waiting') await machine.answered();
        else if (outcome.status === 'done') break;
      }
      const asked = w.asked.length;
      expect(asked).toBe(2);
      for (const [step, bytes] of [...states].reverse()) {
        machine.seek(step);
        if (!later) expect(Buffer.compare(stateOf(machine), bytes), `step ${step}`).toBe(0);
        expect(machine.stepsRun).toBe(step);
      }
      expect(w.asked.length).toBe(asked);
      expect(w.printed).toEqual(['a.js 2 2']);
    }
  });
});

describe('a machine with a history', () => {
  const COUNTING = 'let n = 0; for (;;) { n++; if (n % 1000 === 0) console.log(n); }';

  it('goes back by steps and on again', () => {
    const w = world();
    const machine = new Machine({ ...w.options, history: { checkpointSteps: 1000 } });
    machine.start(PROGRAMS['the host'] as string);
    go(machine, w, 1e6);
    const end = machine.stepsRun;
    machine.back();
    expect([machine.stepsRun, machine.inPast, machine.newestStep]).toEqual([end - 1, true, end]);
    machine.back(50);
    expect(machine.stepsRun).toBe(end - 51);
    const place = machine.frames();
    machine.run({ steps: 10 });
    machine.back(10);
    expect(machine.frames()).toEqual(place);
    expect(machine.run()).toMatchObject({ status: 'done' });
    expect(machine.inPast).toBe(false);
    machine.start('count()');
    expect(machine.run()).toMatchObject({ status: 'done', value: 6 });
    machine.back(1e9);
    expect(machine.stepsRun).toBe(0);
    expect(machine.frames()[0]?.function).toBe('<top level>');
    expect(machine.run({ steps: 5 })).toEqual({ status: 'paused', reason: 'steps' });
    expect(machine.run()).toMatchObject({ status: 'done', value: 6 });
    expect(w.asked).toEqual(['count', 'count', 'count', 'fails', 'data', 'count']);
  });

  it('reports an uncaught error again when it comes to it again', () => {
    const machine = new Machine({ history: true });
    machine.start('let a = 1; throw new Error("end");');
    const first = machine.run();
    machine.back(3);
    const second = machine.run();
    expect(second).toEqual(first);
    expect(machine.describeError((second as { error: unknown }).error).text).toContain('Error: end');
  });

  it('looks back for the last state in which something holds', () => {
    const machine = new Machine({ history: { checkpointSteps: 10_000 } });
    machine.start('let n = 0; function tick() { n++; } for (let i = 0; i < 5000; i++) { if (i === 777) tick(); }', {
      name: 't.js',
    });
    machine.run();
    const inTick = (m: Machine): boolean => m.frames()[0]?.function === 'tick';
    expect(machine.reverseTo(inTick)).toBe(true);
    expect(inTick(machine)).toBe(true);
    const found = machine.stepsRun;
    machine.run({ steps: 1 });
    expect(inTick(machine)).toBe(false);
    machine.seek(found);
    expect(machine.reverseTo((m) => m.frames()[0]?.function !== 'tick')).toBe(true);
    expect(machine.stepsRun).toBeLessThan(found);
    expect(machine.reverseTo(inTick)).toBe(false);
    expect(machine.stepsRun).toBe(0);
  });

  it('keeps within its bytes and says how far back it reaches', () => {
    const machine = new Machine({ history: { bytes: 100_000, checkpointSteps: 20_000 } });
    machine.start(COUNTING);
    for (let i = 0; i < 40; i++) {
      machine.run({ steps: 50_000 });
      expect(machine.historyBytes).toBeLessThan(110_000);
    }
    expect(machine.newestStep).toBe(2_000_000);
    for (const step of [1_999_999, 1_950_001, 1_500_000, machine.earliestStep]) {
      machine.seek(step);
      expect(machine.stepsRun).toBe(step);
    }
    expect(() => machine.seek(-1)).toThrow('There is no state to show at step -1: the past of this machine reaches');
    expect(() => machine.seek(2_000_001)).toThrow(RangeError);
  });

  it('gives up the oldest part of a record that grows', () => {
    const machine = new Machine({
      history: { bytes: 200_000, checkpointSteps: 5000 },
      functions: { ask: () => 'x'.repeat(100) },
    });
    machine.start('let s = 0; for (;;) s += ask().length;');
    machine.run({ steps: 100_000 });
    expect(machine.earliestStep).toBeGreaterThan(0);
    expect(machine.historyBytes).toBeLessThan(220_000);
    machine.back(1e9);
    expect(machine.stepsRun).toBe(machine.earliestStep);
    const began = machine.stepsRun;
    machine.run({ steps: 10_000 });
    expect(machine.stepsRun).toBe(began + 10_000);
  });

  it('goes on from the past as if the rest had not been', () => {
    const w = world();
    const machine = new Machine({ ...w.options, history: { checkpointSteps: 100 } });
    machine.start('const seen = []; for (let i = 0; i < 4; i++) { seen.push(count()); console.log(i); } seen.join()');
    expect(machine.run()).toMatchObject({ value: '1,2,3,4' });
    machine.seek(Math.floor(machine.newestStep / 2));
    const kept = machine.printed().length;
    machine.forgetFuture();
    expect(machine.inPast).toBe(false);
    const outcome = machine.run() as { value: string };
    expect(outcome.value).toMatch(/^1,2(,3)?(,4)?,[5-6]/);
    expect(machine.printed().map((p) => p.text)).toEqual(['0', '1', '2', '3']);
    expect(kept).toBeLessThan(4);
    machine.seek(0);
    expect(machine.run()).toEqual(outcome);
  });

  it('lets calls that wait find their answers, whatever it shows', async () => {
    let answer: (v: number) => void = () => undefined;
    const machine = new Machine({
      history: true,
      functions: {
        later: { kind: 'async', call: () => new Promise<number>((resolve) => (answer = resolve)) },
        ask: { kind: 'suspending' },
      },
    });
    machine.start(
      'let n = 0; for (let i = 0; i < 20; i++) n++; Promise.all([later(), ask()]).then((l) => console.log(l.join()))',
    );
    const waiting = machine.run();
    expect(waiting.status).toBe('waiting');
    machine.back(10);
    answer(5);
    await machine.answered();
    const call = (waiting as unknown as { calls: { id: number; name: string }[] }).calls.find((c) => c.name === 'ask');
    expect(machine.settle(call?.id as number, { value: 6 })).toBe(true);
    expect(machine.inPast).toBe(true);
    machine.run();
    expect(machine.printed().map((p) => p.text)).toEqual(['5,6']);
    // Back before the answers, and on in another future, which has the same.
    machine.back(60);
    machine.forgetFuture();
    machine.run();
    expect(machine.printed().map((p) => p.text)).toEqual(['5,6']);
  });

  it('forks from its past', () => {
    const machine = new Machine({ history: true });
    machine.start('let n = 0; for (let i = 0; i < 100; i++) n += i; n');
    machine.run();
    machine.back(40);
    const fork = machine.fork();
    expect(fork.run()).toEqual(machine.run());
  });

  it('shares code with its forks and nothing that changes', () => {
    const inner = Array.from({ length: 2000 }, (_, i) => `function f${i}(a) { return 'text ${i} of many' + a; }`);
    const machine = new Machine();
    machine.start(`function library() { ${inner.join(' ')} return f7(1); } let n = 0; for (;;) n++;`);
    machine.run({ steps: 500 });
    const before = machine.snapshot();
    const fork = machine.fork();
    expect(Buffer.compare(fork.snapshot(), before)).toBe(0);
    fork.run({ steps: 1000 });
    expect(Buffer.compare(machine.snapshot(), before)).toBe(0);
    machine.run({ steps: 1000 });
    expect(Buffer.compare(stateOf(fork), stateOf(machine))).toBe(0);
    const least = (f: () => void): number =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          const began = performance.now();
          f();
          return performance.now() - began;
        }),
      );
    // 200 KB of code are neither written nor read.
    expect(least(() => machine.fork())).toBeLessThan(least(() => machine.snapshot()) / 4);
  });

  it('takes what the embedder changed itself from a checkpoint', () => {
    const machine = new Machine({ history: true });
    machine.start('globalThis.n = 1; for (let i = 0; i < 10; i++) n += 1; n');
    machine.run({ steps: 30 });
    machine.core.randomState[0] = 99;
    machine.changed();
    machine.run();
    const bytes = machine.snapshot();
    machine.seek(35);
    expect(machine.core.randomState[0]).toBe(99);
    machine.seek(29);
    expect(machine.core.randomState[0]).not.toBe(99);
    machine.run({ steps: 1 });
    expect(machine.core.randomState[0]).toBe(99);
    machine.run();
    expect(Buffer.compare(machine.snapshot(), bytes)).toBe(0);
  });

  it('gives functions of the host back what they gave back, handles too', () => {
    const kept: unknown[] = [];
    const machine = new Machine({
      history: { checkpointSteps: 1e6 },
      functions: {
        keep: (v) => void kept.push(v),
        give: (i) => ({ it: kept[i as number] }),
        wait: { kind: 'suspending' },
      },
    });
    machine.start(`
      class Point { constructor(x) { this.x = x; } }
      const p = new Point(1); keep(p); keep(() => p.x);
      const seen = []; for (let i = 0; i < 3; i++) { p.x++; seen.push(give(0).it === p, give(1).it(), give(0).it.x); }
      wait().then((q) => { seen.push(q === p); console.log(seen.join()); });`);
    const outcome = machine.run() as unknown as { calls: { id: number }[] };
    machine.settle(outcome.calls[0]?.id as number, { value: kept[0] });
    machine.run();
    const end = machine.newestStep;
    const expected = 'true,2,2,true,3,3,true,4,4,true';
    expect(machine.printed().map((line) => line.text)).toEqual([expected]);
    const states = new Map<number, Uint8Array>();
    for (let step = end; step >= 0; step--) {
      machine.seek(step);
      expect(machine.stepsRun).toBe(step);
      states.set(step, stateOf(machine));
    }
    for (let step = 0; step < end; step++) {
      expect(Buffer.compare(stateOf(machine), states.get(step) as Uint8Array), `step ${step}`).toBe(0);
      machine.run({ steps: 1 });
    }
    machine.seek(0);
    machine.run();
    expect(kept.length).toBe(2);
  });

  it('asks once where a place was written, and shows the same in its past', () => {
    const asked: string[] = [];
    const mapPosition = ({ file, line, column }: SourcePlace): SourcePlace | null => {
      asked.push(`${line}:${column}`);
      // No map is there at first; what has been said of a place holds.
      return asked.length < 3 ? null : { file: `${file}.ts`, line: line + 10, column };
    };
    const machine = new Machine({ host: { mapPosition }, history: { checkpointSteps: 20 } });
    machine.start(
      'function f() { return new Error().stack.split("\\n").slice(1).join(); }\nfor (let i = 0; i < 3; i++) console.log(f());\nconsole.log(new Error().stack.slice(-13));',
      { name: 'p.js' },
    );
    const { status } = machine.run();
    expect(status).toBe('done');
    const printed = ['    at f (p.js:1:23),    at p.js:2:41', '    at f (p.js:1:23),    at p.js:2:41'];
    expect(machine.printed().map((line) => line.text)).toEqual([...printed, printed[0], 'p.js.ts:13:13']);
    expect(asked).toEqual(['1:23', '2:41', '3:13']);
    for (let step = machine.newestStep - 1; step > 0; step -= 17) machine.seek(step);
    expect(machine.run()).toMatchObject({ status: 'done' });
    expect(asked.length).toBe(3);
  });

  it('can be asked about its timers without its past being touched', () => {
    const w = world();
    const machine = new Machine({ ...w.options, history: true });
    machine.start('setTimeout(() => console.log(performance.now()), 20); let n = 0; for (let i = 0; i < 50; i++) n++;');
    machine.run({ steps: 100 });
    const waits = (): (number | undefined)[] => new Inspector(machine).queues().timers.map((timer) => timer.in);
    expect(waits()).toEqual([20]);
    go(machine, w, 1e6);
    machine.seek(150);
    expect(waits()).toEqual([20]);
    expect(machine.run()).toMatchObject({ status: 'done' });
    expect(w.printed).toEqual(['25']);
    machine.seek(100);
    machine.run();
    expect(machine.printed().map((line) => line.text)).toEqual(['25']);
  });

  it('asks the host once for what does not fit at first', () => {
    for (const history of [false, true]) {
      let asked = 0;
      const machine = new Machine({
        history,
        limits: { heapBytes: 1_000_000 },
        functions: {
          large: () => {
            asked++;
            return new Array(60_000).fill(asked);
          },
        },
      });
      machine.start('const all = []; for (let i = 0; i < 3; i++) all.push(large()); all.length');
      const outcomes: string[] = [];
      for (let heapBytes = 1_000_000; ; heapBytes += 500_000) {
        const outcome = machine.run();
        outcomes.push(outcome.status);
        if (outcome.status === 'done') break;
        machine.setLimits({ heapBytes });
      }
      expect(outcomes.length).toBeGreaterThan(2);
      expect(asked).toBe(3);
      if (!history) continue;
      for (let step = machine.newestStep - 1; step > 0; step -= 7) machine.seek(step);
      expect(machine.run()).toMatchObject({ status: 'done', value: 3 });
      expect(asked).toBe(3);
    }
  });

  it('is changed only where it is newest', () => {
    const machine = new Machine({ history: true });
    machine.start('1 + 1');
    machine.run();
    machine.seek(0);
    expect(() => machine.start('2')).toThrow('the machine shows its past (step 0 of');
    expect(() => machine.collect()).toThrow('go to the newest step');
    const plain = new Machine();
    expect(() => plain.back()).toThrow('this machine keeps no history');
  });
});
