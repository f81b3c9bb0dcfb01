/** @param {readonly number[]} values not empty */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = /** @type {number} */ (sorted[middle]);
  return sorted.length % 2 === 1 ? upper : /** @type {number} */ (sorted[middle - 1] + upper) / 2;
}

/** @param {readonly number[]} values all positive; NaN if there are none */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The slope of log(time) over log(size), by least squares: 1 is linear, 2 quadratic. @param {readonly { n: number, ms: number }[]} points */
export function growthExponent(points) {
  const xs = points.map((p) => Math.log(p.n));
  const ys = points.map((p) => Math.log(p.ms));
  const mean = (/** @type {number[]} */ list) => list.reduce((a, b) => a + b, 0) / list.length;
  const mx = mean(xs);
  const my = mean(ys);
  let above = 0;
  let below = 0;
  xs.forEach((x, i) => {
    above += (x - mx) * /** @type {number} */ (ys[i] - my);
    below += (x - mx) ** 2;
  });
  return above / below;
}
