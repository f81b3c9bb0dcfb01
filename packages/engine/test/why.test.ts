import { describe, expect, it } from 'vitest';
import type { Handle } from '../src/host/data.ts';
import { Machine } from '../src/host/embedding.ts';
import type { MachineOptions } from '../src/host/options.ts';

const program = `
function foo() {
  let a = { text: 'kept by nobody else' };
  let n = 1;
  return function bar() { n++; return a; };
}
for (let i = 0; i < 50; i++);
const next = foo();
var table = new Map();
for (let i = 0; i < 50; i++);
function rest() { let local = [1, 2]; for (;;) local.length; }
`;

function machine(options: MachineOptions = {}, code = program): Machine {
  const m = new Machine({ history: true, ...options });
  m.start(code, { name: 'x.js' });
  expect(m.run().status).toBe('done');
  return m;
}

const strategies = ['flat', 'linked', 'frame', 'table'] as const;

describe.each(strategies)('why a binding is alive, under %s', (storage) => {
  it('tells path, bytes, value and step', () => {
    const m = machine({ storage });
    const [a, ...more] = m.why('a');
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      what: 'a',
      declared: { function: 'foo', file: 'x.js', line: 3, column: 7 },
      value: { what: 'object Object', since: { exact: true, at: { function: 'foo', line: 3 } } },
    });
    expect(a?.path.slice(0, 2)).toEqual(['global next', 'closure bar']);
    expect(a?.path.at(-1)).toBe('a');
    const kept = m.kept().find(({ binding }) => binding === 'a');
    expect(a?.bytes).toBe(kept?.bytes);
    expect(a?.path).toEqual(kept?.path);
    expect(m.why('n')[0]?.value).toEqual({ what: '1', since: null });
  });

  it('names the step after which it is there, and not before', () => {
    const m = machine({ storage });
    const step = m.why('a')[0]?.value?.since?.step as number;
    m.seek(step);
    expect(
      m.why({ name: 'a', line: 3 }).length + m.frames().filter((f) => f.function === 'foo').length,
    ).toBeGreaterThan(0);
    const things = m.heap().nodes.length;
    m.seek(step - 1);
    expect(m.heap().nodes.length).toBeLessThan(things);
    expect(m.frames()[0]).toMatchObject({ function: 'foo', line: 3 });
  });
});

describe('why', () => {
  it('tells of global bindings and what goes if they go', () => {
    const m = machine();
    expect(m.why('next')[0]).toMatchObject({
      declared: null,
      path: ['global next'],
      value: { what: 'closure bar', since: { at: { function: 'foo', line: 5 } } },
    });
    const [table] = m.why('table');
    expect(table?.value).toMatchObject({ what: 'object Map', since: { at: { function: '<top level>', line: 9 } } });
    expect(table?.bytes).toBeGreaterThan(50);
  });

  it('tells of values, but not by the handles that ask', () => {
    const m = machine();
    m.start('next');
    const outcome = m.run();
    const bar = (outcome.status === 'done' ? outcome.value : null) as Handle;
    const [why] = m.why(bar);
    expect(why).toMatchObject({
      what: 'closure bar',
      declared: null,
      path: ['global next', 'closure bar'],
      value: null,
    });
    expect(why?.since).toEqual(m.why('next')[0]?.value?.since);
  });

  it('tells of a value that only the host keeps', () => {
    const m = machine();
    m.start('(function lonely() {})');
    const outcome = m.run();
    const [why] = m.why((outcome.status === 'done' ? outcome.value : null) as Handle);
    expect(why).toMatchObject({ what: 'closure lonely', since: null });
    expect(why?.path.at(-1)).toBe('closure lonely');
  });

  it('tells of variables in registers of frames on the stack', () => {
    const m = new Machine({ history: true });
    m.start(`${program}rest();`, { name: 'x.js' });
    expect(m.run({ steps: 2000 }).status).toBe('paused');
    const [local] = m.why('local');
    expect(local).toMatchObject({
      declared: { function: 'rest', line: 11 },
      path: ['frame of rest', 'local'],
      since: null,
      value: { what: 'object Array', since: { exact: true, at: { function: 'rest', line: 11 } } },
    });
  });

  it('has nothing to say of what is not alive', () => {
    const m = machine();
    expect(m.why('nothing')).toEqual([]);
    expect(m.why({ name: 'a', function: 'bar' })).toEqual([]);
    expect(m.why({ name: 'a', line: 4 })).toEqual([]);
    expect(m.why({ name: 'a', file: 'x.js', function: 'foo', line: 3 })).toHaveLength(1);
  });

  it('does not know since when without a history', () => {
    const m = machine({ history: false });
    expect(m.why('a')[0]).toMatchObject({ since: null, value: { since: null } });
  });

  it('finds the same steps however the past is kept', () => {
    const long = program.replaceAll('50', '20000');
    const all = [{}, { checkpointSteps: 7000 }, { checkpointSteps: 100_000 }].map((history) => {
      const m = machine({ history }, long);
      return m.why('a').map(({ since, value }) => [since, value?.since]);
    });
    expect(all[0]?.[0]?.[0]).toMatchObject({ exact: true });
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });

  it('says so where the past does not reach far enough', () => {
    const m = machine({ history: { checkpointSteps: 2000, bytes: 1 } }, program.replaceAll('50', '20000'));
    expect(m.earliestStep).toBeGreaterThan(0);
    expect(m.why('a')[0]?.since).toMatchObject({ step: m.earliestStep, exact: false });
  });

  it('answers for the state that is shown', () => {
    const m = machine();
    const step = m.why('next')[0]?.value?.since?.step as number;
    const newest = m.why('a')[0];
    m.seek(step + 20);
    expect(m.why('a')[0]?.since).toEqual(newest?.since);
    m.seek(step - 12);
    expect(m.why({ name: 'a', function: 'foo' }).every(({ path }) => !path.includes('global next'))).toBe(true);
  });

  it('dates many bindings at once, and no more than are worth it', () => {
    const many = `
      const all = [];
      function make(i) { const mine = { i }; return () => mine; }
      for (let i = 0; i < 100; i++) all.push(make(i));`;
    const m = machine({}, many);
    const { bindings } = m.keptReport({ since: true });
    expect(bindings).toHaveLength(100);
    const steps = bindings.map(({ since }) => since?.step);
    const dated = steps.filter((step) => step !== undefined);
    expect(dated).toHaveLength(64);
    expect(new Set(dated).size).toBe(64);
    expect(bindings[5]?.since).toEqual(m.why('mine')[5]?.since);
    expect(m.keptReport().bindings[0]).not.toHaveProperty('since');
  });
});
