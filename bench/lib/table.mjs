/** Columns aligned: the first to the left, as one without a head (remarks); the others to the right. @param {readonly (readonly string[])[]} rows the first is the head */
export function table(rows) {
  const head = /** @type {readonly string[]} */ (rows[0]);
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (/** @type {readonly string[]} */ row) =>
    row
      .map((cell, column) =>
        column === 0 || head[column] === '' ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((w) => '─'.repeat(w)).join('  '), ...rows.slice(1).map(line)].join('\n');
}

/** Three significant digits, without an exponent. @param {number | null | undefined} value */
export function brief(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${brief(bytes / 1e6)} MB`;
}
