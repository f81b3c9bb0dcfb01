/** Going back, where the machine keeps a history. */
import { describe, expect, it } from 'vitest';
import { answer, debug, place, variables, walk } from './session.ts';

const RECURSIVE = `function f(n) {
  if (n === 0) return 0;
  const r = f(n - 1);
  return r + n;
}
let t = f(3);
t += 1;
t += f(1);
console.log(t);
`;

function atEnd(source = RECURSIVE, history: { checkpointSteps: number } | true = true) {
  const session = debug(source, { history });
  session.d.setBreakpoint({ file: '/x.js', line: 9 });
  expect(session.d.continue()).toMatchObject({ status: 'stopped', breakpoints: [1] });
  return session;
}

describe('steps back', () => {
  it.each([true, { checkpointSteps: 10 }] as const)('over stay in the function (%o)', (history) => {
    const { d } = atEnd(RECURSIVE, history);
    expect(walk(d, RECURSIVE, () => d.backOver())).toEqual([
      '8: t += f(1);',
      '7: t += 1;',
      '6: let t = f(3)',
      'earliest',
    ]);
  });

  it('in undo every statement, and forward goes the same way again', () => {
    const { d, machine } = atEnd();
    const there = machine.steps();
    const back = walk(d, RECURSIVE, () => d.backIn());
    expect(back.slice(0, 4)).toEqual(['4: return r + n;', '2: return 0;', '2: if (n === 0)', '3: const r = f(n - 1)']);
    expect(back.at(-1)).toBe('earliest');
    const forth = walk(d, RECURSIVE, () => d.stepIn(), back.length - 1);
    // Steps forward also stop where a caller goes on in the middle of a statement.
    expect(forth.filter((at) => back.includes(at)).length).toBeGreaterThan(10);
    expect(d.continue()).toMatchObject({ status: 'stopped', breakpoints: [1] });
    expect(machine.steps()).toBe(there);
    expect(machine.inPast).toBe(false);
  });

  it('that go forward from the past end where it becomes the present', () => {
    const source =
      'function g(a) {\n  return a;\n}\nfunction f(n) {\n  const r = g(n);\n  return r;\n}\nlet s = f(1);\ns += f(2);\ns;\n';
    const { d, machine } = debug(source, { history: true });
    d.setBreakpoint({ file: '/x.js', line: 6 });
    d.continue();
    for (const step of [() => d.stepOut(), () => d.stepOver()]) {
      expect(d.backIn()).toMatchObject({ reason: 'step' });
      expect(place(d, source)).toBe('2: return a;');
      step();
      expect(machine.inPast).toBe(false);
      expect(place(d, source)).toBe('6: return r;');
    }
  });

  it('out goes to the call', () => {
    const { d } = atEnd();
    walk(d, RECURSIVE, () => d.backIn(), 2);
    expect(variables(d)['n']).toBe('0');
    expect(walk(d, RECURSIVE, () => d.backOut())).toEqual(['3: const r = f(n - 1)', '8: t += f(1);', 'earliest']);
  });

  it('continue to the breakpoint met last', () => {
    const { d } = atEnd();
    d.setBreakpoint({ file: '/x.js', line: 4, condition: 'n === 2' });
    expect(d.reverseContinue()).toEqual({ status: 'stopped', reason: 'breakpoint', breakpoints: [2] });
    expect(variables(d)).toMatchObject({ n: '2', r: '1' });
    expect(d.reverseContinue()).toMatchObject({ reason: 'earliest' });
    expect(walk(d, RECURSIVE, () => d.continue())).toEqual(['4: return r + n;', '9: console.log(t);']);
  });

  it('stop at `debugger` statements too', () => {
    const source = 'let a = 1;\ndebugger;\na = 2;\na = 3;\n\n\n\n\na = 4;\n';
    const { d } = debug(source, { history: true });
    d.setBreakpoint({ file: '/x.js', line: 9 });
    d.continue();
    d.continue();
    expect(place(d, source)).toBe('9: a = 4;');
    expect(d.reverseContinue()).toEqual({ status: 'stopped', reason: 'debugger', breakpoints: [] });
    expect(variables(d)['a']).toBe('1');
  });

  it('can be taken in slices, and left off', () => {
    const source = 'let i = 0;\nwhile (i < 30000) {\n  i++;\n}\n\n\n\n\ni;\n';
    const { d, machine } = atEnd(source);
    const end = machine.steps();
    d.setBreakpoint({ file: '/x.js', line: 1 });
    const slices = d.backward('continue');
    for (let i = 0; i < 3; i++) expect(slices.next()).toEqual({ done: false, value: undefined });
    expect(machine.steps()).toBeLessThan(end);
    slices.return(undefined as never);
    expect(machine.steps()).toBe(end);
    expect(place(d, source)).toBe('9: i;');
    expect(d.reverseContinue()).toMatchObject({ reason: 'breakpoint', breakpoints: [2] });
    expect(place(d, source)).toBe('1: let i = 0');
    expect(d.continue()).toMatchObject({ reason: 'breakpoint', breakpoints: [1] });
  });

  it('need a history', () => {
    const { d } = debug(RECURSIVE);
    d.stepIn();
    expect(() => d.backIn()).toThrow('this machine keeps no history');
  });
});

