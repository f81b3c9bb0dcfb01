import { EngineProcess } from './engine-process.mjs';
import { brief, megabytes, table } from './table.mjs';

const COUNT = 1_000_000;

// The array's own slots are counted with the closures, in every engine.
const setup = 'var kept = []; var result = 0;';
const closures = `
function make(a) { return function () { return a++; }; }
function fill() { for (var i = 0; i < ${COUNT}; i++) kept.push(make(i)); }
fill();
result = kept[${COUNT - 1}]() + kept.length;`;

/**
 * What a live closure costs: a million of them, each with a binding of its own, after a collection.
 *
 * @param {import("../engines/index.mjs").Engine[]} engines
 * @param {ReturnType<typeof import("./options.mjs").readOptions>} options
 */
export async function measureMemory(engines, options) {
  const rows = [['a million live closures', 'bytes each', 'in all', '×V8']];
  /** @type {Record<string, import("./engine-process.mjs").Answer>} */
  const data = {};
  /** @type {string[]} */
  const failures = [];
  for (const { name } of engines) {
    const child = new EngineProcess(name, ['--max-old-space-size=8192']);
    data[name] = await child.run({ sources: [setup, closures], measureMemory: true }, options.timeoutMs);
    child.stop();
  }
  for (const engine of engines) {
    const answer = /** @type {import("./engine-process.mjs").Answer} */ (data[engine.name]);
    if (answer.ok && answer.value === 2 * COUNT - 1 && answer.memory !== undefined) {
      const native = data['v8']?.memory;
      rows.push([
        engine.title,
        brief(answer.memory / COUNT),
        megabytes(answer.memory),
        brief(native && answer.memory / native),
      ]);
    } else {
      const reason = answer.error ?? `gave ${String(answer.value)}`;
      rows.push([engine.title, reason]);
      if (engine.name === 'saguaro') failures.push(`memory: ${reason}`);
    }
  }
  return { text: table(rows), data, failures };
}
