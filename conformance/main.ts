// The conformance runner: `npm run conformance`. Plans, runs, reports, compares; exit status 0 as expected, 1 not, 2 wrong usage.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Comparison,
  compare,
  type ExpectationsFile,
  formatExpectations,
  isAsExpected,
  parseExpectations,
  type RunResult,
  update,
} from './expectations.ts';
import { type DetailedFailure, formatFailures, groupFailures } from './failures.ts';
import { proposalsThatMoved } from './features.ts';
import { countAreas, formatMetrics, type Metrics, recordAreas } from './metrics.ts';
import { help, type Options, parseOptions, UsageError } from './options.ts';
import { makePlan, type Plan } from './plan.ts';
import { Pool, WorkerStartError } from './pool.ts';
import { duration, Progress } from './progress.ts';
import type { Job } from './protocol.ts';
import { addUp, formatAreas, formatComparison, formatDisagreements, formatSkipped, plural } from './report.ts';
import { scenarioName } from './scenarios.ts';
import { locateSuite, UnknownPathError } from './suite.ts';

/** Where this process finds what it can't import: handed over by run.mjs. */
export interface Surroundings {
  /** The folder `conformance/` of the repository. */
  readonly home: string;
  /** The bundled worker. */
  readonly workerFile: string;
  /** Builds the engine where that is needed and returns the module to load it from. */
  prepareEngine(): Promise<string>;
}

const workerMegabytes = 2048;
const machineBytes = 512 * 1024 * 1024;

interface Result extends Job {
  /** Null when it passed. */
  readonly message: string | null;
  readonly detail: string;
  readonly duration: number;
}

/** Runs the command and returns the exit status. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === null) {
      say(help);
      return 0;
    }
    const suite = locateSuite(process.env);
    if (!suite.exists && !suite.given) {
      say(`conformance: not run: TEST262_DIR is not set and there is no test262 checkout at ${suite.directory}.`);
      return 0;
    }
    if (!suite.exists) throw new UsageError(`TEST262_DIR names ${suite.directory}, which holds no test262 checkout`);
    return await conform(suite.directory, options, surroundings);
  } catch (error) {
    if (error instanceof UsageError || error instanceof UnknownPathError) {
      complain(`conformance: ${error.message}\nTry npm run conformance -- --help`);
      return 2;
    }
    if (error instanceof WorkerStartError) {
      complain(`conformance: the engine can't be started:\n${error.message}`);
      return 1;
    }
    throw error;
  }
}

async function conform(suite: string, options: Options, surroundings: Surroundings): Promise<number> {
  for (const moved of proposalsThatMoved(readFileSync(join(suite, 'features.txt'), 'utf8')))
    complain(`conformance: ${moved}`);
  const plan = makePlan(suite, options);
  for (const { path, message } of plan.unreadable) complain(`conformance: ${path} can't be read: ${message}`);
  if (plan.jobs.length === 0) {
    say(['No test to run.', formatSkipped(plan)].filter((text) => text !== '').join('\n'));
    return 2;
  }
  const start = performance.now();
  const results = await runAll(suite, options, plan, surroundings);
  const seconds = (performance.now() - start) / 1000;
  const alone = plan.files.length === 1 && options.sample === null;
  if (alone) for (const result of results) showInFull(result);
  const failures = results.filter(isFailure);
  if (options.failures !== null) writeFileSync(options.failures, formatFailures(failures));
  if (options.first) {
    const [first] = failures;
    if (first !== undefined && !alone) showInFull(first);
    say(
      first === undefined
        ? `No failure in ${results.length} scenarios.`
        : `Stopped after ${results.length} of ${plan.jobs.length} scenarios.`,
    );
    return first === undefined ? 0 : 1;
  }
  return finish(suite, options, surroundings, plan, results, seconds);
}

async function runAll(suite: string, options: Options, plan: Plan, surroundings: Surroundings): Promise<Result[]> {
  const results: Result[] = [];
  const progress = new Progress(process.stderr, plan.jobs.length);
  const pool = new Pool(
    {
      suite,
      engine: options.engine,
      engineUrl: options.engine === 'saguaro' ? await surroundings.prepareEngine() : null,
      workerFile: surroundings.workerFile,
      timeout: options.timeout,
      steps: options.steps,
      pauseEvery: options.pauseEvery,
      snapshotEvery: options.snapshotEvery,
      recorded: options.recorded,
      heapBytes: machineBytes,
      memory: workerMegabytes,
      jobs: Math.min(options.jobs, plan.jobs.length),
    },
    plan.jobs,
    (job, verdict, time) => {
      results.push({
        ...job,
        message: verdict.passed ? null : verdict.message,
        detail: verdict.passed ? '' : verdict.detail,
        duration: Math.round(time),
      });
      progress.advance(verdict.passed);
      if (!verdict.passed && options.first) pool.stop();
    },
  );
  const interrupt = () => {
    pool.stop();
    progress.end();
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  try {
    await pool.run();
  } finally {
    process.off('SIGINT', interrupt);
    progress.end();
  }
  return results.sort((a, b) => a.id - b.id);
}

function finish(
  suite: string,
  options: Options,
  { home }: Surroundings,
  plan: Plan,
  results: readonly Result[],
  seconds: number,
): number {
  const primary = results.filter(({ storage }) => storage === options.storages[0]);
  const areas = countAreas(
    primary.filter((result) => !isFailure(result)),
    primary.filter(isFailure),
  );
  const metricsFile = join(home, 'metrics.json');
  const metrics: Metrics = existsSync(metricsFile) ? (JSON.parse(readFileSync(metricsFile, 'utf8')) as Metrics) : {};
  const scope = scopeOf(options);
  const recorded = (options.engine === 'saguaro' && scope !== null ? metrics[scope] : undefined) ?? {};
  say(formatAreas(areas, recorded));
  const skipped = formatSkipped(plan);
  if (skipped !== '') say(skipped);
  say(`${plural(results.length, 'scenario')} of ${plural(plan.files.length, 'file')} in ${duration(seconds)}.`);
  if (options.storages.length > 1) say(formatDisagreements(results));
  const comparison = options.engine === 'saguaro' ? checkExpectations(suite, options, home, plan, results) : null;
  if (options.update && scope !== null) {
    const covered =
      scope === 'all' ? Object.entries(areas).filter(([area]) => plan.covers(`test/${area}`)) : Object.entries(areas);
    writeFileSync(metricsFile, formatMetrics(recordAreas(metrics, scope, Object.fromEntries(covered))));
  }
  if (options.json !== null)
    writeFileSync(options.json, formatJson(suite, options, plan, results, areas, comparison, seconds));
  if (comparison === null) {
    const groups = groupFailures(results.filter(isFailure));
    say(
      `No expectations are kept for ${options.engine}: ${plural(groups.length, 'group')} of failures${options.failures === null ? ' (--failures FILE lists them)' : ''}.`,
    );
    return plan.unreadable.length === 0 ? 0 : 1;
  }
  return plan.unreadable.length === 0 && (options.update || isAsExpected(comparison)) ? 0 : 1;
}

/** Compares every strategy with the one list: an answer never depends on the strategy. Updates from the first. */
function checkExpectations(
  suite: string,
  options: Options,
  home: string,
  plan: Plan,
  results: readonly Result[],
): Comparison {
  const file = join(home, 'expectations.json');
  const revision = revisionOf(suite);
  let expectations: ExpectationsFile = existsSync(file)
    ? parseExpectations(readFileSync(file, 'utf8'))
    : { suite: revision, groups: [] };
  if (expectations.suite !== revision && !options.update)
    say(`The expectations were recorded with the suite at ${expectations.suite}, this is ${revision}.`);
  const runs = options.storages.map((storage): RunResult => {
    const mine = results.filter((result) => result.storage === storage);
    return { passed: mine.filter((result) => !isFailure(result)), failed: mine.filter(isFailure), covers: plan.covers };
  });
  if (options.update) {
    expectations = update(expectations, runs[0]!, revision);
    writeFileSync(file, formatExpectations(expectations));
    say('Rewrote conformance/expectations.json.');
  }
  const comparisons = runs.map((run) => compare(expectations, run));
  const worst = comparisons.find((comparison) => !isAsExpected(comparison)) ?? comparisons[0]!;
  if (options.storages.length > 1 && !isAsExpected(worst))
    say(`Under ${options.storages[comparisons.indexOf(worst)]}:`);
  say(formatComparison(worst));
  return worst;
}

