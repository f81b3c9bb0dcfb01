import { parseArgs } from 'node:util';
import { type EngineName, engines } from './engines.ts';

export interface Options {
  readonly paths: readonly string[];
  readonly sample: number | null;
  readonly jobs: number;
  readonly storages: readonly string[];
  readonly engine: EngineName;
  readonly filter: RegExp | null;
  readonly timeout: number;
  /** Instructions between pauses, or null: each scenario is run with and without, and the results must be the same. */
  readonly pauseEvery: number | null;
  /** Instructions between snapshots, or null: as `pauseEvery`, going on in a machine made of the snapshot. */
  readonly snapshotEvery: number | null;
  /** Is each scenario also recorded, and the recording replayed? */
  readonly recorded: boolean;
  readonly steps: number;
  readonly json: string | null;
  readonly failures: string | null;
  readonly first: boolean;
  readonly update: boolean;
  readonly allFeatures: boolean;
}

/** The command line cannot be followed; the message says why. */
export class UsageError extends Error {}

export const help = `Runs test262, from TEST262_DIR or ~/.cache/saguaro/test262.

  npm run conformance -- [paths…] [options]

Paths are relative to the suite (test/language/expressions) or to its test folder (language/expressions); without any,
language, built-ins (less Temporal) and annexB are run. One file alone is shown in full.

  --sample N        run N files only, the same ones each time
  --filter RE       run files whose path matches
  --storage S|all   storage strategy: flat (default), linked, frame, table
  --jobs N          processes at once (default 2)
  --pause-every N   run each scenario also with a pause every N instructions; any difference is a failure
  --snapshot-every N  run each scenario also with a snapshot every N instructions of the test itself, going on in a machine
                    made of it; any difference is a failure. Tests that start agents are run without
  --recorded        run each scenario also recorded, and replay the recording; any difference is a failure. Tests that start
                    agents are run without
  --timeout MS      wall-clock limit of a scenario (default 10000, with --pause-every 100000)
  --steps N         instruction limit of a scenario (default 300000000)
  --first           stop at the first failure and show it in full
  --failures FILE   write the failing scenarios, grouped by message
  --json FILE       write totals and failures as JSON
  --update          rewrite expectations.json (reasons kept) and metrics.json
  --all-features    run tests of features that features.ts leaves out, too
  --engine NAME     saguaro (default), or node: the host's own V8, to check the runner itself
  --help            this text
`;

/** Reads the command line; null asks for help. Throws UsageError. */
export function parseOptions(args: readonly string[]): Options | null {
  const { values, positionals } = read(args);
  if (values.help === true) return null;
  const engine = toEngine(values.engine ?? 'saguaro');
  const storages = toStorages(engine, values.storage);
  if (values.update === true && engine !== 'saguaro')
    throw new UsageError('--update is for saguaro: no expectations are kept for another engine');
  if (values['pause-every'] !== undefined && engine !== 'saguaro')
    throw new UsageError(`--pause-every is for saguaro: ${engine} can't be paused`);
  if (values['snapshot-every'] !== undefined && engine !== 'saguaro')
    throw new UsageError(`--snapshot-every is for saguaro: ${engine} can't be saved`);
  if (values.recorded === true && engine !== 'saguaro')
    throw new UsageError(`--recorded is for saguaro: ${engine} can't be recorded`);
  if (values.update === true && values.first === true)
    throw new UsageError('--update needs the whole run, --first ends it early');
  return {
    paths: positionals,
    sample: values.sample === undefined ? null : toCount('--sample', values.sample),
    jobs: toCount('--jobs', values.jobs ?? '2'),
    storages,
    engine,
    filter: values.filter === undefined ? null : toRegExp(values.filter),
    timeout: toCount(
      '--timeout',
      values.timeout ??
        (values['pause-every'] === undefined && values['snapshot-every'] === undefined ? '10000' : '100000'),
    ),
    pauseEvery: values['pause-every'] === undefined ? null : toCount('--pause-every', values['pause-every']),
    snapshotEvery:
      values['snapshot-every'] === undefined ? null : toCount('--snapshot-every', values['snapshot-every']),
    recorded: values.recorded === true,
    steps: toCount('--steps', values.steps ?? '300000000'),
    json: values.json ?? null,
    failures: values.failures ?? null,
    first: values.first === true,
    update: values.update === true,
    allFeatures: values['all-features'] === true,
  };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        sample: text,
        filter: text,
        storage: text,
        jobs: text,
        timeout: text,
        'pause-every': text,
        'snapshot-every': text,
        steps: text,
        failures: text,
        json: text,
        engine: text,
        recorded: flag,
        first: flag,
        update: flag,
        'all-features': flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function toCount(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`${option} needs a whole number above 0, not "${text}"`);
  return value;
}

function toRegExp(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function toEngine(name: string): EngineName {
  if (name in engines) return name as EngineName;
  throw new UsageError(`--engine is one of ${Object.keys(engines).join(', ')}, not "${name}"`);
}

function toStorages(engine: EngineName, name: string | undefined): readonly string[] {
  const known: readonly string[] = engines[engine].storages;
  if (name === undefined) return known.slice(0, 1);
  if (name === 'all') return known;
  if (known.includes(name)) return [name];
  throw new UsageError(`--storage is one of ${[...known, 'all'].join(', ')}, not "${name}"`);
}
