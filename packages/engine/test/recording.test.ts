/** Recordings: a machine that replays one does what the recorded run did, and asks nobody. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  describeRecording,
  HistoryError,
  loadTypeScript,
  Machine,
  type MachineOptions,
  type Outcome,
  RecordingError,
  SnapshotError,
} from '../src/index.ts';
import { hashOf } from '../src/snapshot/bytes.ts';

interface Run {
  readonly machine: Machine;
  readonly printed: readonly string[];
  readonly outcome: Outcome;
  readonly bytes: Uint8Array;
}

const MODULES: Record<string, string> = {
  'a.js': "import { b } from 'b.js'; export const a = b + 1; await null; export default import.meta.url;",
  'b.js': 'export let b = 1; export function bump() { b++; }',
  't.ts': 'export const t: number = 7; export function f(x: string): never { throw new Error(x); }',
};

/** A host whose answers are never the same twice. */
function host(): MachineOptions & { readonly time: { now: number } } {
  let n = 0;
  const time = { now: 5 };
  return {
    time,
    clock: { now: () => 1_700_000_000_000 + time.now, monotonic: () => (time.now += 0.25) },
    seed: 7,
    functions: {
      count: () => ++n,
      fails: (_a: unknown, _b: unknown) => {
        throw Object.assign(new RangeError(`failed ${++n}`), { code: 'E' });
      },
      throwsData: () => {
        throw { n: ++n };
      },
      data: () => {
        const list: unknown[] = [++n, [2n, null, -0, Number.NaN, undefined, 'é\ud800', -5n]];
        return { list, same: list, when: new Date(5), ['__proto__']: 1 };
      },
      slow: { kind: 'async', call: (x: unknown) => Promise.resolve([x, ++n]) },
      refuses: { kind: 'async', call: () => Promise.reject(new TypeError('no')) },
      suspended: { kind: 'suspending' },
    },
    modules: {
      resolve: (s) => (s === 'none' ? fail() : s),
      load: (url) => {
        n++;
        const loaded = {
          source: MODULES[url] as string,
          language: url.endsWith('.ts') ? ('ts' as const) : ('js' as const),
        };
        return url === 'b.js' ? Promise.resolve(loaded) : loaded;
      },
      meta: () => ({ n: String(++n) }),
    },
    host: {
      urlParse: (url) => (url.startsWith('x:') ? { href: `${url}#${++n}`, protocol: 'x:' } : null),
      mapPosition: ({ file, line, column }) => (file === 'p.js' ? { file: 'p.ts', line: line + 100, column } : null),
    },
  };
}

function fail(): never {
  throw Object.assign(new Error('there is no such module'), { code: 'ERR_MODULE_NOT_FOUND' });
}

async function record(
  source: string,
  slice: number,
  options: MachineOptions = {},
  kind: 'script' | 'module' = 'script',
): Promise<Run> {
  const given = host();
  const printed: string[] = [];
  const machine = new Machine({
    ...given,
    ...options,
    history: { bytes: Number.POSITIVE_INFINITY, checkpointSteps: Number.POSITIVE_INFINITY, printed: false },
    console: (level, text) => void printed.push(`${level} ${text}`),
  });
  machine.start(source, { name: 'p.js', kind });
  for (;;) {
    const outcome = machine.run({ steps: slice });
    if (outcome.status === 'paused') continue;
    if (outcome.status !== 'waiting') return { machine, printed, outcome, bytes: machine.recording() };
    const call = outcome.calls.find((one) => one.kind === 'call' && one.name === 'suspended');
    if (call !== undefined) machine.settle(call.id, { value: [call.id, 'answer'] });
    else if (outcome.calls.length > 0) await machine.answered();
    else if (outcome.until !== undefined) given.time.now = outcome.until;
    else return { machine, printed, outcome, bytes: machine.recording() };
  }
}

/** What can be compared of an outcome: handles are of one machine. */
function shown(machine: Machine, outcome: Outcome): unknown {
  if (outcome.status === 'done') return ['done', machine.inspect(outcome.value)];
  if (outcome.status === 'threw') return ['threw', machine.describeError(outcome.error), outcome.rejection, outcome.at];
  return outcome.status === 'waiting' ? ['waiting', outcome.calls] : outcome;
}

