/** Source and frames as lines for the terminal. */
import type { FrameInspection } from '@saguaro/engine';
import type { Colors } from '../context.ts';

const lineBreak = /\r\n|[\n\r\u2028\u2029]/;

export const frameLine = ({ function: name, file, line, column }: FrameInspection, index: number): string =>
  `#${index} ${name} ${file.replace(/^file:\/\//, '')}:${line}:${column}`;

/** Lines around where a frame is, numbered; breakpoints have a dot, and what is at hand is underlined. */
export function sourceLines(
  text: string,
  at: Pick<FrameInspection, 'line' | 'column' | 'endLine' | 'endColumn'>,
  around: number,
  breakpoints: ReadonlySet<number>,
  colors: Colors,
): string[] {
  const lines = text.split(lineBreak);
  const first = Math.max(1, at.line - around);
  const last = Math.min(lines.length, at.line + around);
  const width = String(last).length;
  const shown: string[] = [];
  for (let line = first; line <= last; line++) {
    const source = lines[line - 1] ?? '';
    const mark = line === at.line ? '>' : ' ';
    const dot = breakpoints.has(line) ? colors.red('●') : ' ';
    const number = String(line).padStart(width);
    shown.push(`${mark}${dot}${line === at.line ? number : colors.dim(number)} ${source}`.trimEnd());
    if (line !== at.line) continue;
    const end = at.endLine === at.line ? at.endColumn : source.length + 1;
    const indent = source.slice(0, at.column - 1).replace(/[^\t]/g, ' ');
    shown.push(`  ${' '.repeat(width)} ${indent}${colors.green('^'.repeat(Math.max(1, end - at.column)))}`);
  }
  return shown;
}
