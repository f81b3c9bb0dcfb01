import { type Mode, modes, type Scenario, scenarioName } from './scenarios.ts';

/**
 * Known failures that share a message and a reason. `scenarios` maps a test's path to the modes in which it fails.
 */
export interface ListedFailures {
  reason: string;
  message: string;
  scenarios: Record<string, string>;
}

/**
 * Known failures too many to list: everything that fails under a path prefix, whatever its message, for one reason.
 * `failing` is asserted exactly whenever a run covers the whole prefix.
 */
export interface FailuresUnder {
  reason: string;
  under: string;
  failing: number;
}

export interface ExpectationsFile {
  /** The revision of the suite that they were recorded with, where it is known. */
  suite: string | null;
  groups: (ListedFailures | FailuresUnder)[];
}

/** A failed scenario as the comparison needs it. */
export interface Failure extends Scenario {
  readonly message: string;
}

/** What a run covered, and how it went. */
export interface RunResult {
  readonly passed: readonly Scenario[];
  readonly failed: readonly Failure[];
  /** Whether every test under a path prefix was run. */
  covers(prefix: string): boolean;
}

/** Where a run and the expectations part. All lists empty: the run is as expected. */
export interface Comparison {
  readonly newFailures: readonly Failure[];
  readonly changed: readonly { readonly failure: Failure; readonly expected: string }[];
  readonly fixed: readonly { readonly scenario: Scenario; readonly reason: string }[];
  readonly counts: readonly { readonly group: FailuresUnder; readonly failing: number }[];
  /** Failures that were expected, for the summary. */
  readonly known: number;
}

/** The reason that `--update` writes for a failure nobody has looked at. */
export const unexamined = 'not examined yet';

const isListed = (group: ListedFailures | FailuresUnder): group is ListedFailures => 'scenarios' in group;

const isPrefix = (group: ListedFailures | FailuresUnder): group is FailuresUnder => 'under' in group;

/** Compares both ways: new failures, failures with another message, known failures that pass, counts that moved. */
export function compare(file: ExpectationsFile, run: RunResult): Comparison {
  const listed = index(file);
  const prefixes = file.groups.filter(isPrefix);
  const counted = new Map<FailuresUnder, number>(prefixes.map((group) => [group, 0]));
  const newFailures: Failure[] = [];
  const changed: { failure: Failure; expected: string }[] = [];
  let known = 0;
  for (const failure of run.failed) {
    const entry = listed.get(scenarioName(failure));
    const prefix = entry === undefined ? prefixes.find(({ under }) => failure.path.startsWith(under)) : undefined;
    if (prefix !== undefined) {
      counted.set(prefix, counted.get(prefix)! + 1);
      known++;
    } else if (entry === undefined) newFailures.push(failure);
    else if (entry.message !== failure.message) changed.push({ failure, expected: entry.message });
    else known++;
  }
  const failing = new Set(run.failed.map(scenarioName));
  const passing = new Set(run.passed.map(scenarioName));
  // One that was covered but not run is no failure either: its test is gone, or is no longer run in that mode.
  const fixed = [...listed]
    .filter(([name, { path }]) => passing.has(name) || (!failing.has(name) && run.covers(path)))
    .map(([, { path, mode, reason }]) => ({ scenario: { path, mode }, reason }));
  const counts = [...counted]
    .filter(([group, count]) => count !== group.failing && run.covers(group.under))
    .map(([group, count]) => ({ group, failing: count }));
  return { newFailures, changed, fixed, counts, known };
}

export function isAsExpected(comparison: Comparison): boolean {
  const { newFailures, changed, fixed, counts } = comparison;
  return newFailures.length + changed.length + fixed.length + counts.length === 0;
}

/**
 * The expectations that this run would meet: scenarios it ran are rewritten, others kept. A failure keeps its reason
 * even when its message changed; a new one is `unexamined`. Groups by prefix stay, with their new count.
 */
export function update(file: ExpectationsFile, run: RunResult, suite: string | null): ExpectationsFile {
  const before = index(file);
  const ran = new Set([...run.passed, ...run.failed].map(scenarioName));
  const prefixes = file.groups.filter(isPrefix);
  const after: (Failure & { readonly reason: string })[] = [];
  for (const entry of before.values()) {
    if (!ran.has(scenarioName(entry)) && !run.covers(entry.path)) after.push(entry);
  }
  for (const failure of run.failed) {
    const reason = before.get(scenarioName(failure))?.reason;
    if (reason === undefined && prefixes.some(({ under }) => failure.path.startsWith(under))) continue;
    after.push({ path: failure.path, mode: failure.mode, message: failure.message, reason: reason ?? unexamined });
  }
  const moved = new Map(compare(file, run).counts.map(({ group, failing }) => [group, failing]));
  const groups = prefixes
    .map((group) => ({ ...group, failing: moved.get(group) ?? group.failing }))
    .filter(({ failing }) => failing > 0);
  return { suite, groups: [...groups.sort(byKey(({ under }) => under)), ...groupFailures(after)] };
}

function groupFailures(failures: readonly (Failure & { readonly reason: string })[]): ListedFailures[] {
  const groups = new Map<string, { reason: string; message: string; modes: Map<string, Mode[]> }>();
  for (const { path, mode, message, reason } of failures) {
    const key = JSON.stringify([reason, message]);
    const group = groups.get(key) ?? { reason, message, modes: new Map<string, Mode[]>() };
    groups.set(key, group);
    const listed = group.modes.get(path);
    if (listed === undefined) group.modes.set(path, [mode]);
    else listed.push(mode);
  }
  return [...groups.values()]
    .map(({ reason, message, modes: failing }) => ({
      reason,
      message,
      scenarios: Object.fromEntries(
        [...failing]
          .sort(byKey(([path]) => path))
          .map(([path, list]) => [path, modes.filter((mode) => list.includes(mode)).join(' ')]),
      ),
    }))
    .sort(byKey(({ reason, message }) => `${reason}\0${message}`));
}

function byKey<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

/** Listed failures by scenario name. Throws where a scenario is listed twice or in an unknown mode. */
function index(file: ExpectationsFile): Map<string, Failure & { readonly reason: string }> {
  const result = new Map<string, Failure & { readonly reason: string }>();
  for (const group of file.groups) {
    if (!isListed(group)) continue;
    for (const [path, list] of Object.entries(group.scenarios)) {
      for (const word of list.split(' ')) {
        const mode = modes.find((known) => known === word);
        if (mode === undefined) throw new Error(`expectations: unknown mode "${word}" for ${path}`);
        const entry = { path, mode, message: group.message, reason: group.reason };
        const name = scenarioName(entry);
        if (result.has(name)) throw new Error(`expectations: ${name} is listed twice`);
        result.set(name, entry);
      }
    }
  }
  return result;
}

/** The text of the file: JSON with a line per test, so that a change is a readable difference. */
export function formatExpectations(file: ExpectationsFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** Reads the file's text. Throws where it is not what `formatExpectations` writes. */
export function parseExpectations(text: string): ExpectationsFile {
  const file = JSON.parse(text) as ExpectationsFile;
  for (const group of file.groups) {
    const complete = isListed(group)
      ? typeof group.message === 'string'
      : typeof group.under === 'string' && Number.isInteger(group.failing);
    if (!complete || typeof group.reason !== 'string' || group.reason === '')
      throw new Error(
        `expectations: a group lacks its reason, message, or count: ${JSON.stringify(group).slice(0, 120)}`,
      );
  }
  index(file);
  return file;
}
