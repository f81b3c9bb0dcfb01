/**
 * Runs one bomb (`bombs.mjs`) under the limits of the tests, in a process of its own, whose memory it watches, and prints one line of JSON. Arguments: the name of the bomb, the engine's URL.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { bombs } from './bombs.mjs';

const [name, engine] = process.argv.slice(2);
const { Machine } = await import(engine);

/** Most memory that the process has ever had resident, in bytes. */
function peak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}

// The host's compilers and the engine's first realm are no part of what a bomb takes.
const warm = new Machine();
warm.start('let s = 0; for (let i = 0; i < 3e4; i++) s += [i].length; s');
warm.run();

/** Time of this process alone, so that the load of the machine that the tests run on is no part of the measure. */
const clock = {
  now: () => Date.now(),
  monotonic: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};
/** As an embedder does it who has an URL parser. */
const host = {
  urlParse(text, base) {
    if (!URL.canParse(text, base)) return null;
    const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = new URL(
      text,
      base,
    );
    return { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash };
  },
};
const machine = new Machine({
  host,
  limits: { heapBytes: 64 * 1024 * 1024, durationMs: 1000 },
  clock,
});
const before = peak();
const began = performance.now();
const cpuBefore = process.cpuUsage();
const result = {};
try {
  machine.start(bombs[name]);
  let outcome = machine.run();
  while (outcome.status === 'waiting' && outcome.until !== undefined) outcome = machine.run();
  result.status = outcome.status;
  result.limit = outcome.limit;
  if (outcome.status === 'threw') result.error = machine.describeError(outcome.error).text.slice(0, 200);
} catch (e) {
  result.fault = String(e?.stack ?? e).slice(0, 600);
}
const cpu = process.cpuUsage(cpuBefore);
result.cpuMs = (cpu.user + cpu.system) / 1000;
result.ms = performance.now() - began;
result.growth = (peak() - before) / 1048576;
result.allocated = machine.core?.allocated / 1048576;
try {
  result.steps = machine.steps();
  machine.frames();
  const again = machine.run();
  result.usable = typeof again.status === 'string';
} catch (e) {
  result.usable = false;
  result.why = String(e?.stack ?? e).slice(0, 300);
}
process.stdout.write(`${JSON.stringify({ name, ...result })}\n`);
