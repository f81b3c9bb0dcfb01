import { extname, resolve } from 'node:path';
import type { LeakReport } from '@saguaro/retention';
import { copyAtomically, writeAtomically } from '../atomic-file.ts';
import { type CommandCall, type CommandDeclaration, exitStatus } from '../command.ts';
import { leaksUsage } from '../errors.ts';
import { analyzeSnapshot, growthOf, type LeakResult } from '../leaks/analyze.ts';
import { leaksOfProgram } from '../leaks/guest.ts';
import { snapshotOfInspected } from '../leaks/inspect.ts';
import { snapshotOfNode } from '../leaks/node-process.ts';
import { duration, jsonOption, limitOptions, size } from '../options.ts';
import { readProgram } from '../program/read.ts';
import { leaksText } from '../report/leaks.ts';
import { leaksHtml } from '../report/leaks-html.ts';

/** Less is not worth a finding unless `--min` says so. */
const defaultMin = 16 * 1024;
const defaultAfter = 1000;

const isSnapshot = (file: string): boolean => extname(file) === '.heapsnapshot';

/** What is asked for, in whichever of the four ways. */
async function gather(call: CommandCall): Promise<LeakResult & { readonly title: string }> {
  const { options, context } = call;
  const files = (call.arguments[0] ?? []) as unknown as readonly string[];
  const minBytes = (options['min'] as number | undefined) ?? defaultMin;
  const folder = options['sources'] === undefined ? null : resolve(context.cwd, options['sources'] as string);
  const where = { folder, fetch: options['fetch'] === true };
  const keep = (file: string): void => {
    const kept = options['heapsnapshot'] as string | undefined;
    if (kept !== undefined) copyAtomically(file, resolve(context.cwd, kept));
  };
  const [first] = files;
  if (options['inspect'] !== undefined) {
    if (files.length > 0 || options['node'] === true) throw leaksUsage();
    const address = options['inspect'] as string;
    const { file, sources, remove } = await snapshotOfInspected(address);
    try {
      keep(file);
      return {
        ...(await analyzeSnapshot({ snapshot: file, shown: address, sources }, where, minBytes, context)),
        title: address,
      };
    } finally {
      remove();
    }
  }
  if (first === undefined) throw leaksUsage();
  if (options['node'] === true) {
    const after = (options['after'] as number | undefined) ?? defaultAfter;
    const { file, status, remove } = await snapshotOfNode(first, files.slice(1), after, context.cwd);
    try {
      if (status !== 0) context.stderr.write(`${first} ended with ${status}: this is what was alive then.\n`);
      keep(file);
      return { ...(await analyzeSnapshot({ snapshot: file, shown: first }, where, minBytes, context)), title: first };
    } finally {
      remove();
    }
  }
  if (!isSnapshot(first)) {
    if (files.length > 1) throw leaksUsage();
    const program = await readProgram({ ...call, arguments: [first] }, 'leaks');
    const { outcome, ...result } = await leaksOfProgram(program, options, (options['min'] as number | undefined) ?? 1);
    if (outcome !== 'done') context.stderr.write(`${first} ${outcome}: this is what was alive then.\n`);
    return { ...result, title: first };
  }
  const reports: LeakReport[] = [];
  let texts: ReadonlyMap<string, string> = new Map();
  for (const file of files) {
    if (!isSnapshot(file)) throw leaksUsage();
    // Growth is told of what the last one shows, however little the others had of it.
    const least = files.length > 1 && file !== files.at(-1) ? 1 : minBytes;
    const result = await analyzeSnapshot({ snapshot: resolve(context.cwd, file), shown: file }, where, least, context);
    reports.push(result.report);
    texts = result.texts;
  }
  const report = reports.length > 1 ? growthOf(reports) : (reports[0] as LeakReport);
  return { report, texts, title: files.join(', ') };
}

export const leaksCommand: CommandDeclaration = {
  name: 'leaks',
  summary: 'find which variables keep memory alive that nothing will use, and what to change',
  description: [
    'Reads heap snapshots of Node or Chrome (`.heapsnapshot`) and reports which variable of which scope on which line keeps how much, whether any live closure uses it, which sibling closure is to blame, the path from a root, and the change that would free it. V8 keeps one environment a scope, shared by all closures made there, so that a variable which only a dead closure used stays alive with the live ones.',
    'Several snapshots of one process: what the last one keeps, with its growth since the first. `--node` runs a program in the local Node and takes the snapshot when its event loop is empty or after `--after`; `--inspect` takes it, with the sources, from a process that runs with `--inspect` or a browser with a debugging port. A program without `--node` runs in Saguaro under the strategy `linked`, V8’s, and what `flat` would free is reported.',
    'Needless is what is reachable, but would not be if each closure kept only the bindings that its code uses. Scripts whose source is not found are listed and not judged.',
  ],
  arguments: [
    { name: '[files...]', description: 'snapshots, or a program; with `--node` a program and its arguments' },
  ],
  options: [
    { flags: '--node', description: 'run the program in the local Node and take a snapshot of it' },
    {
      flags: '--after <time>',
      description: 'with --node: take the snapshot after this long, if the program has not ended by then (1s)',
      parse: duration('--after'),
    },
    {
      flags: '--inspect <address>',
      description: 'take the snapshot from a running process: HOST:PORT of its inspector',
    },
    {
      flags: '--sources <folder>',
      description: 'where the sources of the scripts are, if not where the snapshot says',
    },
    {
      flags: '--fetch',
      description:
        'fetch scripts and source maps that are not found otherwise from the web servers that the heap names',
    },
    {
      flags: '--min <size>',
      description: 'report nothing smaller (16k; for a program run in Saguaro, anything)',
      parse: size('--min'),
    },
    {
      flags: '--fail-on <size>',
      description: 'exit with status 1 if more than this is kept needlessly',
      parse: size('--fail-on'),
    },
    {
      flags: '--heapsnapshot <path>',
      description: 'with --node and --inspect: keep the snapshot, to see what grows since',
    },
    { flags: '--html <path>', description: 'write the report as one self-contained page, too' },
    jsonOption,
    ...limitOptions,
  ],
  examples: [
    { command: 'saguaro leaks Heap.heapsnapshot', meaning: 'what leaks in a snapshot' },
    { command: 'saguaro leaks before.heapsnapshot after.heapsnapshot', meaning: 'what grew between two' },
    { command: 'saguaro leaks --node server.js', meaning: 'run a program in Node and look at its heap' },
    { command: 'saguaro leaks --inspect 127.0.0.1:9229', meaning: 'look at a running process' },
    {
      command: 'saguaro leaks examples/shared-environment.js',
      meaning: 'run a program in Saguaro as V8 would store it',
    },
    { command: 'saguaro leaks --fail-on 1m --json Heap.heapsnapshot', meaning: 'for continuous integration' },
  ],
  async run(call) {
    const { options, context } = call;
    const { report, texts, title } = await gather(call);
    if (options['html'] !== undefined)
      writeAtomically(resolve(context.cwd, options['html'] as string), leaksHtml(report, texts, title, context.cwd));
    const text =
      options['json'] === true ? JSON.stringify(report, null, 2) : leaksText(report, context.cwd, context.colors);
    context.stdout.write(`${text}\n`);
    const limit = options['failOn'] as number | undefined;
    return limit !== undefined && report.totals.needlessBytes > limit ? exitStatus.guestError : exitStatus.done;
  },
};
