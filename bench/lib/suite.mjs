import { EngineProcess } from './engine-process.mjs';
import { geometricMean, median } from './statistics.mjs';

/** @typedef {import("../engines/index.mjs").Engine} Engine */
/** @typedef {import("./programs.mjs").Program} Program */

/**
 * @typedef {object} Result of one engine on one program
 * @property {"ok" | "wrong" | "error" | "timeout" | "not applicable"} status
 * @property {string=} reason in words, unless it is ok
 * @property {unknown=} value
 * @property {(number | null)[]} samples milliseconds a round; null where a slow engine sat the round out
 * @property {number=} min
 * @property {number=} median
 * @property {number=} toV8 ratio of the least times
 * @property {number=} toQuickJS ratio of the least times
 *
 * @typedef {{ name: string, about: string, value: unknown, results: Record<string, Result> }} Row
 * @typedef {{ toV8: number, toQuickJS: number, ofV8: number, ofQuickJS: number, programs: number }} Summary `of…`: how many programs both engines finished
 * @typedef {{ rows: Row[], summary: Record<string, Summary> }} Report
 */

/**
 * Runs each program on each engine, in rounds A B C A B C …, so that a disturbance of the machine meets all of them alike.
 *
 * @param {object} options
 * @param {readonly Program[]} options.programs
 * @param {readonly Engine[]} options.engines
 * @param {number} options.runs rounds a program
 * @param {boolean} options.quick
 * @param {number} options.timeoutMs for one run
 * @param {number} options.budgetMs an engine that has spent this much on a program sits out its further rounds
 * @param {(row: Row) => void} options.onRow
 * @returns {Promise<Report>}
 */
export async function runSuite({ programs, engines, runs, quick, timeoutMs, budgetMs, onRow }) {
  const processes = new Map(engines.map((engine) => [engine.name, new EngineProcess(engine.name)]));
  /** @type {Row[]} */
  const rows = [];
  try {
    for (const program of programs) {
      /** @type {Row} */
      const row = { name: program.name, about: program.about, value: undefined, results: {} };
      for (const engine of engines) row.results[engine.name] = begin(engine, program);
      for (let round = 0; round < runs; round++) {
        for (const engine of engines) {
          const result = /** @type {Result} */ (row.results[engine.name]);
          if (result.status !== 'ok') continue;
          const spent = result.samples.reduce((/** @type {number} */ sum, ms) => sum + (ms ?? 0), 0);
          if (spent > budgetMs) {
            result.samples.push(null);
            continue;
          }
          const child = /** @type {EngineProcess} */ (processes.get(engine.name));
          record(result, await child.run({ sources: [quick ? program.quickSource : program.source] }, timeoutMs));
        }
      }
      finish(row, engines);
      rows.push(row);
      onRow(row);
    }
  } finally {
    for (const child of processes.values()) child.stop();
  }
  return { rows, summary: summarise(rows, engines) };
}

/** @param {Engine} engine @param {Program} program @returns {Result} */
function begin(engine, program) {
  const absent = engine.absent();
  if (absent !== null) return { status: 'not applicable', reason: absent, samples: [] };
  if (program.edition > engine.edition)
    return { status: 'not applicable', reason: `needs ${program.needs}`, samples: [] };
  return { status: 'ok', samples: [] };
}

/** @param {Result} result @param {import("./engine-process.mjs").Answer} answer */
function record(result, answer) {
  if (!answer.ok) {
    result.status = answer.timedOut ? 'timeout' : 'error';
    result.reason = answer.error ?? 'unknown';
    return;
  }
  if (result.samples.length > 0 && !Object.is(result.value, answer.value)) {
    result.status = 'wrong';
    result.reason = `gave ${String(result.value)}, then ${String(answer.value)}`;
    return;
  }
  result.value = answer.value;
  result.samples.push(/** @type {number} */ (answer.ms));
}

/** Checks the answers against V8's (or, without it, the first engine's) and computes the ratios. @param {Row} row @param {readonly Engine[]} engines */
function finish(row, engines) {
  const reference = engines.map((e) => /** @type {Result} */ (row.results[e.name])).find((r) => r.status === 'ok');
  const native = row.results['v8'];
  row.value = (native?.status === 'ok' ? native : reference)?.value;
  for (const result of Object.values(row.results)) {
    if (result.status !== 'ok') continue;
    if (!Object.is(result.value, row.value)) {
      result.status = 'wrong';
      result.reason = `gave ${String(result.value)} instead of ${String(row.value)}`;
      continue;
    }
    const samples = result.samples.filter((ms) => ms !== null);
    result.min = Math.min(...samples);
    result.median = median(samples);
  }
  for (const result of Object.values(row.results)) {
    if (result.min === undefined) continue;
    const v8 = row.results['v8']?.min;
    const quickjs = row.results['quickjs']?.min;
    if (v8 !== undefined) result.toV8 = result.min / v8;
    if (quickjs !== undefined) result.toQuickJS = result.min / quickjs;
  }
}

/** @param {readonly Row[]} rows @param {readonly Engine[]} engines @returns {Record<string, Summary>} */
function summarise(rows, engines) {
  /** @type {Record<string, Summary>} */
  const summary = {};
  for (const { name } of engines) {
    const results = rows.map((row) => /** @type {Result} */ (row.results[name]));
    const toV8 = results.map((r) => r.toV8).filter((x) => x !== undefined);
    const toQuickJS = results.map((r) => r.toQuickJS).filter((x) => x !== undefined);
    summary[name] = {
      toV8: geometricMean(toV8),
      toQuickJS: geometricMean(toQuickJS),
      ofV8: toV8.length,
      ofQuickJS: toQuickJS.length,
      programs: rows.length,
    };
  }
  return summary;
}