describe('the past', () => {
  it('answers questions, and is not changed by them', () => {
    const { d, machine } = atEnd();
    d.backOver();
    const step = machine.steps();
    expect(answer(d, 't')).toBe('7');
    expect(answer(d, '[t].map((x) => x * 2)[0]')).toBe('14');
    expect(answer(d, 't = 1000')).toBe('1000');
    expect(answer(d, 't')).toBe('7');
    expect(machine.steps()).toBe(step);
    expect(() => d.setVariable(0, 0, 't', '5')).toThrow(/shows its past/);
    expect(() => d.restartFrame(0)).toThrow(/shows its past/);
    d.continue();
    expect(answer(d, 't')).toBe('8');
  });

  it('knows what has been changed by hand', () => {
    const { d, printed } = atEnd();
    expect(answer(d, 't = 50')).toBe('50');
    d.setBreakpoint({ file: '/x.js', line: 7 });
    expect(walk(d, RECURSIVE, () => d.reverseContinue(), 1)).toEqual(['7: t += 1;']);
    expect(answer(d, 't')).toBe('6');
    expect(walk(d, RECURSIVE, () => d.continue(), 1)).toEqual(['9: console.log(t);']);
    expect(answer(d, 't')).toBe('50');
    expect(d.continue().status).toBe('done');
    expect(printed).toEqual(['50']);
  });

  it('knows what has been changed where something is thrown', () => {
    const source =
      'let n = 1;\nfunction f(dead) {\n  throw new Error("no " + dead);\n}\ntry {\n  f(2);\n} catch (e) {\n  n += 1;\n}\nn;\n';
    const { d } = debug(source, { history: true });
    d.setExceptionStops({ caught: true, uncaught: true });
    d.setBreakpoint({ file: '/x.js', line: 10 });
    expect(d.continue()).toMatchObject({ reason: 'exception', caught: true });
    expect(answer(d, '[dead].map((x) => x + 1)[0]')).toBe('3');
    expect(answer(d, 'n = 50')).toBe('50');
    expect(d.continue()).toMatchObject({ reason: 'breakpoint' });
    expect(answer(d, 'n')).toBe('51');
    expect(walk(d, source, () => d.backIn(), 2)).toEqual(['8: n += 1;', '3: throw new Error("no " + dead);']);
    expect(answer(d, 'n')).toBe('1');
    expect(d.continue()).toMatchObject({ reason: 'exception' });
    expect(d.continue()).toMatchObject({ reason: 'breakpoint' });
    expect(answer(d, 'n')).toBe('51');
  });

  it('of asynchronous code is gone through as it was', () => {
    const source = `async function wait(n) {
  await null;
  return n;
}
async function main() {
  let a = await wait(1);
  a += await wait(2);
  debugger;
  return a;
}
main();
`;
    const { d } = debug(source, { history: true });
    d.continue();
    expect(place(d, source)).toBe('8: debugger;');
    expect(walk(d, source, () => d.backIn(), 5)).toEqual([
      '3: return n;',
      '2: await null;',
      '7: a += await wait(2);',
      '3: return n;',
      '2: await null;',
    ]);
  });

  it('of a long run is near', () => {
    const source = 'let i = 0;\nwhile (i < 30000) {\n  i++;\n}\n\n\n\n\ni;\n';
    const { d, machine } = atEnd(source);
    expect(machine.steps()).toBeGreaterThan(100_000);
    expect(walk(d, source, () => d.backOver(), 2)).toEqual(['2: i < 30000', '3: i++;']);
    expect(variables(d)['i']).toBe('29999');
    d.setBreakpoint({ file: '/x.js', line: 3, condition: 'i === 15000' });
    d.reverseContinue();
    expect(variables(d)['i']).toBe('15000');
  }, 60_000);

  const WAITS = `async function later(n) {
  await null;
  return n;
}
async function f(n) {
  let a = n;
  await later(1);
  a += await later(2);
  return a;
}
async function g() {
  const p = f(1);
  const q = f(10);
  const r = await p;
  burn(TURNS);
  return r + await q;
}
function burn(turns) {
  for (let i = 0; i < turns; i++);
}
g();
`;

  it.each([
    ['near', 10],
    ['before much else', 30_000],
  ])('over an await stay in the same call of the function (%s)', (_how, turns) => {
    const source = WAITS.replace('TURNS', String(turns));
    const { d } = debug(source, { history: true });
    d.setBreakpoint({ file: '/x.js', line: 9, condition: 'a === 12' });
    d.continue();
    expect(answer(d, 'n')).toBe('10');
    expect(walk(d, source, () => d.backOver(), 4)).toEqual([
      '8: a += await later(2);',
      '7: await later(1);',
      '6: let a = n',
      '13: const q = f(10)',
    ]);
    const { d: other } = debug(source, { history: true });
    other.setBreakpoint({ file: '/x.js', line: 16 });
    other.continue();
    expect(walk(other, source, () => other.backOver(), 4)).toEqual([
      `15: burn(${turns});`,
      '14: const r = await p',
      '13: const q = f(10)',
      '12: const p = f(1)',
    ]);
  });

  it.each([10, 30_000])('out of what went on after an await lead to its call (%i)', (turns) => {
    const source = WAITS.replace('TURNS', String(turns));
    const { d } = debug(source, { history: true });
    d.setBreakpoint({ file: '/x.js', line: 9, condition: 'n === 10' });
    d.continue();
    expect(walk(d, source, () => d.backOut(), 2)).toEqual(['13: const q = f(10)', '21: g();']);
  });

  it.each([
    ['a condition that calls', { condition: 'String(t) === "9"' }],
    ['a condition that is none', { condition: 't ===' }],
    ['a condition that changes something', { condition: '++globalThis.seen > 9' }],
    ['a log that calls', { log: '{String(t)}' }],
  ])('go through what ran with %s', (_what, more) => {
    const { d, machine } = debug(`globalThis.seen = 0;\n${RECURSIVE}t += 2;\nt;\n`, { history: true });
    d.setBreakpoint({ file: '/x.js', line: 5, ...more });
    d.setBreakpoint({ file: '/x.js', line: 12 });
    while (d.frames()[0]?.line !== 12) expect(d.continue().status).toBe('stopped');
    const there = machine.steps();
    expect(d.backOver()).toMatchObject({ reason: 'step' });
    expect(d.frames()[0]?.line).toBe(11);
    for (let i = 0; i < 8; i++) expect(['step', 'earliest']).toContain(d.backIn().reason);
    expect(machine.steps()).toBeLessThan(there);
    expect(d.continue()).toMatchObject({ status: 'stopped', reason: 'breakpoint' });
    d.continue();
    expect(d.continue().status).toBe('done');
    expect(d.backOver()).toMatchObject({ reason: 'step' });
  });
});
