/** How inspection puts the parts of a value together: on one line where they fit, in columns for long lists, else one a line. */
import { textWidth } from './inspect-text.ts';

export interface Layout {
  /** Columns before the value's own line. */
  indentation: number;
  /** Deepest nesting of the value printed last. */
  currentDepth: number;
  readonly breakLength: number;
  /** So many innermost levels share a line; 0: never. */
  readonly compact: number;
  readonly maxArrayLength: number;
}

/** Lists longer than this are set in columns. */
const MIN_GROUPED = 6;
const MAX_COLUMNS = 15;
/** A character is about so many times as high as it is wide: groups come out roughly square. */
const ASPECT = 2.5;
const SEPARATOR = 2;

/**
 * Joins the parts of a value. `listOfNumbers` is undefined for values that are no lists; for lists it says whether numbers are
 * aligned to the right.
 */
export function joinParts(
  l: Layout,
  parts: readonly string[],
  base: string,
  braces: readonly [string, string],
  listOfNumbers: boolean | undefined,
  depth: number,
): string {
  const head = base === '' ? '' : `${base} `;
  if (l.compact >= 1) {
    const rows = listOfNumbers !== undefined && parts.length > MIN_GROUPED ? inColumns(l, parts, listOfNumbers) : parts;
    if (l.currentDepth - depth < l.compact && rows === parts) {
      const start = rows.length + l.indentation + braces[0].length + base.length + 10;
      if (fits(l, rows, start, base)) {
        const joined = rows.join(', ');
        if (!joined.includes('\n')) return `${head}${braces[0]} ${joined} ${braces[1]}`;
      }
    }
    return onLines(l, rows, head, braces);
  }
  return onLines(l, parts, head, braces);
}

function onLines(l: Layout, rows: readonly string[], head: string, braces: readonly [string, string]): string {
  const indent = `\n${' '.repeat(l.indentation)}`;
  return `${head}${braces[0]}${indent}  ${rows.join(`,${indent}  `)}${indent}${braces[1]}`;
}

function fits(l: Layout, rows: readonly string[], start: number, base: string): boolean {
  let total = rows.length + start;
  if (total + rows.length > l.breakLength) return false;
  for (const row of rows) {
    total += row.length;
    if (total > l.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

/** The parts in aligned columns; the same list where columns would not help. */
function inColumns(l: Layout, parts: readonly string[], alignRight: boolean): readonly string[] {
  // The note «… more items» stays on a line of its own.
  const count = l.maxArrayLength < parts.length ? parts.length - 1 : parts.length;
  const widths: number[] = [];
  let total = 0;
  let widest = 0;
  for (let i = 0; i < count; i++) {
    const w = textWidth(parts[i] as string);
    widths.push(w);
    total += w + SEPARATOR;
    if (w > widest) widest = w;
  }
  const cell = widest + SEPARATOR;
  if (!(cell * 3 + l.indentation < l.breakLength && (total / cell > 5 || widest <= 6))) return parts;
  // Lists with a few wide entries among narrow ones get fewer columns than their average suggests.
  const bias = Math.sqrt(cell - total / parts.length);
  const biased = Math.max(cell - 3 - bias, 1);
  const columns = Math.min(
    Math.round(Math.sqrt(ASPECT * biased * count) / biased),
    Math.floor((l.breakLength - l.indentation) / cell),
    l.compact * 4,
    MAX_COLUMNS,
  );
  if (columns <= 1) return parts;
  const columnWidths: number[] = [];
  for (let c = 0; c < columns; c++) {
    let w = 0;
    for (let i = c; i < count; i += columns) w = Math.max(w, widths[i] as number);
    columnWidths.push(w + SEPARATOR);
  }
  const rows: string[] = [];
  for (let i = 0; i < count; i += columns) {
    const end = Math.min(i + columns, count);
    let row = '';
    for (let j = i; j < end; j++) {
      const part = parts[j] as string;
      const last = j === end - 1;
      const padding = ' '.repeat(Math.max(0, (columnWidths[j - i] as number) - (widths[j] as number) - SEPARATOR));
      const cellText = last ? part : `${part}, `;
      row += alignRight ? padding + cellText : last ? cellText : cellText + padding;
    }
    rows.push(row);
  }
  if (count < parts.length) rows.push(parts[count] as string);
  return rows;
}
