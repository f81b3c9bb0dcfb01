import { EngineProcess } from './engine-process.mjs';
import { operations } from './scaling-operations.mjs';
import { growthExponent } from './statistics.mjs';
import { brief, table } from './table.mjs';

// An exponent this high is no longer noise, caches and garbage collection; n log n stays far below it.
const LINEAR = 1.35;

/** @typedef {{ exponent: number | null, points: { n: number, ms: number }[], reason?: string }} Growth */

/** @param {string} name @param {number} n */
function sourceOf(name, n) {
  const { run } = /** @type {{ run: Function }} */ (operations[name]);
  // An object's method prints as `run(n) { … }`.
  return `var operation = { ${run.toString()} };\nvar result = operation.run(${n});`;
}

/**
 * The least time of some runs at n.
 * @param {EngineProcess} child @param {string} name @param {number} n @param {number} runs @param {number} timeoutMs
 * @returns {Promise<{ ms: number, value: unknown } | { reason: string }>}
 */
async function timeAt(child, name, n, runs, timeoutMs) {
  let ms = Infinity;
  let value;
  for (let i = 0; i < runs; i++) {
    const answer = await child.run({ sources: [sourceOf(name, n)] }, timeoutMs);
    if (!answer.ok || answer.ms === undefined) return { reason: `${answer.error} at n = ${n}` };
    ms = Math.min(ms, answer.ms);
    value = answer.value;
    // A slow run is long enough for noise to even out.
    if (answer.ms > 2000) break;
  }
  return { ms, value };
}

/** The size at which V8 takes long enough to be timed. @param {EngineProcess} v8 @param {string} name @param {number} targetMs @param {number} timeoutMs */
async function calibrate(v8, name, targetMs, timeoutMs) {
  let n = /** @type {{ size: number }} */ (operations[name]).size;
  for (let doubling = 0; doubling < 6; doubling++) {
    const taken = await timeAt(v8, name, n, 2, timeoutMs);
    if ('reason' in taken || taken.ms >= targetMs) break;
    n *= 2;
  }
  return n;
}

/**
 * How the time of each operation grows from n to 8n. Fails where Saguaro grows faster than linearly and V8 does not.
 *
 * @param {import("../engines/index.mjs").Engine[]} engines
 * @param {ReturnType<typeof import("./options.mjs").readOptions>} options
 */
export async function measureScaling(engines, options) {
  const names = options.names.length > 0 ? options.names : Object.keys(operations);
  for (const name of names) {
    if (!(name in operations))
      throw new Error(`no operation is called ${name}; there are ${Object.keys(operations).join(', ')}`);
  }
  const runs = options.runs ?? (options.quick ? 2 : 4);
  const native = new EngineProcess('v8');
  const children = new Map(engines.map((e) => [e.name, e.name === 'v8' ? native : new EngineProcess(e.name)]));

  /** @type {Record<string, Record<string, Growth>>} */
  const data = {};
  /** @type {string[]} */
  const failures = [];
  const rows = [['time grows as n to the power of', 'n', ...engines.map((e) => e.title), '']];
  try {
    for (const name of names) {
      process.stderr.write(`${name}; `);
      const n = await calibrate(native, name, options.quick ? 0.5 : 4, options.timeoutMs);
      /** @type {Record<string, Growth>} */
      const growths = {};
      data[name] = growths;
      /** @type {Map<number, unknown>} */
      const answers = new Map();
      for (const [engine, child] of children)
        growths[engine] = await growth(child, name, n, runs, options.timeoutMs, answers);
      const linear = growths['v8']?.exponent ?? null;
      const ours = growths['saguaro'];
      const judged = linear === null || linear <= LINEAR;
      if (ours && judged && (ours.exponent === null || ours.exponent > LINEAR)) {
        failures.push(
          `${name}: ${ours.reason ?? `time grows as n to the power of ${brief(ours.exponent)}, V8's as ${brief(linear)}`}`,
        );
      }
      rows.push([
        name,
        String(n),
        ...engines.map((e) => show(growths[e.name])),
        judged ? '' : 'not linear in V8: not judged',
      ]);
    }
  } finally {
    for (const child of children.values()) child.stop();
    native.stop();
  }
  process.stderr.write('\n');
  const reasons = Object.entries(data).flatMap(([name, growths]) =>
    Object.entries(growths).flatMap(([engine, g]) =>
      g.reason === undefined ? [] : [`  ${engine}, ${name}: ${g.reason}`],
    ),
  );
  const text = [table(rows), ...(reasons.length > 0 ? ['', 'Not measured:', ...reasons] : [])].join('\n');
  return { text, data, failures };
}

/**
 * Measures one engine at n, 2n, 4n and 8n; an exponent that looks too high is measured once more, keeping the least times.
 * @param {EngineProcess} child @param {string} name @param {number} n @param {number} runs @param {number} timeoutMs
 * @param {Map<number, unknown>} answers what the first engine answered at each size, which the others must too
 * @returns {Promise<Growth>}
 */
async function growth(child, name, n, runs, timeoutMs, answers) {
  const points = [n, 2 * n, 4 * n, 8 * n].map((size) => ({ n: size, ms: Infinity }));
  for (let attempt = 0; attempt < 3; attempt++) {
    for (const point of points) {
      const taken = await timeAt(child, name, point.n, runs, timeoutMs);
      if ('reason' in taken)
        return { exponent: null, points: points.filter((p) => p.ms < Infinity), reason: taken.reason };
      if (!answers.has(point.n)) answers.set(point.n, taken.value);
      if (!Object.is(answers.get(point.n), taken.value)) {
        return {
          exponent: null,
          points,
          reason: `gave ${String(taken.value)} instead of ${String(answers.get(point.n))} at n = ${point.n}`,
        };
      }
      point.ms = Math.min(point.ms, taken.ms);
    }
    if (growthExponent(points) <= LINEAR) break;
  }
  return { exponent: growthExponent(points), points };
}

/** @param {Growth | undefined} growth */
function show(growth) {
  if (!growth) return '';
  return growth.exponent === null ? 'failed' : growth.exponent.toFixed(2);
}