const PROGRAMS: Record<string, string> = {
  'the host': `
    let sum = 0; for (let i = 0; i < 3; i++) sum += count();
    try { fails(); } catch (e) { console.log(e.name, e.message, fails.length); }
    try { throwsData(); } catch (e) { console.log(e.n); }
    const d = data(); console.log(d, d.list === d.same, Date.now(), Math.random(), performance.now(), sum);`,
  'timers and promises': `
    const sleep = (ms, v) => new Promise((r) => setTimeout(r, ms, v));
    (async () => { for (let i = 0; i < 3; i++) console.log(await sleep(10 * i, i), performance.now()); })();
    setImmediate(() => console.log('immediate')); queueMicrotask(() => console.log('micro'));
    const t = setInterval(() => { if (++n === 2) clearInterval(t); }, 7); let n = 0;`,
  'calls that wait': `
    (async () => {
      const [a, b, c] = await Promise.all([suspended('a'), suspended('b', count()), slow(1)]);
      console.log(a.join(), b.join(), c.join());
      await refuses().catch((e) => console.log(e.name, e.message));
    })();`,
  modules: `import('a.js').then(async (a) => { console.log(a.default, a.a); const b = await import('b.js'); b.bump(); console.log(b.b); });
    import('none').catch((e) => console.log(e.message, e.code)); import('t.ts').then((t) => t.f('typed'));`,
  'places that a source map tells': `
    function f() { throw new Error('mapped'); }
    try { f(); } catch (e) { console.log(e.stack); }
    console.log(new URL('x:y').href); try { new URL('no'); } catch (e) { console.log(e.code); } f();`,
  'an uncaught error': `setTimeout(() => console.log('never'), 5); console.log('a'); function f() { null.x; } f();`,
  'a rejection': `Promise.reject(new Error('one')); console.log('a');`,
  'a value': '({ a: [1, count()], b: class X {} })',
  'a wait without an end': 'console.log(1); new Promise(() => {}).then(); suspendedForever = slow; 1',
  'much that is dropped':
    'let s = 0; for (let i = 0; i < 3000; i++) { s += [i, { i }].length; } new WeakRef({}).deref(); s',
};

beforeAll(() => loadTypeScript());

describe('a replay prints and ends as the recorded run did, and asks nobody:', () => {
  for (const [name, source] of Object.entries(PROGRAMS))
    it.each([41, 1_000_000])(`${name}, run by %i`, async (slice) => {
      const options = name.startsWith('much') ? { limits: { heapBytes: 300_000 } } : {};
      const first = await record(source, slice, options);
      for (const by of [1_000_000_000, 17]) {
        const printed: string[] = [];
        const machine = Machine.replay(first.bytes, {
          console: (level, text) => void printed.push(`${level} ${text}`),
        });
        expect([machine.stepsRun, machine.inPast, machine.newestStep]).toEqual([0, true, first.machine.stepsRun]);
        let outcome = machine.run({ steps: by });
        while (machine.inPast) outcome = machine.run({ steps: by });
        expect(printed).toEqual(first.printed);
        expect(shown(machine, outcome)).toEqual(shown(first.machine, first.outcome));
        expect(machine.stepsRun).toBe(first.machine.stepsRun);
        // A recording of the replay is the recording.
        expect(Buffer.compare(machine.recording(), first.bytes)).toBe(0);
      }
    });

  it('a module', async () => {
    const first = await record(
      "import u, { a } from 'a.js'; console.log(u, a, import.meta.n, count());",
      100,
      {},
      'module',
    );
    expect(first.outcome.status).toBe('done');
    const printed: string[] = [];
    const machine = Machine.replay(first.bytes, { console: (level, text) => void printed.push(`${level} ${text}`) });
    expect(machine.run().status).toBe('done');
    expect(printed).toEqual(first.printed);
    expect(machine.sourceOf('b.js')).toBe(MODULES['b.js']);
    expect(machine.sourceOf('c.js')).toBe(undefined);
  });
});

const COUNTING = `const seen = []; for (let i = 0; i < 4; i++) { seen.push(count()); console.log(i, seen.join()); }
  suspended().then((v) => console.log('answered', v)); 1`;

/** One that was left in the middle, a call having no answer yet. */
function leftOff(): Uint8Array {
  const machine = new Machine({ ...host(), history: true });
  machine.start(COUNTING);
  while (machine.run({ steps: 50 }).status === 'paused');
  return machine.recording({ note: 'left off' });
}

