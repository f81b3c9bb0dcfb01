import type { Comparison, Failure } from './expectations.ts';
import { type Count, changeSince, countTop, percentage } from './metrics.ts';
import type { Plan } from './plan.ts';
import { type Scenario, scenarioName } from './scenarios.ts';

const listed = 10;

/** The table of areas: each first level with its total, the areas indented below it. */
export function formatAreas(areas: Readonly<Record<string, Count>>, recorded: Readonly<Record<string, Count>>): string {
  // A total is compared only over areas that were recorded, else it would compare different things.
  const recordedTop = countTop(Object.fromEntries(Object.entries(recorded).filter(([area]) => area in areas)));
  const top = countTop(areas);
  const rows: string[][] = [];
  const row = (name: string, count: Count, before: Count | undefined) =>
    rows.push([name, `${count.passed} / ${count.total}`, percentage(count), changeSince(before, count)]);
  for (const [name, count] of Object.entries(top)) {
    row(name, count, recordedTop[name]);
    for (const [area, inner] of Object.entries(areas)) {
      if (area.startsWith(`${name}/`)) row(`  ${area.slice(name.length + 1)}`, inner, recorded[area]);
    }
  }
  if (Object.keys(top).length > 1)
    row('all', addUp(top), Object.keys(recordedTop).length > 0 ? addUp(recordedTop) : undefined);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows
    .map(([name, count, share, change]) =>
      `${name!.padEnd(widths[0]!)}  ${count!.padStart(widths[1]!)}  ${share!.padStart(widths[2]!)}  ${change}`.trimEnd(),
    )
    .join('\n');
}

export function addUp(counts: Readonly<Record<string, Count>>): Count {
  const sum = { passed: 0, total: 0 };
  for (const { passed, total } of Object.values(counts)) {
    sum.passed += passed;
    sum.total += total;
  }
  return sum;
}

/** A number and its noun. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One line per reason for which tests were left out, largest first. */
export function formatSkipped({ skipped }: Plan): string {
  const total = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return '';
  const reasons = [...skipped].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `  ${count}  ${reason}`);
  return [`${plural(total, 'file')} not run (conformance/features.ts):`, ...reasons].join('\n');
}

/** What departs from the expectations, in words; a long list is cut, with a hint. */
export function formatComparison({ newFailures, changed, fixed, counts, known }: Comparison): string {
  const parts: string[] = [];
  const section = <T>(title: string, items: readonly T[], show: (item: T) => string) => {
    if (items.length === 0) return;
    parts.push(`${items.length} ${title}:`, ...items.slice(0, listed).map((item) => `  ${show(item)}`));
    if (items.length > listed) parts.push(`  … and ${items.length - listed} more (--failures FILE lists them)`);
  };
  section('failures that are not expected', newFailures, formatFailure);
  section(
    'known failures with another message',
    changed,
    ({ failure, expected }) => `${formatFailure(failure)}\n    expected: ${expected}`,
  );
  section(
    'known failures that no longer fail',
    fixed,
    ({ scenario, reason }) => `${scenarioName(scenario)} (was: ${reason})`,
  );
  section(
    'groups with another count',
    counts,
    ({ group, failing }) => `${group.under}: ${failing} fail, ${group.failing} expected (${group.reason})`,
  );
  parts.push(
    parts.length === 0
      ? `As expected: ${known} known failures.`
      : 'Not as expected. `--update` rewrites conformance/expectations.json.',
  );
  return parts.join('\n');
}

export function formatFailure(failure: Failure): string {
  return `${scenarioName(failure)}\n    ${failure.message}`;
}

/** Scenarios that end differently under different storage strategies: the answer must not depend on the strategy. */
export function formatDisagreements(
  results: readonly (Scenario & { readonly storage: string; readonly message: string | null })[],
): string {
  const byName = new Map<string, Map<string, string>>();
  for (const result of results) {
    const name = scenarioName(result);
    const messages = byName.get(name) ?? new Map<string, string>();
    messages.set(result.storage, result.message ?? 'passes');
    byName.set(name, messages);
  }
  const differing = [...byName].filter(([, messages]) => new Set(messages.values()).size > 1);
  if (differing.length === 0) return 'All storage strategies agree.';
  const lines = differing
    .slice(0, listed)
    .map(
      ([name, messages]) =>
        `  ${name}\n${[...messages].map(([storage, message]) => `    ${storage}: ${message}`).join('\n')}`,
    );
  if (differing.length > listed) lines.push(`  … and ${differing.length - listed} more`);
  return [`${differing.length} scenarios depend on the storage strategy:`, ...lines].join('\n');
}
