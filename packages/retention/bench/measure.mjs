/**
 * Compares the analysis of a snapshot with `JSON.parse` of the same text, each in a process of its own, in turn:
 * `node measure.mjs FILE.heapsnapshot [RUNS]`, after `npm run build`. Prints the least time of each, in processor and wall clock seconds.
 */

import { constants } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [file, second] = process.argv.slice(2);

/** Runs `work`, and prints what it took and the most memory that the process had. */
async function timed(work) {
  const before = process.cpuUsage();
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { maxRSS } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ seconds, processor: (user + system) / 1e6, megabytes: maxRSS / 1024 }));
}

async function analysis() {
  const { findLeaks, readV8Snapshot, V8Heap } = await import('@saguaro/retention');
  const { analyzeCaptures } = await import('@saguaro/engine');
  const sources = (name) => {
    if (!name.startsWith('/')) return null;
    const text = readFileSync(name, 'utf8');
    return { file: name, text, facts: analyzeCaptures(text, { name, kind: 'commonjs' }) };
  };
  await timed(async () => {
    const heap = new V8Heap(await readV8Snapshot(createReadStream(file, { highWaterMark: 1 << 20 })));
    const { findings } = findLeaks(heap, { sources, minBytes: 16_384 });
    if (findings.length === 0) throw new Error('nothing found');
  });
}

const best = (runs) => runs.reduce((a, b) => (a.processor <= b.processor ? a : b));
const shown = ({ seconds, processor, megabytes }) =>
  `${processor.toFixed(2)} s of processor time, ${seconds.toFixed(2)} s, ${Math.round(megabytes)} MB`;

if (second === 'parse') {
  const text = readFileSync(file, 'latin1');
  await timed(() => JSON.parse(text));
} else if (second === 'analysis') await analysis();
else {
  const self = fileURLToPath(import.meta.url);
  const run = (what) =>
    JSON.parse(execFileSync(process.execPath, ['--max-old-space-size=8192', self, file, what], { encoding: 'utf8' }));
  const runs = Number(second ?? 3);
  const parseable = statSync(file).size <= constants.MAX_STRING_LENGTH;
  const parsed = [];
  const analysed = [];
  for (let i = 0; i < runs; i++) {
    if (parseable) parsed.push(run('parse'));
    analysed.push(run('analysis'));
  }
  console.log(`analysis:   ${shown(best(analysed))}`);
  if (!parseable) console.log('JSON.parse: not possible, the text is longer than a string may be');
  else {
    console.log(`JSON.parse: ${shown(best(parsed))}`);
    console.log(`ratio:      ${(best(analysed).processor / best(parsed).processor).toFixed(2)}`);
  }
}
