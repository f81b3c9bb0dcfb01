import { brief, table } from './table.mjs';

/** @typedef {import("../engines/index.mjs").Engine} Engine */
/** @typedef {import("./suite.mjs").Result} Result */

const words = { wrong: 'WRONG', error: 'error', timeout: 'timeout', 'not applicable': 'n/a', ok: '' };

/** @param {Result | undefined} result @param {(result: Result) => string} show */
function cell(result, show) {
  if (!result) return '';
  return result.status === 'ok' ? show(result) : words[result.status];
}

/** The suite's tables: times, ratios, geometric means, and in words whatever is not a time. @param {import("./suite.mjs").Report} report @param {readonly Engine[]} engines */
export function renderSuite({ rows, summary }, engines) {
  const times = [['ms, least / median', ...engines.map((e) => e.title)]];
  const shown = engines.filter((e) => e.name !== 'v8');
  const columns = shown.flatMap((e) => [
    { name: e.name, of: /** @type {const} */ ('toV8') },
    ...(e.name === 'quickjs' ? [] : [{ name: e.name, of: /** @type {const} */ ('toQuickJS') }]),
  ]);
  const ratios = [
    [
      'least time as a multiple',
      ...shown.flatMap((e) => [`${e.title} ×V8`, ...(e.name === 'quickjs' ? [] : ['×QuickJS'])]),
    ],
  ];
  for (const row of rows) {
    const results = engines.map((e) => row.results[e.name]);
    times.push([row.name, ...results.map((r) => cell(r, (ok) => `${brief(ok.min)} / ${brief(ok.median)}`))]);
  }
  for (const row of rows) {
    ratios.push([row.name, ...columns.map(({ name, of }) => cell(row.results[name], (ok) => brief(ok[of])))]);
  }
  ratios.push(['GEOMETRIC MEAN', ...columns.map(({ name, of }) => brief(summary[name]?.[of]))]);
  ratios.push([
    'over … programs',
    ...columns.map(({ name, of }) => String(summary[name]?.[of === 'toV8' ? 'ofV8' : 'ofQuickJS'])),
  ]);
  return [table(times), '', table(ratios), ...remarks(rows, engines)].join('\n');
}

/** One line for each engine and reason, so that nothing that failed is hidden. @param {import("./suite.mjs").Row[]} rows @param {readonly Engine[]} engines */
function remarks(rows, engines) {
  /** @type {Map<string, string[]>} */
  const byReason = new Map();
  for (const engine of engines) {
    for (const row of rows) {
      const result = row.results[engine.name];
      if (!result || result.status === 'ok') continue;
      const key = `${engine.title}, ${words[result.status]}, ${result.reason}`;
      byReason.set(key, [...(byReason.get(key) ?? []), row.name]);
    }
  }
  const lines = [...byReason].map(
    ([reason, names]) => `  ${reason}: ${names.length === rows.length ? 'every program' : names.join(', ')}`,
  );
  return lines.length === 0 ? [] : ['', 'Not timed:', ...lines];
}

/** What makes the command fail: whatever Saguaro got wrong or did not finish. @param {import("./suite.mjs").Report} report */
export function failures({ rows }) {
  return rows.flatMap((row) => {
    const result = row.results['saguaro'];
    return result && ['wrong', 'error', 'timeout'].includes(result.status)
      ? [`${row.name}: ${result.status}, ${result.reason}`]
      : [];
  });
}
