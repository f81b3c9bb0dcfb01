/** Saves a program of the corpus where it says, and takes a saved one to its end. */
import { functions, modules } from './programs.mjs';

/** What the program prints, and the options of its machine, on a clock of its own. */
function surroundings() {
  const printed = [];
  const time = { now: 0 };
  const options = {
    functions,
    modules,
    console: (_level, text) => void printed.push(text),
    clock: { now: () => 1_700_000_000_000 + time.now, monotonic: () => time.now },
  };
  return { printed, time, options };
}

function toTheEnd(machine, { printed, time }, answers) {
  for (let i = 0; i < 1000; i++) {
    const outcome = machine.run();
    if (outcome.status === 'waiting') {
      if (outcome.until !== undefined) time.now = outcome.until;
      else for (const [k, call] of outcome.calls.entries()) machine.settle(call.id, { value: answers[k] });
      continue;
    }
    const end = outcome.status === 'threw' ? machine.describeError(outcome.error).text.split('\n')[0] : outcome.status;
    return { printed, end };
  }
  throw new Error('the program does not end');
}

/** The bytes in the middle, and what is printed from there on. */
export function save({ Machine }, { source, kind = 'script', storage = 'flat', steps, answers = [] }) {
  const around = surroundings();
  const machine = new Machine({ ...around.options, storage, seed: 7 });
  machine.start(source, { kind, name: 'main.js' });
  const outcome = machine.run(steps === undefined ? {} : { steps });
  if (outcome.status !== (steps === undefined ? 'waiting' : 'paused'))
    throw new Error(`is not in the middle: ${outcome.status}`);
  const bytes = machine.snapshot();
  around.printed.length = 0;
  return { bytes, ...toTheEnd(machine, around, answers) };
}

/** What a saved program prints, and how it ends. */
export function goOn({ Machine }, bytes, answers = []) {
  const around = surroundings();
  return toTheEnd(Machine.restore(bytes, around.options), around, answers);
}
