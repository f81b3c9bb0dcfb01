/** The source with each declaration marked: in colour, and in words beside the line, so that it reads without colour too. */
import type { Colors } from '../context.ts';
import type { ExplainedBinding } from './model.ts';
import { padEnd, padStart, printable, width } from './text.ts';

/** Beyond this width of source the marks go on a line of their own, so that one long line does not push all marks away. */
const widestMargin = 76;

const lineBreak = /\r\n|[\n\r\u2028\u2029]/;

/** A binding that some text in the source declares: `this` and other bindings that the language makes are not. */
function isDeclared(binding: ExplainedBinding, line: string): boolean {
  return line.startsWith(binding.name, binding.column - 1);
}

function mark(binding: ExplainedBinding, colors: Colors): string {
  return binding.memory === 'heap'
    ? `${printable(binding.name)} ${colors.bold(colors.yellow('HEAP'))}`
    : `${printable(binding.name)} ${colors.green('stack')}`;
}

/** One line of source with its declared names coloured. */
function coloured(line: string, bindings: readonly ExplainedBinding[], colors: Colors): string {
  let result = '';
  let from = 0;
  for (const { name, column, memory } of bindings) {
    const start = column - 1;
    if (start < from) continue;
    const paint = memory === 'heap' ? (text: string) => colors.bold(colors.yellow(text)) : colors.green;
    result += printable(line.slice(from, start)) + paint(printable(name));
    from = start + name.length;
  }
  return result + printable(line.slice(from));
}

/** Returns the annotated lines. Linear in the source and the bindings. */
export function annotate(source: string, bindings: readonly ExplainedBinding[], colors: Colors): string[] {
  const lines = source.split(lineBreak);
  if (lines.length > 1 && lines[lines.length - 1] === '') lines.pop();
  const byLine = new Map<number, ExplainedBinding[]>();
  for (const binding of bindings) {
    const line = lines[binding.line - 1];
    if (line === undefined || !isDeclared(binding, line)) continue;
    const there = byLine.get(binding.line);
    if (there === undefined) byLine.set(binding.line, [binding]);
    else there.push(binding);
  }
  const digits = String(lines.length).length;
  const widths = lines.map((line) => width(printable(line)));
  const margin = Math.min(
    widestMargin,
    widths.reduce((widest, one, index) => (byLine.has(index + 1) ? Math.max(widest, one) : widest), 0),
  );
  const result: string[] = [];
  lines.forEach((line, index) => {
    const here = byLine.get(index + 1);
    const gutter = colors.dim(`${padStart(String(index + 1), digits)} │ `);
    if (here === undefined) {
      result.push(`${gutter}${printable(line)}`.trimEnd());
      return;
    }
    here.sort((a, b) => a.column - b.column);
    const text = coloured(line, here, colors);
    const marks = here.map((binding) => mark(binding, colors)).join(', ');
    const fits = (widths[index] ?? 0) <= margin;
    if (fits) result.push(`${gutter}${text}${' '.repeat(margin - (widths[index] ?? 0))}  ${colors.dim('◂')} ${marks}`);
    else {
      result.push(`${gutter}${text}`);
      result.push(`${colors.dim(`${padEnd('', digits)} │ `)}${' '.repeat(margin)}  ${colors.dim('◂')} ${marks}`);
    }
  });
  return result;
}
