/** Findings as text. */
import { relative } from 'node:path';
import type { Cause, Finding, LeakReport, LiveClosure } from '@saguaro/retention';
import type { Colors } from '../context.ts';
import { count, grouped, printable, wrapped } from './text.ts';

export const causeTexts: Readonly<Record<Cause, string>> = {
  'shared-environment': 'kept needlessly by an environment that closures share',
  'used-by-live-closure': 'kept by a live closure that uses it',
  'suspended-frame': 'kept by a suspended function',
  eval: 'kept by a direct eval',
  with: 'kept because of a with statement',
  arguments: 'kept needlessly because of arguments',
  'pending-promise': 'kept by a promise that stays pending',
  'async-context': 'kept by an async context',
  'inspector-console': 'kept by the console of an inspector',
};

/** `1.5 MB`, `12 KB`, `100 bytes`. */
export function bytesText(bytes: number): string {
  if (bytes >= 2 ** 20) return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  if (bytes >= 2 ** 10) return `${(bytes / 2 ** 10).toFixed(1)} KiB`;
  return count(bytes, 'byte');
}

export function shownFile(file: string, cwd: string): string {
  if (!file.startsWith('/')) return file;
  const near = relative(cwd, file);
  return near.startsWith('..') ? file : near;
}

/** A step of a path, its file as people in `cwd` call it. */
export const shownStep = (step: string, cwd: string): string => step.replaceAll(`(${cwd}/`, '(');

/** How much more a finding keeps than in the first of several snapshots, and how much in each. Empty with one. */
export function growthText({ growthBytes, bytesBySnapshot = [] }: Finding): string {
  if (growthBytes === undefined) return '';
  if (growthBytes === 0) return 'no more than in the first snapshot';
  const sign = growthBytes < 0 ? '−' : '+';
  const each = bytesBySnapshot.length > 2 ? ` (${bytesBySnapshot.map(bytesText).join(', ')})` : '';
  return `${sign}${bytesText(Math.abs(growthBytes))} since the first snapshot${each}`;
}

/** Those that decide first: of what is used, who uses it. */
export const inOrder = ({ closures, needlessBytes }: Finding): readonly LiveClosure[] =>
  needlessBytes > 0 ? closures : [...closures].sort((a, b) => Number(b.uses) - Number(a.uses));

const columns = 110;
/** Steps of a path that are shown: its beginning and its end. */
const mostSteps = 14;

export function leaksText({ findings, totals, missingSources }: LeakReport, cwd: string, colors: Colors): string {
  const lines: string[] = [];
  for (const [i, finding] of findings.entries()) lines.push(...findingText(finding, i + 1, cwd, colors), '');
  if (findings.length === 0) lines.push('Nothing is kept that is worth a finding.', '');
  lines.push(
    `${count(findings.length, 'finding')}, ${bytesText(totals.needlessBytes)} needless of ${bytesText(totals.heapBytes)}; ${grouped(totals.nodes)} nodes, ${count(totals.closures, 'closure')}, ${grouped(totals.knownClosures)} of them with sources.`,
  );
  if (missingSources.length > 0) {
    const some = missingSources
      .slice(0, 5)
      .map((name) => shownFile(name, cwd))
      .join(', ');
    const more = missingSources.length > 5 ? ` and ${missingSources.length - 5} more` : '';
    lines.push(
      colors.dim(`Without sources, and so not judged: ${printable(some)}${more} (--sources DIR says where they are).`),
    );
  }
  return lines.join('\n');
}

function findingText(finding: Finding, number: number, cwd: string, colors: Colors): string[] {
  const { variable, cause, line, column, file, retainedBytes, needlessBytes, copies, blame, path, fix } = finding;
  const where =
    line === 0 ? '' : ` of ${printable(finding.function)}, ${printable(shownFile(file, cwd))}:${line}:${column}`;
  const lines = [`${number}. ${colors.bold(printable(variable))}${where}`];
  const sizes = [needlessBytes > 0 ? `${bytesText(needlessBytes)} needless` : `${bytesText(retainedBytes)} retained`];
  if (copies > 1) sizes.push(`${grouped(copies)} copies`);
  const growth = growthText(finding);
  if (growth !== '') sizes.push(growth);
  const closures = inOrder(finding);
  lines.push(`   ${colors.yellow(sizes.join(', '))}: ${causeTexts[cause]}`);
  for (const closure of closures.slice(0, 5)) {
    const times = closure.count > 1 ? ` (${grouped(closure.count)} of them)` : '';
    lines.push(
      `   alive: ${printable(closure.function)}, line ${closure.line}:${closure.column}${times}, ${closure.uses ? 'uses it' : 'does not use it'}`,
    );
  }
  if (closures.length > 5) lines.push(`   … and ${closures.length - 5} more live closures`);
  if (blame !== null && cause !== 'used-by-live-closure' && cause !== 'suspended-frame')
    lines.push(`   to blame: ${printable(blame.function)}, line ${blame.line}:${blame.column}`);
  const steps =
    path.length <= mostSteps ? path : [...path.slice(0, 6), `… ${path.length - 12} more …`, ...path.slice(-6)];
  for (const [i, step] of steps.entries())
    lines.push(colors.dim(`   ${i === 0 ? 'path: ' : '      '}${printable(shownStep(step, cwd))}`));
  for (const [i, text] of wrapped(fix, columns - 8).entries())
    lines.push(`   ${i === 0 ? 'fix:  ' : '      '}${printable(text)}`);
  return lines;
}
