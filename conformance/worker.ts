// A process that runs scenarios one after another. It owns nothing that must survive: the pool replaces it at will.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter, Limits, Outcome } from './adapter.ts';
import { type Frontmatter, parseFrontmatter } from './frontmatter.ts';
import { comparePaused, judge, oneLine, type Verdict } from './judge.ts';
import type { Job, Reply, WorkerSetup } from './protocol.ts';
import { harnessFor, sourceFor } from './scenarios.ts';
import { Harness } from './suite.ts';

const setup = JSON.parse(process.argv[2]!) as WorkerSetup;
const harness = new Harness(setup.suite);

/** The last test read: the next job is usually its other mode. */
let last: { path: string; source: string; frontmatter: Frontmatter } | null = null;

function read(path: string) {
  if (last?.path !== path) {
    const source = readFileSync(join(setup.suite, path), 'utf8');
    last = { path, source, frontmatter: parseFrontmatter(source) };
  }
  return last;
}

async function loadAdapter(): Promise<Adapter> {
  if (setup.engine === 'node') return (await import('./node-adapter.ts')).createNodeAdapter();
  return (await import('./engine-adapter.ts')).createEngineAdapter(setup.engineUrl);
}

async function runJob(adapter: Adapter, job: Job): Promise<Verdict> {
  const verdict = await runOnce(adapter, job);
  const { pauseEvery, snapshotEvery = null, recorded = false } = setup;
  if (pauseEvery !== null) {
    const compared = comparePaused(
      verdict,
      await runOnce(adapter, job, { pauseEvery }),
      `paused every ${pauseEvery} instructions`,
    );
    if (!compared.passed || !verdict.passed) return compared;
  }
  if ((snapshotEvery === null && !recorded) || usesAgents(job.path)) return verdict;
  if (snapshotEvery !== null) {
    const saved = await runOnce(adapter, job, { snapshotEvery });
    const compared = comparePaused(verdict, saved, `saved every ${snapshotEvery} instructions`);
    if (!compared.passed || !recorded) return compared;
  }
  return comparePaused(verdict, await runOnce(adapter, job, { recorded }), 'recorded and replayed');
}

/** Does the test start agents of its own, which share memory with it? */
function usesAgents(path: string): boolean {
  const { source, frontmatter } = read(path);
  return [source, ...harnessFor(frontmatter).map((name) => harness.get(name).source)].some((s) =>
    /\$262\.agent\.(?:start|broadcast)\b/.test(s),
  );
}

async function runOnce(
  adapter: Adapter,
  { path, mode, storage }: Job,
  how: Partial<Pick<Limits, 'pauseEvery' | 'snapshotEvery' | 'recorded'>> = {},
): Promise<Verdict> {
  const { source, frontmatter } = read(path);
  const { flags } = frontmatter;
  let outcome: Outcome;
  try {
    outcome = await adapter.run({
      file: join(setup.suite, path),
      kind: mode === 'module' ? 'module' : 'script',
      source: sourceFor(mode, source),
      harness: harnessFor(frontmatter).map((name) => harness.get(name)),
      async: flags.has('async'),
      canBlock: flags.has('CanBlockIsTrue') ? true : flags.has('CanBlockIsFalse') ? false : null,
      storage,
      limits: { steps: setup.steps, timeout: setup.timeout, heapBytes: setup.heapBytes, pauseEvery: null, ...how },
    });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
    outcome = { status: 'broke', message, stack: stack ?? '', printed: [] };
  }
  return withoutMachine(judge(frontmatter, outcome));
}

/** Takes this machine's paths out of a message, so that expectations hold elsewhere. */
function withoutMachine(verdict: Verdict): Verdict {
  if (verdict.passed) return verdict;
  return { ...verdict, message: oneLine(verdict.message.replaceAll(`${setup.suite}/`, '')) };
}

function reply(message: Reply): void {
  process.send!(message);
}

// What escapes a test after its verdict (a finalisation callback, an unhandled rejection) must not end the process.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});
process.on('disconnect', () => process.exit());

const adapter = await loadAdapter();
let queue: Promise<void> = Promise.resolve();
process.on('message', (job: Job) => {
  queue = queue.then(async () => {
    const start = performance.now();
    const verdict = await runJob(adapter, job);
    reply({ kind: 'verdict', id: job.id, verdict, duration: performance.now() - start });
  });
});
reply({ kind: 'ready' });
