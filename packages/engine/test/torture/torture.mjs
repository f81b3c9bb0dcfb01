/** Real programs stopped at random instructions, saved, and gone on with as machines made of the bytes. */

/** A generator of numbers in [0, 1) (mulberry32). */
function random(seed) {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Seed and time are given, so that two runs are the same one. */
const given = { clock: { now: () => 1.7e12, monotonic: () => 0 }, console: () => undefined };

function finish(machine, outcome) {
  const steps = machine.steps();
  if (outcome.status === 'done') return { end: String(outcome.value), steps };
  return {
    end: `${outcome.status} ${outcome.status === 'threw' ? machine.describeError(outcome.error).text : ''}`,
    steps,
  };
}

/** The program run at once: what it gives, and after how many steps. */
export function runAtOnce(engine, source, options = {}) {
  const machine = new engine.Machine({ ...given, seed: 1, limits: { heapBytes: 4e9 }, ...options });
  machine.start(source, { name: 'program.js' });
  return finish(machine, machine.run());
}

/** `count` different steps of a run of `steps`, in order, the same for the same seed. */
export function pointsOf(steps, count, seed) {
  const next = random(seed);
  const points = new Set();
  while (points.size < Math.min(count, steps - 1)) points.add(1 + Math.floor(next() * (steps - 1)));
  return [...points].sort((a, b) => a - b);
}

/**
 * Runs the program to each of the steps in turn, saves it there and goes on in a fresh machine made of the bytes.
 * A machine just restored must give the bytes that it came from.
 * @returns what the program gives, after how many steps in all; at which points the bytes differed; the largest snapshot; milliseconds of saving and restoring
 */
export function runSaved(engine, source, points, options = {}) {
  let machine = new engine.Machine({ ...given, seed: 1, limits: { heapBytes: 4e9 }, ...options });
  machine.start(source, { name: 'program.js' });
  const unequal = [];
  let largest = 0;
  let saving = 0;
  let restoring = 0;
  for (const point of points) {
    const outcome = machine.run({ steps: point - machine.steps() });
    if (outcome.status !== 'paused') return { ...finish(machine, outcome), unequal, largest, saving, restoring };
    const began = performance.now();
    const bytes = machine.snapshot();
    const saved = performance.now();
    machine = engine.Machine.restore(bytes, given);
    restoring += performance.now() - saved;
    saving += saved - began;
    largest = Math.max(largest, bytes.length);
    const again = machine.snapshot();
    if (again.length !== bytes.length || again.some((b, i) => b !== bytes[i])) unequal.push(point);
  }
  return { ...finish(machine, machine.run()), unequal, largest, saving, restoring };
}
