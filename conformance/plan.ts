import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engines } from './engines.ts';
import { reasonToSkip } from './features.ts';
import { type Frontmatter, FrontmatterError, parseFrontmatter } from './frontmatter.ts';
import type { Options } from './options.ts';
import type { Job } from './protocol.ts';
import { expandModes } from './scenarios.ts';
import { defaultPaths, findTests, resolveInSuite, sample } from './suite.ts';

/** What a run is going to do. */
export interface Plan {
  readonly files: readonly string[];
  readonly jobs: readonly Job[];
  /** Tests that are not run, by reason. */
  readonly skipped: ReadonlyMap<string, number>;
  /** Tests whose frontmatter can't be read: they can't be judged, so the run fails. */
  readonly unreadable: readonly { readonly path: string; readonly message: string }[];
  /** Whether every test under a path prefix is run. */
  covers(prefix: string): boolean;
}

/** Chooses the tests and expands them into jobs. Throws UnknownPathError. */
export function makePlan(suite: string, options: Options): Plan {
  const { paths, filter, sample: count, storages } = options;
  let files = findTests(suite, paths);
  if (filter !== null) files = files.filter((path) => filter.test(path));
  if (count !== null) files = sample(files, count);
  const skipped = new Map<string, number>();
  const unreadable: { path: string; message: string }[] = [];
  const jobs: Job[] = [];
  for (const path of files) {
    const frontmatter = readFrontmatter(join(suite, path));
    if (frontmatter instanceof FrontmatterError) {
      unreadable.push({ path, message: frontmatter.message });
      continue;
    }
    const reason = (options.allFeatures ? null : reasonToSkip(frontmatter)) ?? reasonNotToBlock(frontmatter, options);
    if (reason !== null) {
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
      continue;
    }
    for (const mode of expandModes(frontmatter)) {
      for (const storage of storages) jobs.push({ id: jobs.length, path, mode, storage });
    }
  }
  const whole = filter === null && count === null && !options.first;
  const starts = paths.length > 0 ? paths.map((path) => resolveInSuite(suite, path)) : defaultPaths;
  const covers = (prefix: string) =>
    whole && starts.some((start) => prefix === start || prefix.startsWith(`${start}/`));
  return { files, jobs, skipped, unreadable, covers };
}

function readFrontmatter(file: string): Frontmatter | FrontmatterError {
  try {
    return parseFrontmatter(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof FrontmatterError) return error;
    throw error;
  }
}

function reasonNotToBlock({ flags }: Frontmatter, { engine }: Options): string | null {
  const possible: readonly boolean[] = engines[engine].canBlock;
  if (flags.has('CanBlockIsTrue') && !possible.includes(true)) return 'needs an agent that can block';
  if (flags.has('CanBlockIsFalse') && !possible.includes(false)) return 'needs an agent that cannot block';
  return null;
}
