import { EngineProcess } from './engine-process.mjs';
import { brief, megabytes, table } from './table.mjs';

const recursion = (/** @type {number} */ n) => `function f(n) { return n ? 1 + f(n - 1) : 0; } var result = f(${n});`;
const deepest = 'var result = 0; function dive() { result++; dive(); } try { dive(); } catch (e) {}';

/**
 * Recursion to a million and to ten million frames, each in a fresh process; where that fails, how deep the engine gets.
 *
 * @param {import("../engines/index.mjs").Engine[]} engines
 * @param {ReturnType<typeof import("./options.mjs").readOptions>} options
 */
export async function measureDepth(engines, options) {
  const rows = [['f(n) = n ? 1 + f(n - 1) : 0', 'n', 'ms', 'peak RSS', '']];
  /** @type {Record<string, unknown>[]} */
  const data = [];
  /** @type {string[]} */
  const failures = [];
  for (const engine of engines) {
    for (const n of options.quick ? [1e6] : [1e6, 1e7]) {
      const child = new EngineProcess(engine.name, ['--max-old-space-size=12288']);
      const answer = await child.run({ sources: [recursion(n)], generous: n > 1e6 }, options.timeoutMs);
      let failure = answer.ok ? (answer.value === n ? '' : `gave ${String(answer.value)}`) : (answer.error ?? '');
      if (failure !== '' && engine.name === 'saguaro') failures.push(`depth ${n}: ${failure}`);
      if (failure !== '' && !answer.timedOut) {
        const reached = await child.run({ sources: [deepest] }, options.timeoutMs);
        if (reached.ok) failure += `; its deepest is ${String(reached.value)}`;
      }
      child.stop();
      data.push({ engine: engine.name, n, ...answer });
      const done = failure === '';
      rows.push([
        engine.title,
        n.toLocaleString('en'),
        done ? brief(answer.ms) : '–',
        done ? megabytes(answer.peakRss ?? 0) : '–',
        failure,
      ]);
      if (!done) break;
    }
  }
  return { text: table(rows), data, failures };
}