describe('a machine that replays', () => {
  it('goes to any step, back, and on again', () => {
    const bytes = leftOff();
    const printed: string[] = [];
    const machine = Machine.replay(bytes, { console: (_level, text) => void printed.push(text) });
    const end = machine.newestStep;
    machine.seek(Math.floor(end / 2));
    expect([machine.stepsRun, machine.inPast]).toEqual([Math.floor(end / 2), true]);
    const half = machine.printed().length;
    expect(printed.length).toBe(half);
    expect(half).toBeGreaterThan(0);
    const state = machine.snapshot();
    machine.back(20);
    machine.run({ steps: 20 });
    expect(machine.printed().length).toBe(half);
    machine.seek(end);
    expect(machine.inPast).toBe(false);
    machine.back(end - Math.floor(end / 2));
    expect(machine.stepsRun).toBe(Math.floor(end / 2));
    expect(machine.snapshot().length).toBe(state.length);
    expect(machine.run().status).toBe('waiting');
    expect(printed).toEqual(['0 1', '1 1,2', '2 1,2,3', '3 1,2,3,4']);
  });

  it('goes on by itself at the end, with what it is given', () => {
    const printed: string[] = [];
    const console = (_level: string, text: string) => void printed.push(text);
    const machine = Machine.replay(leftOff(), { console });
    // What was answered is in the recording, and nothing else.
    expect(machine.settle(1, { value: 'too early' })).toBe(false);
    const outcome = machine.run() as Outcome & { readonly status: 'waiting' };
    expect(outcome.calls.map((call) => call.kind === 'call' && call.name)).toEqual(['suspended']);
    expect(machine.settle(outcome.calls[0]?.id as number, { value: 5 })).toBe(true);
    expect(machine.run()).toMatchObject({ status: 'done', value: 1 });
    expect(printed.at(-1)).toBe('answered 5');
    machine.start('try { count() } catch (e) { console.log(e.message) }');
    machine.run();
    expect(printed.at(-1)).toBe("the recording ends here, and the function 'count' was not given to go on with");
    const given = Machine.replay(leftOff(), { console, functions: { count: () => 77 } });
    given.run();
    given.start('console.log(count(), count.length)');
    given.run();
    expect(printed.at(-1)).toBe('77 0');
  });

  it('leaves the recording where its future is forgotten', () => {
    let asked = 0;
    const machine = Machine.replay(leftOff(), { functions: { count: () => 100 + ++asked } });
    machine.reverseTo(() => false);
    while (machine.printed().length < 2) machine.run({ steps: 1 });
    expect(asked).toBe(0);
    machine.forgetFuture();
    expect(machine.inPast).toBe(false);
    machine.run();
    expect(machine.printed().map(({ text }) => text)).toEqual(['0 1', '1 1,2', '2 1,2,101', '3 1,2,101,102']);
    machine.back(20);
    expect(machine.inPast).toBe(true);
    expect(Machine.replay(machine.recording()).run().status).toBe('waiting');
  });

  it('begins where the past of the recorded machine began', () => {
    const machine = new Machine({ ...host(), history: { bytes: 60_000, checkpointSteps: 2000 } });
    machine.start('let n = 0; for (;;) { n += count(); if (n % 7 === 0) console.log(n); }');
    machine.run({ steps: 60_000 });
    expect(machine.earliestStep).toBeGreaterThan(0);
    const again = Machine.replay(machine.recording());
    expect([again.stepsRun, again.earliestStep, again.newestStep]).toEqual([
      machine.earliestStep,
      machine.earliestStep,
      60_000,
    ]);
    expect(again.run()).toEqual({ status: 'paused', reason: 'steps' });
    const lines = machine.printed();
    expect(again.printed()).toEqual(lines.slice(lines.length - again.printed().length));
    expect(again.printed().length).toBeGreaterThan(5);
    expect(again.snapshot().length).toBe(machine.snapshot().length);
  });

  it('gives handles back, and takes changes from outside from the recording', () => {
    const kept: unknown[] = [];
    const functions = { keep: (v: unknown) => void kept.push(v), give: () => kept[0] };
    const machine = new Machine({ functions, history: true });
    machine.start(
      'class P { n = 1 } const p = new P(); keep(p); let s = 0; for (let i = 0; i < 3; i++) s += give() === p; s',
    );
    machine.run({ steps: 40 });
    machine.core.randomState[0] = 99;
    machine.changed();
    const first = machine.run();
    expect(first).toMatchObject({ status: 'done', value: 3 });
    const again = Machine.replay(machine.recording());
    expect(again.run()).toEqual(first);
    expect(again.core.randomState[0]).toBe(99);
    expect(kept.length).toBe(1);
    again.seek(30);
    expect(again.core.randomState[0]).not.toBe(99);
  });

  it('ends at a limit as the recorded run did, and is held by the limit from there', () => {
    const machine = new Machine({ history: true, limits: { steps: 500 } });
    machine.start('for (;;);');
    const first = machine.run();
    const again = Machine.replay(machine.recording());
    expect([again.run(), again.stepsRun]).toEqual([first, 500]);
    expect(again.run()).toEqual(first);
  });
});

