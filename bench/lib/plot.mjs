import { brief } from './table.mjs';

/** @typedef {import("../engines/index.mjs").Engine} Engine */

const ROW = 17;
const LEFT = 150;
const RIGHT = 24;
const TOP = 92;
const WIDTH = 860;
const MEAN = 34;

/** Marks differ in shape as well as in colour. @type {Record<string, (x: number, y: number) => string>} */
const marks = {
  v8: (x, y) => `<path d="M${x - 4.5} ${y + 4}h9l-4.5 -8z"`,
  quickjs: (x, y) => `<path d="M${x - 4} ${y}h8M${x} ${y - 4}v8" stroke-width="2"`,
  saguaro: (x, y) => `<circle cx="${x}" cy="${y}" r="5"`,
  sval: (x, y) => `<rect x="${x - 3.8}" y="${y - 3.8}" width="7.6" height="7.6"`,
  'js-interpreter': (x, y) => `<path d="M${x} ${y - 5}l5 5l-5 5l-5 -5z"`,
};

const style = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 } .dim { fill: #59636e } .title { font-size: 15px; font-weight: 600 } .right { text-anchor: end } .mid { text-anchor: middle }
  .ground { fill: #ffffff } .grid { stroke: #d1d9e0 } .one { stroke: #59636e; stroke-width: 1.5 } .band { fill: #f6f8fa }
  .v8 { fill: #8250df; stroke: #8250df } .quickjs { fill: none; stroke: #59636e } .saguaro { fill: #1a7f37; stroke: #1a7f37 } .sval { fill: #bc4c00; stroke: #bc4c00 } .js-interpreter { fill: #0969da; stroke: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .dim { fill: #9198a1 } .ground { fill: #0d1117 } .grid { stroke: #3d444d } .one { stroke: #9198a1 } .band { fill: #151b23 }
    .v8 { fill: #ab7df8; stroke: #ab7df8 } .quickjs { stroke: #9198a1 } .saguaro { fill: #3fb950; stroke: #3fb950 } .sval { fill: #f0883e; stroke: #f0883e } .js-interpreter { fill: #4493f8; stroke: #4493f8 }
  }`;

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/**
 * A plot of each engine's time on each program as a multiple of QuickJS's, on a logarithmic axis.
 *
 * @param {import("./suite.mjs").Report} report
 * @param {readonly Engine[]} engines
 * @param {{ date: string, node: string, cpu: string }} host
 */
export function renderPlot({ rows, summary }, engines, host) {
  const shown = engines.filter((e) => rows.some((row) => row.results[e.name]?.toQuickJS !== undefined));
  const all = rows.flatMap((row) => shown.map((e) => row.results[e.name]?.toQuickJS ?? 1));
  const low = Math.floor(Math.log10(Math.min(0.1, ...all)));
  const high = Math.ceil(Math.log10(Math.max(10, ...all)));
  const x = (/** @type {number} */ ratio) =>
    Number((LEFT + ((Math.log10(ratio) - low) / (high - low)) * (WIDTH - LEFT - RIGHT)).toFixed(1));
  const bottom = TOP + MEAN + rows.length * ROW;
  const meanY = TOP + MEAN / 2 - 6;
  const parts = [`<rect class="band" x="8" y="${meanY - 13}" width="${WIDTH - 16}" height="26" rx="4"/>`];

  for (let power = low; power <= high; power++) {
    for (const step of power === high ? [1] : [1, 2, 5]) {
      const at = x(step * 10 ** power);
      parts.push(
        `<line class="${step === 1 && power === 0 ? 'one' : 'grid'}" x1="${at}" x2="${at}" y1="${TOP - 8}" y2="${bottom}"${step === 1 ? '' : ' stroke-dasharray="1 4"'}/>`,
      );
      if (step === 1)
        parts.push(
          `<text class="dim mid" x="${at}" y="${bottom + 18}">${power === 0 ? 'QuickJS' : `${Number(`1e${power}`)}×`}</text>`,
        );
    }
  }

  /** @param {string} name @param {number | undefined} ratio @param {number} y @param {string} title */
  const mark = (name, ratio, y, title) => {
    const draw = marks[name];
    if (ratio !== undefined && Number.isFinite(ratio) && draw)
      parts.push(
        `${draw(x(ratio), y)} class="${name}"><title>${escaped(title)}</title></${draw(0, 0).slice(1).split(' ')[0]}>`,
      );
  };

  parts.push(`<text class="right" style="font-weight:600" x="${LEFT - 10}" y="${meanY + 4}">geometric mean</text>`);
  for (const e of shown)
    mark(
      e.name,
      summary[e.name]?.toQuickJS,
      meanY,
      `${e.title}: ${brief(summary[e.name]?.toQuickJS)} × QuickJS over ${summary[e.name]?.ofQuickJS} programs`,
    );

  rows.forEach((row, index) => {
    const y = TOP + MEAN + index * ROW + ROW / 2 - 3;
    parts.push(`<text class="right" x="${LEFT - 10}" y="${y + 4}">${escaped(row.name)}</text>`);
    for (const e of shown) {
      const ratio = row.results[e.name]?.toQuickJS;
      mark(e.name, ratio, y, `${e.title} on ${row.name}: ${brief(ratio)} × QuickJS`);
    }
  });

  let legendX = LEFT;
  for (const e of shown) {
    const mean = summary[e.name]?.toQuickJS;
    const label = e.name === 'quickjs' ? e.title : `${e.title} (${brief(mean)}×)`;
    mark(e.name, 10 ** (low + ((legendX - LEFT) / (WIDTH - LEFT - RIGHT)) * (high - low)), 62, e.title);
    parts.push(`<text x="${legendX + 11}" y="66">${escaped(label)}</text>`);
    legendX += 24 + label.length * 6.6;
  }

  const height = bottom + 44;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Time of each program as a multiple of QuickJS's">
<style>${style}
</style>
<rect class="ground" width="${WIDTH}" height="${height}"/>
<text class="title" x="16" y="26">Time as a multiple of QuickJS&#8217;s (logarithmic; further left is faster)</text>
<text class="dim" x="16" y="44">${escaped(`${host.cpu}, Node ${host.node}, ${host.date.slice(0, 10)}; least of the rounds`)}</text>
${parts.join('\n')}
</svg>
`;
}
