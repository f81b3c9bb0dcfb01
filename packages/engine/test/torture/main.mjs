/** node main.mjs [POINTS] [SEED] [PART OF A NAME]…: saves and restores real programs at random instructions, and prints what each took. */
import * as built from '@saguaro/engine';
import { names, sourceOf } from './programs.mjs';
import { pointsOf, runAtOnce, runSaved } from './torture.mjs';

const engine = process.env['SAGUARO_ENGINE'] === undefined ? built : await import(process.env['SAGUARO_ENGINE']);
const [count = '100', seed = '1', ...wanted] = process.argv.slice(2);
let bad = 0;
for (const name of names) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const source = sourceOf(name);
  const once = runAtOnce(engine, source);
  const points = pointsOf(once.steps, Number(count), Number(seed));
  const faults = [];
  let text = '';
  try {
    const saved = runSaved(engine, source, points);
    if (saved.end !== once.end) faults.push(`it gives ${saved.end.slice(0, 300)}`);
    if (saved.steps !== once.steps) faults.push(`it takes ${saved.steps} steps`);
    if (saved.unequal.length > 0)
      faults.push(`restored and saved again gives other bytes at ${saved.unequal.join(', ')}`);
    const each = (ms) => (ms / points.length).toFixed(1);
    text = `at most ${(saved.largest / 1e6).toFixed(2)} MB, ${each(saved.saving)} ms a save, ${each(saved.restoring)} ms a restore`;
  } catch (e) {
    faults.push(String(e?.stack ?? e));
  }
  if (faults.length > 0) bad++;
  process.stdout.write(
    `${faults.length === 0 ? 'same' : 'DIFFERENT'}  ${name}: ${once.steps} steps, saved ${points.length} times, ${text}${faults.map((f) => `\n    ${f}`).join('')}\n`,
  );
}
process.stdout.write(`${bad} of the programs differ\n`);
process.exitCode = bad === 0 ? 0 : 1;
