/** What is in a saved program, for people. */
import type { Colors } from '../context.ts';
import type { Inspection, SavedFrame } from '../program/inspection.ts';
import { table } from './table.ts';
import { count, grouped, printable } from './text.ts';

/** Variables of a frame that are shown; `--json` has all. */
const mostVariables = 40;
const longestValue = 100;
/** Kept variables that are shown. */
const mostKept = 30;

const shortened = (text: string): string =>
  printable(text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text);

function frameLines({ function: name, file, line, column, variables }: SavedFrame, colors: Colors): string[] {
  const lines = [`  ${colors.bold(printable(name))}  ${printable(file)}:${line}:${column}`];
  const rows = variables
    .slice(0, mostVariables)
    .map(
      ({ kind, name, place, value }) =>
        `    ${kind} ${printable(name)} = ${shortened(value)}  ${colors.dim(`(${place})`)}`,
    );
  lines.push(...rows);
  if (variables.length > mostVariables)
    lines.push(`    … and ${count(variables.length - mostVariables, 'variable')} more`);
  return lines;
}

/** @param head what it is, for the first line */
export function inspectionLines(
  head: string,
  { functions, frames, jobs, timers, calls, kept, heap }: Inspection,
  colors: Colors,
): string[] {
  const lines = [head];
  if (functions.length > 0) lines.push(`needs the functions of the host ${functions.map(printable).join(', ')}`);
  lines.push('', colors.bold(frames.length === 0 ? 'No frame is on the stack.' : 'Stack, the newest frame first'));
  for (const frame of frames) lines.push(...frameLines(frame, colors));
  if (jobs + timers.length + calls.length > 0) {
    lines.push('', colors.bold('What waits'));
    if (jobs > 0) lines.push(`  ${count(jobs, 'job')}`);
    for (const { kind, in: wait, callback } of timers)
      lines.push(`  ${kind}${kind === 'immediate' ? '' : ` in ${Math.ceil(wait)} ms`}: ${shortened(callback)}`);
    for (const { id, name, args } of calls)
      lines.push(`  call ${id}: ${printable(name)}(${shortened(args.join(', '))})`);
  }
  lines.push('', colors.bold('Captured variables that are alive, and what keeps them'));
  if (kept.bindings.length === 0) lines.push('  none');
  for (const { binding, file, line, bytes, path } of kept.bindings.slice(0, mostKept))
    lines.push(
      `  ${printable(binding)}  ${printable(file)}:${line}  ${count(bytes, 'byte')}`,
      `    ${colors.dim(printable(path.join(' → ')))}`,
    );
  if (kept.bindings.length > mostKept) lines.push(`  … and ${count(kept.bindings.length - mostKept, 'variable')} more`);
  lines.push('', colors.bold(`Heap: ${count(heap.things, 'thing')}, ${count(heap.bytes, 'byte')}`));
  const rows = heap.kinds.map(({ kind, things, bytes }) => [`  ${kind}`, grouped(things), `${grouped(bytes)} bytes`]);
  lines.push(...table(rows));
  return lines;
}
