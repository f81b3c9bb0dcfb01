import { parseArgs } from 'node:util';

export const usage = `npm run bench -- [programs…] [options]

Runs the programs of bench/programs (or those named) on every engine and compares.

  --engines a,b   only these: v8, quickjs, saguaro, sval, js-interpreter
  --runs N        rounds (default 5; 2 with --quick)
  --quick         small sizes: checks the answers, its ratios mean little
  --timeout S     seconds for one run (default 60; 20 with --quick)
  --json FILE     write the results to FILE, and their plot beside it as .svg
                  (a complete run writes bench/results.json and bench/results.svg anyway)
  --list          the programs, and what each measures

Instead of the programs:
  --startup       cold start in fresh processes: import, new machine, 1 + 1; then a second machine
  --memory        bytes a live closure, of a million
  --depth         f(n) = n ? 1 + f(n - 1) : 0 for n = 1e6 and 1e7: time and peak memory
  --scaling       how time grows from n to 8n where it should be linear
                  (names restrict it to those operations)`;

const otherModes = /** @type {const} */ (['help', 'list', 'startup', 'memory', 'depth', 'scaling']);

/** The command line as data; throws an Error that says what is wrong with it. @param {string[]} args */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      engines: { type: 'string' },
      runs: { type: 'string' },
      timeout: { type: 'string' },
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      startup: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      depth: { type: 'boolean', default: false },
      scaling: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const asked = otherModes.filter((mode) => values[mode]);
  if (asked.length > 1) throw new Error(`--${asked.join(' and --')} are different measurements: ask for one`);
  const mode = asked.length === 0 ? 'suite' : asked[0];
  if (positionals.length > 0 && mode !== 'suite' && mode !== 'scaling') throw new Error(`--${mode} takes no names`);
  return {
    mode,
    names: positionals,
    engines: values.engines?.split(',').filter((name) => name !== ''),
    runs: positive('runs', values.runs),
    timeoutMs: (positive('timeout', values.timeout) ?? (values.quick ? 20 : 60)) * 1000,
    json: values.json,
    quick: values.quick,
  };
}

/** @param {string} name @param {string | undefined} text */
function positive(name, text) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} takes a number above zero, not ${text}`);
  return value;
}