describe('a recording', () => {
  it('says what it is', () => {
    const bytes = leftOff();
    expect(describeRecording(bytes)).toMatchObject({
      engine: '0.1.0',
      note: 'left off',
      begin: 0,
      outcome: 'waiting',
      functions: ['count', 'fails', 'throwsData', 'data', 'slow', 'refuses', 'suspended'],
      needsTypeScript: false,
    });
    expect(() => Machine.replay(bytes, { functions: { count: { kind: 'suspending' } } })).toThrow(
      "The function 'count' was sync when recorded; the one given is suspending.",
    );
    expect(() => new Machine().recording()).toThrow('this machine keeps no history');
  });

  /** Bytes whose hash fits, whatever else they are. */
  const hashed = (bytes: Uint8Array): Uint8Array => {
    const out = bytes.slice();
    const hash = hashOf(out.subarray(0, out.length - 16));
    for (let i = 0; i < 16; i++) out[out.length - 16 + i] = hash.charCodeAt(i);
    return out;
  };

  it('that is none, or was cut short, altered, or made by another version, is refused', () => {
    const bytes = leftOff();
    const refusal = (of: Uint8Array): string => {
      try {
        Machine.replay(of);
      } catch (e) {
        if (e instanceof RecordingError) return `${e.code} ${e.message}`;
        throw e;
      }
      return 'none';
    };
    for (let length = 0; length < bytes.length; length += 7)
      expect(refusal(bytes.subarray(0, length))).toMatch(/^DAMAGED The recording is damaged: /);
    for (let at = 9; at < bytes.length; at += 11) {
      const altered = bytes.slice();
      altered[at] = (altered[at] as number) ^ 4;
      expect(refusal(altered)).toBe('DAMAGED The recording is damaged: its bytes do not fit their hash.');
    }
    expect(refusal(new Machine().snapshot())).toBe('DAMAGED The recording is damaged: it does not begin as one.');
    const later = bytes.slice();
    later[8] = 9;
    expect(refusal(later)).toBe('VERSION The recording is of version 9 of the format; this engine reads version 1.');
    const engine = String.fromCharCode(...bytes).indexOf('0.1.0');
    const other = bytes.slice();
    other[engine] = '7'.charCodeAt(0);
    expect(refusal(hashed(other))).toBe(
      'VERSION The recording was made by engine 7.1.0, and this is 0.1.0: a recording is replayed by the engine that made it. ' +
        'To go on with the run here, replay it there to the step that matters and save it as a snapshot ' +
        '(`saguaro replay FILE --to STEP -o FILE.sag`), which this engine reads.',
    );
  });

  it('that was forged is refused, or replayed within the machine, and comes to an end', async () => {
    const sources = ['the host', 'timers and promises', 'calls that wait', 'modules', 'a rejection'];
    const seeds = await Promise.all(sources.map(async (name) => (await record(PROGRAMS[name] as string, 60)).bytes));
    let x = 12345;
    const random = (below: number): number => {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      return Math.floor((x / 2 ** 32) * below);
    };
    const ends: Record<string, number> = {};
    for (let i = 0; i < 1200; i++) {
      const forged = (seeds[random(seeds.length)] as Uint8Array).slice();
      // Most often what follows the state, whose own bytes are hashed as well.
      const from = random(4) === 0 ? 40 : Math.floor(forged.length * 0.7);
      for (let n = 1 + random(3); n > 0; n--) forged[from + random(forged.length - 16 - from)] = random(256);
      let end: string;
      try {
        const machine = Machine.replay(hashed(forged), { history: { checkpointSteps: 1e6 } });
        let outcome = machine.run({ steps: 20_000 });
        if (machine.inPast) outcome = machine.run({ steps: 20_000 });
        end = outcome.status;
      } catch (e) {
        if (!(e instanceof RecordingError || e instanceof HistoryError || e instanceof SnapshotError)) throw e;
        end = e.name;
      }
      ends[end] = (ends[end] ?? 0) + 1;
    }
    // Each has been met, so that each is tested.
    for (const end of ['RecordingError', 'HistoryError', 'done']) expect(ends[end] ?? 0, end).toBeGreaterThan(20);
  }, 120_000);
});
