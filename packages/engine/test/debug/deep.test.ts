/** The debugger on deep stacks. */
import { Debugger } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';
import { isHidden, StackIndex } from '../../src/debug/stack-index.ts';
import type { Frame } from '../../src/machine/frame.ts';
import { type Debugged, debug, STRATEGIES } from './session.ts';

const DEPTH = 30_000;

const DEEP = `function f(n) {
  if (n === 0) {
    let a = 1;
    a++;
    debugger;
    return a;
  }
  return f(n - 1) + 1;
}
f(${DEPTH});
`;

/** Pushes and pops in every way there is. */
const CHURN = `function* g(n) { for (let i = 0; i < n; i++) { yield i; if (n > 2) yield* g(n - 2); } }
let up = (n) => (n === 0 ? [...g(6)].length : [n].map(() => up(n - 1))[0]);
class A { get x() { return up(2); } valueOf() { return [3, 1, 2].sort((p, q) => p - q)[0]; } }
function thrower(n) { if (n === 0) throw new Error('x'); try { thrower(n - 1); } finally { up(1); } }
async function later(n) { if (n > 0) { await null; await later(n - 1); } return new A().x; }
for (let i = 0; i < 4; i++) { up(i); new A() + new A().x; try { thrower(i); } catch {} later(i).then(up); }
JSON.stringify({ toJSON() { return up(3); } }, (k, v) => (up(1), v));
`;

/** The newest frame's line; all frames of a deep stack are many. */
const line = ({ machine }: Debugged): number | undefined => machine.position()?.line;

/** Lines of so many steps back. */
function back(session: Debugged, count: number): (number | undefined)[] {
  return Array.from({ length: count }, () => {
    expect(session.d.backIn().reason).toBe('step');
    return line(session);
  });
}

/** Milliseconds of processor time, the least of some tries. */
function least(tries: number, action: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i++) {
    const before = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

describe('on a deep stack', () => {
  it('a step back costs about what it costs to show a state there', () => {
    const session = debug(DEEP, { history: true });
    const { d, machine } = session;
    d.continue();
    expect(machine.position()).toMatchObject({ line: 5, depth: DEPTH + 2 });
    d.backOver();
    expect(line(session)).toBe(4);
    const state = least(3, () => machine.back(1));
    machine.seek(machine.newestStep);
    const lines: (number | undefined)[] = [];
    const over = least(3, () => {
      d.backOver();
      lines.push(line(session));
    });
    expect(lines).toEqual([4, 3, 2]);
    const out = least(3, () => expect(d.backOut().reason).toBe('step'));
    expect(line(session)).toBe(8);
    expect(machine.position()?.depth).toBe(DEPTH - 1);
    // Counting the stack at each statement gone through took a hundred times as long.
    expect(over).toBeLessThan(8 * state + 50);
    expect(out).toBeLessThan(8 * state + 50);
  }, 60_000);

  it('a step over all of it does not count it at each statement', () => {
    const { d, machine } = debug(
      DEEP.replace('debugger;', '').replace(/f\(\d+\);\n$/, `debugger;\nf(${DEPTH});\n1;\n`),
    );
    d.continue();
    d.stepOver();
    const run = debug(DEEP.replace('debugger;', ''));
    const plain = least(1, () => run.machine.run());
    const step = least(1, () => d.stepOver());
    expect(machine.position()).toMatchObject({ line: 12, depth: 1 });
    expect(step).toBeLessThan(40 * plain + 500);
  }, 60_000);

  it('steps back answer from what they have gone through as they would without', () => {
    const session = debug(CHURN, { history: true });
    const { d, machine } = session;
    d.continue();
    const end = machine.steps();
    const known = back(session, 25);
    const there = machine.steps();
    const fresh = debug(CHURN, { history: true });
    fresh.d.continue();
    const lines = Array.from({ length: 25 }, () => {
      // A new debugger has not gone through anything.
      const [at] = back({ ...fresh, d: new Debugger(fresh.machine) }, 1);
      return at;
    });
    expect(lines).toEqual(known);
    expect(fresh.machine.steps()).toBe(there);
    // What was gone through before holds no longer once the future is another one.
    machine.seek(Math.floor(there / 2));
    machine.forgetFuture();
    expect(d.evaluate('up = () => 0')).toMatchObject({ status: 'done' });
    d.continue();
    expect(machine.steps()).not.toBe(end);
    const newest = machine.steps();
    const seen = back(session, 25);
    machine.seek(newest);
    expect(back({ ...session, d: new Debugger(machine) }, 25)).toEqual(seen);
  }, 60_000);

  it.each(STRATEGIES)('is known by what was pushed since it was looked at (%s)', (storage) => {
    const { machine } = debug(CHURN, { storage });
    const stack = new StackIndex();
    let looks = 0;
    // Gaps of any length between two looks, from a fixed row of numbers.
    for (let i = 0, gap = 1; ; i++, gap = (gap * 29 + 7) % 211) {
      const outcome = machine.run({ steps: i % 3 === 0 ? 1 + (gap % 5) : 1 + gap });
      const { core } = machine;
      const frames: Frame[] = [];
      for (let f = core.frame; f !== null; f = f.caller) frames.unshift(f);
      const found = frames.map((_, k) => stack.at(core, k + 1));
      const wrong = found.findIndex((f, k) => f !== frames[k]);
      expect([wrong, stack.at(core, frames.length + 1), stack.guestDepth(core)]).toEqual([
        -1,
        null,
        frames.filter((f) => !isHidden(f)).length,
      ]);
      looks++;
      if (outcome.status !== 'paused') break;
    }
    expect(looks).toBeGreaterThan(100);
  });
});
