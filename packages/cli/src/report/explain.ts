/** The text of `explain`: the annotated source, each captured binding, what the run left alive, and its frames. */
import type { Colors } from '../context.ts';
import { annotate } from './annotate.ts';
import type {
  CapturingFunction,
  ExplainedBinding,
  FrameAccount,
  FullExplanation,
  KeptBinding,
  RunReport,
  Since,
  Why,
} from './model.ts';
import { count, grouped, listed, padStart, printable, wrapped } from './text.ts';

const columns = 96;

/** How a binding's place is said. */
function placeOf({ place }: ExplainedBinding): string {
  switch (place.kind) {
    case 'register':
      return "in a register of its function's frame";
    case 'slot':
      return slotOf(place);
    case 'name':
      return 'in a table, looked up by name';
    case 'global':
      return place['lexical'] === true ? 'among the global bindings' : 'a property of the global object';
    case 'module':
    case 'module-cell':
      return 'in a cell of its module';
    case 'context':
      return `in slot ${place['slot']} of the Context of the ${place['scope']} at ${place['line']}:${place['column']}`;
    case 'script-context':
      return 'in the script context';
    case 'generator-registers':
      return 'in a register, which the generator object holds while its function is suspended';
    default:
      return `in a ${place.kind}`;
  }
}

function slotOf(place: ExplainedBinding['place']): string {
  switch (place['record']) {
    case 'cell':
      return 'in an environment of its own';
    case 'closure':
      return 'copied into each closure that uses it';
    case 'frame':
      return 'in its frame, which outlives the call';
    default:
      return `in slot ${place['index']} of an environment`;
  }
}

function uses({ reads, writes }: CapturingFunction): string {
  const parts: string[] = [];
  if (reads > 0) parts.push(reads === 1 ? 'reads it' : `reads it ${reads} times`);
  if (writes > 0) parts.push(writes === 1 ? 'writes it' : `writes it ${writes} times`);
  return parts.length === 0 ? 'names it' : listed(parts);
}

const position = (at: { readonly line: number; readonly column: number }): string => `${at.line}:${at.column}`;

export function bindingParagraph(binding: ExplainedBinding, colors: Colors): string[] {
  const memory = binding.memory === 'heap' ? colors.bold(colors.yellow('heap')) : colors.green('stack');
  const where = binding.function === '<top level>' ? 'at top level' : `in ${printable(binding.function)}`;
  const lines = [
    `${colors.bold(printable(binding.name))}  ${binding.kind} ${where}, ${position(binding)}: ${memory}, ${placeOf(binding)}`,
  ];
  for (const capture of binding.capturedBy) {
    lines.push(`  captured by ${printable(capture.function)} at ${position(capture)}, which ${uses(capture)}`);
  }
  for (const line of wrapped(printable(binding.why), columns - 2)) lines.push(`  ${colors.dim(line)}`);
  return lines;
}

/** `main`: the file that need not be named. */
export function keptLine(kept: KeptBinding, colors: Colors, main = kept.file): string[] {
  const { binding, file, line, column, bytes, path } = kept;
  const where = kept.function === '<top level>' ? 'top level' : printable(kept.function);
  const at = file === main ? position(kept) : `${printable(file)}:${line}:${column}`;
  return [
    `  ${colors.bold(printable(binding))} of ${where}, ${at}, ${count(bytes, 'byte')}`,
    `    ${path.map(printable).join(colors.dim(' → '))}`,
    ...(kept.since == null ? [] : [`    ${colors.dim(sinceText(kept.since, file))}`]),
  ];
}

/** `main`: the file that need not be named. */
function sinceText({ step, exact, at }: Since, main: string | undefined): string {
  const when = exact ? `since step ${grouped(step)}` : `since step ${grouped(step)} or before`;
  if (at === null) return when;
  const where = at.file === main ? position(at) : `${printable(at.file)}:${position(at)}`;
  return `${when}, made ${at.function === '<top level>' ? 'at top level' : `in ${printable(at.function)}`}, ${where}`;
}

/** Why a binding or a value is alive. */
export function whyLines(why: Why, colors: Colors): string[] {
  const { what, declared, path, bytes, since, value } = why;
  const of = declared === null || declared.function === '<top level>' ? '' : ` of ${printable(declared.function)}`;
  const at = declared === null ? '' : `, ${printable(declared.file)}:${position(declared)}`;
  const lines = [
    `${colors.bold(printable(what))}${of}${at}, ${count(bytes, 'byte')}`,
    `  ${path.map(printable).join(colors.dim(' → '))}`,
  ];
  if (since !== null) lines.push(`  ${sinceText(since, declared?.file)}`);
  if (value !== null) {
    const made = value.since === null ? '' : `, ${sinceText(value.since, declared?.file)}`;
    lines.push(`  holds ${printable(value.what)}${made}`);
  }
  return lines;
}

const frameWords: readonly (readonly [keyof FrameAccount, string])[] = [
  ['pushed', 'a function was called'],
  ['returned', 'it returned, and its frame was free again'],
  ['reused', 'a call took a frame that an earlier one had left'],
  ['kept', 'it could not be freed, since something still refers to it'],
  ['deepest', 'frames linked at one time, at most'],
];

function frames(account: FrameAccount, colors: Colors): string[] {
  const digits = Math.max(...frameWords.map(([key]) => grouped(account[key]).length));
  return frameWords.map(
    ([key, meaning]) => `  ${key.padEnd(8)} ${padStart(grouped(account[key]), digits)}  ${colors.dim(meaning)}`,
  );
}

/** At most this many kept bindings are listed in text; `--json` has all. */
const mostKept = 50;

function runReport(run: RunReport, file: string, colors: Colors): string[] {
  const lines = [colors.bold('The run'), `  ${printable(run.outcome)}`];
  if (run.output !== '') {
    const output = run.output.endsWith('\n') ? run.output.slice(0, -1) : run.output;
    for (const line of output.split('\n')) lines.push(`  ${colors.dim('>')} ${printable(line)}`);
  }
  lines.push('', colors.bold('Still alive at the end'));
  if (run.kept.length === 0) lines.push('  No captured binding: everything could be freed.');
  for (const kept of run.kept.slice(0, mostKept)) lines.push(...keptLine(kept, colors, file));
  if (run.kept.length > mostKept) lines.push(`  … and ${grouped(run.kept.length - mostKept)} more (--json lists them)`);
  lines.push('', colors.bold('Frames'), ...frames(run.frames, colors));
  return lines;
}

/** The whole report, without a line break at its end. */
export function explanationText(source: string, explanation: FullExplanation, colors: Colors): string {
  const { bindings, engine, file, mode, storage } = explanation;
  const how = engine === undefined ? `storage: ${storage}` : `engine: ${engine}, mode: ${mode}`;
  const captured = bindings.filter((binding) => binding.capturedBy.length > 0);
  // V8 has variables in Contexts that nothing captures.
  const told = engine === undefined ? captured : bindings.filter(({ memory }) => memory === 'heap');
  const heap = bindings.filter((binding) => binding.memory === 'heap').length;
  const lines = [
    `${colors.bold(printable(file))}  ${colors.dim(how)}`,
    '',
    ...annotate(source, bindings, colors),
    '',
    `${count(bindings.length, 'binding')}: ${grouped(bindings.length - heap)} on the stack, ${grouped(heap)} on the heap; ${grouped(captured.length)} captured by a closure.`,
  ];
  for (const binding of told) lines.push('', ...bindingParagraph(binding, colors));
  if (explanation.run !== undefined) lines.push('', ...runReport(explanation.run, file, colors));
  return lines.join('\n');
}
