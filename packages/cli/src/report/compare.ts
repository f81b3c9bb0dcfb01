/** What `compare` reports: the four strategies side by side. */
import type { Colors } from '../context.ts';
import type { Strategy } from '../options.ts';
import type { KeptBinding } from './model.ts';
import { table } from './table.ts';
import { count, grouped, printable } from './text.ts';

export interface StrategyRun {
  readonly storage: Strategy;
  readonly outcome: string;
  readonly output: string;
  readonly milliseconds: number;
  readonly steps: number;
  readonly environments: number;
  readonly kept: readonly KeptBinding[];
  /** What all kept bindings keep alive together, with the records that hold them. */
  readonly bytes: number;
}

export interface ComparedRun {
  readonly storage: Strategy;
  readonly outcome: string;
  /** Output and outcome are those of the first strategy. */
  readonly equal: boolean;
  readonly steps: number;
  readonly milliseconds: number;
  readonly environments: number;
  readonly kept: number;
  readonly bytes: number;
  /** What this strategy keeps and `flat` frees. */
  readonly extra: readonly KeptBinding[];
}

export interface Comparison {
  readonly file: string;
  readonly output: string;
  readonly runs: readonly ComparedRun[];
}

const identity = (kept: KeptBinding): string =>
  `${kept.binding}\0${kept.function}\0${kept.file}:${kept.line}:${kept.column}`;

/** What is in `kept` beyond what is in `base`; a binding of several activations counts each. */
function beyond(kept: readonly KeptBinding[], base: readonly KeptBinding[]): KeptBinding[] {
  const left = new Map<string, number>();
  for (const one of base) left.set(identity(one), (left.get(identity(one)) ?? 0) + 1);
  return kept.filter((one) => {
    const rest = left.get(identity(one)) ?? 0;
    if (rest > 0) left.set(identity(one), rest - 1);
    return rest === 0;
  });
}

/** Compares runs with the first one, which is that of `flat`. */
export function comparisonOf(file: string, runs: readonly StrategyRun[]): Comparison {
  const [first] = runs;
  if (first === undefined) throw new RangeError('nothing to compare');
  return {
    file,
    output: first.output,
    runs: runs.map(({ storage, outcome, output, steps, milliseconds, environments, kept, bytes }) => ({
      storage,
      outcome,
      equal: output === first.output && outcome === first.outcome,
      steps,
      milliseconds: Math.round(milliseconds * 10) / 10,
      environments,
      kept: kept.length,
      bytes,
      extra: beyond(kept, first.kept),
    })),
  };
}

/** At most this many bindings are named under a strategy. */
const mostNamed = 20;

export function comparisonText({ file, runs }: Comparison, colors: Colors): string {
  const row = (name: string, cell: (run: ComparedRun, index: number) => string): string[] => [name, ...runs.map(cell)];
  const rows = table(
    [
      row('', ({ storage }) => storage),
      row('output', ({ equal }, index) => (index === 0 ? '–' : equal ? 'equal' : 'DIFFERENT')),
      row('steps', ({ steps }) => grouped(steps)),
      row('time, ms', ({ milliseconds }) => milliseconds.toFixed(1)),
      row('environments made', ({ environments }) => grouped(environments)),
      row('bindings kept', ({ kept }) => grouped(kept)),
      row('bytes kept', ({ bytes }) => grouped(bytes)),
    ],
    3,
  );
  const [head = '', ...body] = rows;
  const lines = [colors.bold(printable(file)), '', colors.bold(head), ...body];
  const outcome = runs[0]?.outcome ?? '';
  if (outcome !== 'done') lines.push('', `The run ended so: ${printable(outcome)}`);
  for (const { storage, extra } of runs.slice(1)) {
    if (extra.length === 0) continue;
    lines.push('', `${colors.bold(storage)} keeps ${count(extra.length, 'binding')} that flat frees:`);
    for (const { binding, line, column, bytes, path, ...rest } of extra.slice(0, mostNamed)) {
      const where = rest.function === '<top level>' ? 'top level' : printable(rest.function);
      lines.push(
        `  ${colors.bold(printable(binding))} of ${where}, ${line}:${column}, ${count(bytes, 'byte')}: ${path.map(printable).join(colors.dim(' → '))}`,
      );
    }
    if (extra.length > mostNamed) lines.push(`  … and ${grouped(extra.length - mostNamed)} more (--json lists them)`);
  }
  if (runs.slice(1).every(({ extra }) => extra.length === 0))
    lines.push('', 'No strategy keeps a binding that flat frees.');
  return lines.join('\n');
}
