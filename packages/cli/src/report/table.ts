/** A plain table: the first column to the left, the others to the right. */
import { padEnd, padStart, width } from './text.ts';

export function table(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, width(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (index === 0 ? padEnd(cell, widths[0] ?? 0) : padStart(cell, widths[index] ?? 0)))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}