/** The name under which totals are recorded: only runs of the same choice of tests can be compared. Null where none is. */
function scopeOf({ paths, filter, sample, allFeatures }: Options): string | null {
  if (filter !== null || allFeatures) return null;
  if (sample === null) return 'all';
  return paths.length === 0 ? `sample ${sample}` : null;
}

function isFailure(result: Result): result is Result & DetailedFailure {
  return result.message !== null;
}

function showInFull(result: Result): void {
  const storage = result.storage === 'flat' || result.storage === 'host' ? '' : ` under ${result.storage}`;
  say(`${result.message === null ? 'pass' : 'FAIL'}  ${scenarioName(result)}${storage}  ${result.duration} ms`);
  if (result.message === null) return;
  say(`  ${result.message}`);
  say(result.detail.replace(/^/gm, '  | '));
}

function formatJson(
  suite: string,
  options: Options,
  plan: Plan,
  results: readonly Result[],
  areas: ReturnType<typeof countAreas>,
  comparison: Comparison | null,
  seconds: number,
): string {
  return `${JSON.stringify(
    {
      engine: options.engine,
      suite: revisionOf(suite),
      paths: options.paths,
      sample: options.sample,
      storages: options.storages,
      files: plan.files.length,
      scenarios: results.length,
      seconds: Math.round(seconds * 10) / 10,
      totals: addUp(areas),
      areas,
      skipped: Object.fromEntries(plan.skipped),
      asExpected: comparison === null ? null : isAsExpected(comparison),
      failures: results.filter(isFailure).map(({ path, mode, storage, message, duration: time }) => ({
        path,
        mode,
        storage,
        message,
        milliseconds: time,
      })),
    },
    null,
    1,
  )}\n`;
}

function revisionOf(suite: string): string | null {
  try {
    return execFileSync('git', ['-C', suite, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}
