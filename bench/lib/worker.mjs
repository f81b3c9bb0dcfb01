// The child process that holds one engine. It runs what it is sent, one script at a time, each in a new machine.
import { engineNamed } from '../engines/index.mjs';

/** @typedef {{ sources: string[], generous?: boolean, measureMemory?: boolean }} Request the sources run in one machine; the last is timed */
/**
 * @typedef {object} Reply
 * @property {boolean} ok
 * @property {unknown=} value
 * @property {number=} ms
 * @property {number=} peakRss bytes
 * @property {number=} memory bytes that the last source left in use
 * @property {string=} error
 */

const engine = engineNamed(process.argv[2] ?? '');
const runtime = await engine.load();
const collect = /** @type {() => void} */ (globalThis.gc);

/** Bytes in use after a collection. @param {import("../engines/index.mjs").Machine} machine */
function inUse(machine) {
  collect();
  collect();
  if (machine.memoryUsed) return machine.memoryUsed();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** @param {Request} request @returns {Promise<Reply>} */
async function run({ sources, generous = false, measureMemory = false }) {
  const machine = runtime.create({ generous });
  try {
    for (const source of sources.slice(0, -1)) machine.evaluate(source);
    const source = /** @type {string} */ (sources.at(-1));
    collect();
    const before = measureMemory ? inUse(machine) : 0;
    const start = performance.now();
    let value = machine.evaluate(source);
    // An asynchronous program has its result only when its jobs are done.
    if (value === undefined) value = await machine.settle();
    const ms = performance.now() - start;
    const memory = measureMemory ? inUse(machine) - before : 0;
    return { ok: true, value, ms, memory, peakRss: process.resourceUsage().maxRSS * 1024 };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  } finally {
    try {
      machine.dispose();
    } catch {
      // An engine that aborted in the middle of a program cannot always be taken down; the reply says why it failed.
    }
  }
}

process.on('message', async (/** @type {Request} */ request) => process.send?.(await run(request)));
process.send?.({ ready: true });
