#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { engineNamed, engines as everyEngine } from './engines/index.mjs';
import { measureDepth } from './lib/depth.mjs';
import { engineVersions, hostFacts } from './lib/host.mjs';
import { measureMemory } from './lib/memory.mjs';
import { readOptions, usage } from './lib/options.mjs';
import { renderPlot } from './lib/plot.mjs';
import { programs } from './lib/programs.mjs';
import { failures, renderSuite } from './lib/report.mjs';
import { measureScaling } from './lib/scaling.mjs';
import { measureStartup } from './lib/startup.mjs';
import { runSuite } from './lib/suite.mjs';
import { table } from './lib/table.mjs';

/** @typedef {ReturnType<typeof readOptions>} Options */

/** @param {unknown} data @param {string} file */
function writeJson(data, file) {
  writeFileSync(file, `${JSON.stringify(data, null, 1)}\n`);
}

/** @param {Options} options @param {readonly string[]} otherwise */
function chosenEngines(options, otherwise) {
  const chosen = (options.engines ?? otherwise).map(engineNamed);
  for (const engine of chosen) {
    const reason = engine.absent();
    if (reason !== null) console.log(`${engine.title} is left out: ${reason}`);
  }
  return chosen;
}

/** @param {Options} options */
async function suite(options) {
  const engines = chosenEngines(
    options,
    everyEngine.map((e) => e.name),
  );
  const report = await runSuite({
    programs: programs(options.names),
    engines,
    runs: options.runs ?? (options.quick ? 2 : 5),
    quick: options.quick,
    timeoutMs: options.timeoutMs,
    budgetMs: 15_000,
    onRow: (row) => process.stderr.write(`${row.name} `),
  });
  process.stderr.write('\n');
  console.log(renderSuite(report, engines));
  if (options.quick)
    console.log('\nQuick sizes: the answers are checked, the ratios are mostly start-up and not to be quoted.');

  const host = hostFacts();
  const complete = !options.quick && options.names.length === 0 && options.engines === undefined;
  const file = options.json ?? (complete ? fileURLToPath(new URL('results.json', import.meta.url)) : undefined);
  if (file !== undefined) {
    writeJson({ host, engines: engineVersions(), quick: options.quick, ...report }, file);
    const plot = file.replace(/(\.json)?$/, '.svg');
    writeFileSync(plot, renderPlot(report, engines, host));
    console.log(`\nWritten: ${file}, ${plot}`);
  }
  return failures(report);
}

/** Runs one of the other measurements, and writes it where `--json` says. @param {Options} options @param {readonly string[]} names @param {(engines: import("./engines/index.mjs").Engine[], options: Options) => Promise<{ text: string, data: unknown, failures: string[] }>} measure */
async function measurement(options, names, measure) {
  const engines = chosenEngines(options, names).filter((e) => e.absent() === null);
  const { text, data, failures } = await measure(engines, options);
  console.log(text);
  if (options.json !== undefined)
    writeJson({ host: hostFacts(), engines: engineVersions(), measured: options.mode, results: data }, options.json);
  return failures;
}

/** @param {Options} options @returns {Promise<string[]>} what failed */
async function carryOut(options) {
  const everyName = everyEngine.map((e) => e.name);
  switch (options.mode) {
    case 'help':
      console.log(usage);
      return [];
    case 'list':
      console.log(table([['program', 'needs', 'measures'], ...programs().map((p) => [p.name, p.needs, p.about])]));
      return [];
    case 'startup':
      return measurement(options, ['saguaro', 'quickjs'], measureStartup);
    case 'memory':
      return measurement(options, ['v8', 'saguaro', 'quickjs'], measureMemory);
    case 'depth':
      return measurement(options, everyName, measureDepth);
    case 'scaling':
      return measurement(options, ['v8', 'saguaro', 'quickjs'], measureScaling);
    default:
      return suite(options);
  }
}

/** @type {Options | undefined} */
let options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${/** @type {Error} */ (error).message}\n\n${usage}`);
  process.exitCode = 2;
}
if (options) {
  try {
    const found = await carryOut(options);
    if (found.length > 0) {
      console.error(`\n${found.length} failed:\n${found.map((line) => `  ${line}`).join('\n')}`);
      process.exitCode = 1;
    }
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 2;
  }
}
