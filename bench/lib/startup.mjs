import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from './statistics.mjs';
import { brief, table } from './table.mjs';

const child = fileURLToPath(new URL('./startup-child.mjs', import.meta.url));
const execute = promisify(execFile);

/** @typedef {{ import: number, cold: number, second: number }} Sample milliseconds; `cold` includes the import */

/**
 * Cold start within a process, without the time that Node itself takes: each sample is a fresh process, the engines alternate.
 *
 * @param {import("../engines/index.mjs").Engine[]} engines
 * @param {ReturnType<typeof import("./options.mjs").readOptions>} options
 */
export async function measureStartup(engines, options) {
  const runs = options.runs ?? (options.quick ? 3 : 15);
  /** @type {Record<string, Sample[]>} */
  const samples = Object.fromEntries(engines.map((e) => [e.name, []]));
  for (let round = 0; round < runs; round++) {
    for (const { name } of engines) {
      const { stdout } = await execute(process.execPath, [child, name], { timeout: options.timeoutMs });
      samples[name]?.push(JSON.parse(stdout));
    }
  }
  const columns = /** @type {const} */ (['import', 'cold', 'second']);
  const rows = engines.map((engine) => {
    const taken = samples[engine.name] ?? [];
    return [
      engine.title,
      ...columns.map((column) => {
        const values = taken.map((sample) => sample[column]);
        return `${brief(Math.min(...values))} / ${brief(median(values))}`;
      }),
    ];
  });
  const head = ['ms, least / median', 'import', 'import, machine, 1 + 1', 'second machine, 1 + 1'];
  return { text: table([head, ...rows]), data: samples, failures: /** @type {string[]} */ ([]) };
}
