/** Built-ins that close what they have opened hold the exception meanwhile: saved there, a machine still knows where it came from. */
import { describe, expect, it } from 'vitest';
import { Debugger, Machine } from '../src/index.ts';

const PROGRAM = `const made = [];
const source = { [Symbol.iterator]() {
  return { next: () => ({ value: 1 }), return() {
    for (let i = 0; i < 3; i++) made.push(i);
    return {};
  } };
} };
function boom() {
  throw new Error('x');
}
Array.from(source, boom);
`;

const PLACE = { file: 'x.js', line: 9, column: 3 };

function place(machine: Machine): unknown {
  const outcome = machine.run();
  return outcome.status === 'threw' ? outcome.at : outcome;
}

describe('an exception that a built-in is going to throw on', () => {
  it('is reported where it was thrown, wherever the machine was saved, forked or shown again', () => {
    const plain = new Machine();
    plain.start(PROGRAM, { name: 'x.js' });
    expect(place(plain)).toEqual(PLACE);
    const machine = new Machine({ history: { checkpointSteps: 1 } });
    machine.start(PROGRAM, { name: 'x.js' });
    let closing = 0;
    for (;;) {
      const bytes = machine.snapshot();
      expect(place(Machine.restore(bytes))).toEqual(PLACE);
      expect(place(machine.fork())).toEqual(PLACE);
      if (machine.core.passing !== null) {
        closing++;
        expect(Buffer.compare(Machine.restore(bytes).snapshot(), bytes)).toBe(0);
      }
      if (machine.step().status !== 'paused') break;
    }
    expect(closing).toBeGreaterThan(20);
    machine.back(5);
    expect(place(machine)).toEqual(PLACE);
  });

  it('stops a debugger once', () => {
    const machine = new Machine();
    machine.start(PROGRAM, { name: 'x.js' });
    const stops = (m: Machine): number => {
      const debug = new Debugger(m);
      debug.setExceptionStops({ caught: true, uncaught: true });
      let count = 0;
      for (let o = debug.continue(); o.status === 'stopped'; o = debug.continue()) count++;
      return count;
    };
    while (machine.position()?.line !== 4) machine.step();
    expect(stops(Machine.restore(machine.snapshot()))).toBe(0);
    const whole = new Machine();
    whole.start(PROGRAM, { name: 'x.js' });
    expect(stops(whole)).toBe(1);
  });
});
