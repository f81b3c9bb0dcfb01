import { areaOf } from './suite.ts';

export interface Count {
  passed: number;
  total: number;
}

/**
 * Recorded totals: per scope (`all`, or `sample N` of the default paths) and area. Percentages are derived, never kept.
 */
export type Metrics = Record<string, Record<string, Count>>;

/** Totals by area, names sorted. */
export function countAreas(
  passed: readonly { readonly path: string }[],
  failed: readonly { readonly path: string }[],
): Record<string, Count> {
  const areas = new Map<string, Count>();
  const count = (path: string, passes: number) => {
    const area = areaOf(path);
    const entry = areas.get(area) ?? { passed: 0, total: 0 };
    areas.set(area, entry);
    entry.passed += passes;
    entry.total += 1;
  };
  for (const { path } of passed) count(path, 1);
  for (const { path } of failed) count(path, 0);
  return Object.fromEntries([...areas].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Totals of the first level (`language`, `built-ins`, …). */
export function countTop(areas: Readonly<Record<string, Count>>): Record<string, Count> {
  const result: Record<string, Count> = {};
  for (const [area, { passed, total }] of Object.entries(areas)) {
    const top = area.split('/', 1)[0]!;
    result[top] ??= { passed: 0, total: 0 };
    result[top].passed += passed;
    result[top].total += total;
  }
  return result;
}

/** The share that passed, in per cent; cut, not rounded, so that 100 means all. */
export function percentage({ passed, total }: Count): string {
  return total === 0 ? '–' : `${(Math.floor((passed / total) * 10_000) / 100).toFixed(2)} %`;
}

/** The change since the recorded count in words; empty when there is none to compare with or nothing changed. */
export function changeSince(recorded: Count | undefined, now: Count): string {
  if (recorded === undefined) return '';
  if (recorded.total === now.total) {
    const difference = now.passed - recorded.passed;
    return difference === 0 ? '' : difference > 0 ? `+${difference}` : `−${-difference}`;
  }
  const points = (now.passed / now.total - recorded.passed / recorded.total) * 100;
  return Math.abs(points) < 0.005 ? '' : `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(2)} points`;
}

/** `recorded` with the given areas of a scope replaced. */
export function recordAreas(recorded: Metrics, scope: string, areas: Readonly<Record<string, Count>>): Metrics {
  const merged = { ...recorded[scope], ...areas };
  const sorted = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
  return Object.fromEntries(Object.entries({ ...recorded, [scope]: sorted }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The text of the file: a line per area. */
export function formatMetrics(metrics: Metrics): string {
  const scopes = Object.entries(metrics).map(([scope, areas]) => {
    const lines = Object.entries(areas).map(
      ([area, { passed, total }]) => `    ${JSON.stringify(area)}: { "passed": ${passed}, "total": ${total} }`,
    );
    return `  ${JSON.stringify(scope)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n${scopes.join(',\n')}\n}\n`;
}
