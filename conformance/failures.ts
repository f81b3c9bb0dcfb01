import type { Scenario } from './scenarios.ts';

/** A failure as the list for engine developers needs it. */
export interface DetailedFailure extends Scenario {
  readonly message: string;
  readonly detail: string;
  readonly storage: string;
}

export interface FailureGroup {
  readonly title: string;
  readonly failures: DetailedFailure[];
}

const examples = 5;
const foldersShown = 6;

/**
 * A message without what differs from test to test: quoted and printed values, numbers, positions. What names a missing
 * thing (`Promise.try is not a function`) stays, because that is what is to be mended.
 */
export function normaliseMessage(message: string): string {
  return message
    .replace(/«[^»]*»/g, '«…»')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/'(?:[^'\\]|\\.)*'/g, "'…'")
    .replace(/`[^`]*`/g, '`…`')
    .replace(/\(\d+:\d+\)/g, '(…)')
    .replace(/\b(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)n?\b/gi, 'N')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The two folders that say best what a test is about: those that hold it. */
function folderOf(path: string): string {
  return path.split('/').slice(1, -1).slice(0, 4).join('/');
}

/** The engine's own function that a host error came from: the first named line of its stack. */
function originOf(detail: string): string {
  const line = detail.split('\n').find((text) => /^\s+at /.test(text));
  return line === undefined
    ? ''
    : ` ${line
        .trim()
        .replace(/\s*\(.*$/, '')
        .replace(/:\d+:\d+$/, '')}`;
}

/**
 * What a failure is grouped by. An assertion's text belongs to its test, so assertions, and errors that should have
 * come and did not, are grouped by folder; an error of the engine by the function it came from; all others by message.
 */
export function groupTitle({ path, message, detail }: DetailedFailure): string {
  if (message.startsWith('the engine broke')) return normaliseMessage(message) + originOf(detail);
  if (/^(?:Test262Error|expected )/.test(message)) {
    const kind =
      /Expected (?:a|an|SameValue|true|obj)\b.*$/i.exec(message)?.[0] ??
      message.replace(/^Test262Error: .*/, 'assertion');
    return `${normaliseMessage(kind)} [${folderOf(path)}]`;
  }
  return normaliseMessage(message);
}

/** Failures grouped, largest group first. */
export function groupFailures(failures: readonly DetailedFailure[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const failure of failures) {
    const title = groupTitle(failure);
    const group = groups.get(title);
    if (group === undefined) groups.set(title, { title, failures: [failure] });
    else group.failures.push(failure);
  }
  return [...groups.values()].sort((a, b) => b.failures.length - a.failures.length || (a.title < b.title ? -1 : 1));
}

/** The text for `--failures`: first the groups with examples, then every failing scenario on a line. */
export function formatFailures(failures: readonly DetailedFailure[]): string {
  const groups = groupFailures(failures);
  const lines = [`${failures.length} failing scenarios in ${groups.length} groups`, ''];
  for (const { title, failures: members } of groups) {
    lines.push(`${String(members.length).padStart(6)}  ${title}`);
    const folders = countFolders(members);
    if (folders.length > 1) lines.push(`        in ${folders.join(', ')}`);
    for (const { path, modes, message } of pickExamples(members)) {
      lines.push(`        ${path} (${modes.join(', ')})`);
      if (message !== title) lines.push(`          ${message}`);
    }
    lines.push('');
  }
  lines.push('Every failing scenario:', '');
  for (const { path, mode, storage, message } of failures) lines.push(`${path}\t${mode}\t${storage}\t${message}`);
  return `${lines.join('\n')}\n`;
}

/** Examples spread over the tests of a group; the modes and strategies of one test make one example. */
function pickExamples(members: readonly DetailedFailure[]) {
  const byPath = new Map<string, { path: string; modes: string[]; message: string }>();
  for (const { path, mode, message } of members) {
    const example = byPath.get(path) ?? { path, modes: [], message };
    byPath.set(path, example);
    if (!example.modes.includes(mode)) example.modes.push(mode);
  }
  const spread = [...byPath.values()];
  const step = Math.max(1, Math.floor(spread.length / examples));
  return spread.filter((_, index) => index % step === 0).slice(0, examples);
}

function countFolders(members: readonly DetailedFailure[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of members) {
    const folder = path.split('/').slice(1, -1).slice(0, 3).join('/');
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const shown = sorted.slice(0, foldersShown).map(([folder, count]) => `${folder} ${count}`);
  if (sorted.length > foldersShown) shown.push(`${sorted.length - foldersShown} more folders`);
  return shown;
}
