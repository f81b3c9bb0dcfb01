/** A machine that stands at a throw, where a debugger has stopped it, is saved with what is thrown. */
import { describe, expect, it } from 'vitest';
import { Debugger, type DebugOutcome, Machine, type MachineOptions, type Outcome } from '../src/index.ts';

const PROGRAM = `
function deep(n) { const before = 'kept ' + n; try { if (n === 0) throw new RangeError('bottom'); return deep(n - 1); } finally { console.log(before); } }
function last(a, b) { let c = a + b; try { null.x; } catch { c += a; return c; } finally { console.log('finally', b); } }
class Own { static #n = 1; get bad() { throw { own: Own.#n }; } }
function* gen() { const held = [1]; try { yield held; } catch (e) { console.log('in gen', e, held.length); throw e; } }
try { deep(3); } catch (e) { console.log(e.message, e instanceof RangeError); }
console.log(last(1, 2));
try { new Own().bad; } catch (e) { console.log(e.own); }
try { [3, 1].sort(() => { throw 'sorting'; }); } catch (e) { console.log(e); }
const g = gen(); g.next(); try { g.throw('thrown in'); } catch (e) { console.log('out', e); }
(async () => { try { await Promise.reject(new Error('rejected')); } catch (e) { console.log('async', e.message); } throw new TypeError('last'); })().catch((e) => console.log(e.message));
function end() { throw new Error('the end'); }
setTimeout(end, 0);`;

interface World {
  readonly printed: string[];
  readonly options: MachineOptions;
}

function world(): World {
  const printed: string[] = [];
  let now = 0;
  return {
    printed,
    options: { console: (_level, text) => void printed.push(text), clock: { now: () => 5, monotonic: () => now++ } },
  };
}

/** How it ends, the error's stack with it. */
function ending(machine: Machine, outcome: DebugOutcome | Outcome): unknown {
  return outcome.status === 'threw' ? [machine.describeError(outcome.error), outcome.at] : outcome;
}

/** The variables of the newest frame that the program can still read. */
function liveIn(debug: Debugger): string[] {
  return debug
    .scopes(0)
    .scopes.filter(({ object }) => object === undefined)
    .flatMap(({ bindings }) =>
      bindings.filter(({ state }) => state === 'live').map((b) => `${b.name} ${b.value.text}`),
    );
}

function placesIn(debug: Debugger): string[] {
  return debug.frames().map(({ line, column, endLine, endColumn }) => `${line}:${column}-${endLine}:${endColumn}`);
}

function finish(machine: Machine): unknown {
  for (;;) {
    const outcome = machine.run();
    if (outcome.status !== 'waiting') return ending(machine, outcome);
  }
}

const plain = world();
const machine = new Machine(plain.options);
machine.start(PROGRAM, { name: 'p.js' });
const expected = finish(machine);

describe('saved where an exception is thrown', () => {
  it.each(['restore', 'fork'] as const)('it goes on with the throw (%s)', (how) => {
    const w = world();
    const stopped = new Machine(w.options);
    const debug = new Debugger(stopped);
    debug.setExceptionStops({ caught: true, uncaught: true });
    stopped.start(PROGRAM, { name: 'p.js' });
    const thrown: string[] = [];
    for (;;) {
      const outcome = debug.continue();
      if (outcome.status === 'waiting') continue;
      if (outcome.status !== 'stopped') {
        expect(ending(stopped, outcome)).toEqual(expected);
        break;
      }
      thrown.push(outcome.thrown?.text ?? '');
      const other = world();
      const printed = w.printed.length;
      let copy: Machine;
      if (how === 'fork') copy = stopped.fork(other.options);
      else {
        const bytes = stopped.snapshot();
        copy = Machine.restore(bytes, other.options);
        expect(Buffer.compare(copy.snapshot(), bytes)).toBe(0);
      }
      const looks = new Debugger(copy);
      expect(placesIn(looks)).toEqual(placesIn(debug));
      expect(liveIn(looks)).toEqual(liveIn(debug));
      looks.detach();
      expect(finish(copy)).toEqual(expected);
      expect([...w.printed.slice(0, printed), ...other.printed]).toEqual(plain.printed);
    }
    expect(w.printed).toEqual(plain.printed);
    expect(thrown.length).toBe(7);
  });

  it('its past has the throw too', () => {
    const w = world();
    const m = new Machine({ ...w.options, history: { checkpointSteps: 20 } });
    const debug = new Debugger(m);
    debug.setExceptionStops({ caught: true, uncaught: true });
    m.start(PROGRAM, { name: 'p.js' });
    for (let stops = 0; stops < 4; ) if (debug.continue().status === 'stopped') stops++;
    expect(debug.evaluate('[1].map((x) => x + 1)[0]')).toMatchObject({ status: 'done', value: { text: '2' } });
    const bytes = m.recording();
    debug.backOver();
    m.forgetFuture();
    debug.setExceptionStops({ caught: false, uncaught: false });
    for (let outcome = debug.continue(); outcome.status !== 'threw'; ) outcome = debug.continue();
    expect(w.printed).toEqual(plain.printed);
    const again = Machine.replay(bytes);
    expect(again.run()).toMatchObject({ status: 'paused', reason: 'exception' });
  });
});
