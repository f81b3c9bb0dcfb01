// `npm test`: type checks, lint and every test. Ends with one plain line, `N passed, N failed`, where each check counts
// as one and each test as one. Arguments are handed to vitest (file filters, -t NAME) and leave the checks out.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensure } from './ensure.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
await ensure();

const filters = process.argv.slice(2);
const modules = join(root, 'node_modules');
const checks = [
  ['types of the engine', join(modules, 'typescript', 'bin', 'tsc'), ['--noEmit', '-p', 'tsconfig.json']],
  ['types of everything else', join(modules, 'typescript', 'bin', 'tsc'), ['--noEmit', '-p', 'tsconfig.node.json']],
  ['types of the benchmarks', join(modules, 'typescript', 'bin', 'tsc'), ['--noEmit', '-p', 'bench/tsconfig.json']],
  [
    'types of the viewer',
    join(modules, 'typescript', 'bin', 'tsc'),
    ['--noEmit', '-p', 'packages/viewer/tsconfig.json'],
  ],
  [
    "types of the viewer's tests",
    join(modules, 'typescript', 'bin', 'tsc'),
    ['--noEmit', '-p', 'packages/viewer/test/tsconfig.json'],
  ],
  ['lint and format', join(modules, '@biomejs', 'biome', 'bin', 'biome'), ['check', '--error-on-warnings', '.']],
];

let passed = 0;
let failed = 0;

function run(script, args) {
  return spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' }).status === 0;
}

for (const [name, script, args] of filters.length > 0 ? [] : checks) {
  const good = run(script, args);
  process.stdout.write(`${good ? 'ok' : 'FAILED'}: ${name}\n`);
  if (good) passed += 1;
  else failed += 1;
}

const report = join(root, '.cache', `vitest-${process.pid}.json`);
mkdirSync(dirname(report), { recursive: true });
const good = run(join(modules, 'vitest', 'vitest.mjs'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...filters,
]);
let counted = false;
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  passed += numPassedTests;
  // A file that fails to load fails without a failed test: it counts as one.
  failed +=
    numFailedTests +
    testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
    ).length;
  counted = true;
}
// Vitest itself may fail where no test did (no file found, an error outside a test).
if (!good && (failed === 0 || !counted)) failed += 1;

process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
