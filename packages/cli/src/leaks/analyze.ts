/** Reads snapshots and finds what leaks in them. */
import { createReadStream, statSync } from 'node:fs';
import type { Finding, LeakReport } from '@saguaro/retention';
import type { Context } from '../context.ts';
import { fileMissing, isDirectory, notSnapshot } from '../errors.ts';
import { type GivenSources, Sources } from './sources.ts';

const chunkBytes = 1 << 20;

export interface LeakInput {
  readonly snapshot: string;
  /** As reports call it. */
  readonly shown: string;
  readonly sources?: GivenSources;
}

/** Where sources are looked for beside where a snapshot says. */
export interface SourceOptions {
  readonly folder: string | null;
  /** Get what is missing from the web servers that the snapshot names. */
  readonly fetch: boolean;
}

export interface LeakResult {
  readonly report: LeakReport;
  /** Texts of the files that the report names. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Analyses one snapshot. Throws a `UserError` where the file is none. */
export async function analyzeSnapshot(
  { snapshot, shown, sources: given }: LeakInput,
  { folder, fetch }: SourceOptions,
  minBytes: number,
  context: Context,
): Promise<LeakResult> {
  const [{ analyzeCaptures }, { findLeaks, readV8Snapshot, SnapshotError, V8Heap }] = await Promise.all([
    import('@saguaro/engine'),
    import('@saguaro/retention'),
  ]);
  const info = statSync(snapshot, { throwIfNoEntry: false });
  if (info === undefined) throw fileMissing(shown);
  if (info.isDirectory()) throw isDirectory(shown);
  const progress = new Progress(context, shown, info.size);
  try {
    const heap = new V8Heap(
      await readV8Snapshot(createReadStream(snapshot, { highWaterMark: chunkBytes }), (bytes) => progress.read(bytes)),
    );
    progress.say('analysing');
    const sources = new Sources(analyzeCaptures, folder, given);
    if (fetch) {
      progress.say('fetching sources');
      const failures = await sources.fetchMissing(heap.files());
      progress.done();
      for (const failure of failures) context.stderr.write(`${failure}\n`);
    }
    const report = findLeaks(heap, { sources: (name) => sources.find(name), minBytes });
    return { report, texts: sources.shown };
  } catch (error) {
    if (error instanceof SnapshotError) throw notSnapshot(shown, error.message);
    throw error;
  } finally {
    progress.done();
  }
}

const keyOf = ({ cause, variable, file, line, column }: Finding): string =>
  `${cause}\0${variable}\0${file}:${line}:${column}`;
const bytesOf = (finding: Finding | undefined): number =>
  Math.max(finding?.needlessBytes ?? 0, finding?.retainedBytes ?? 0);

/** The last of several snapshots of one program, each finding with how much it grew since the first; what needlessly grew most first. */
export function growthOf(reports: readonly LeakReport[]): LeakReport {
  const byKey = reports.map(({ findings }) => new Map(findings.map((finding) => [keyOf(finding), finding])));
  const last = reports[reports.length - 1] as LeakReport;
  const findings = last.findings.map((finding) => {
    const same = byKey.map((found) => found.get(keyOf(finding)));
    const growthBytes = bytesOf(finding) - bytesOf(same[0]);
    const needlessGrowth = finding.needlessBytes - (same[0]?.needlessBytes ?? 0);
    return { needlessGrowth, finding: { ...finding, growthBytes, bytesBySnapshot: same.map(bytesOf) } };
  });
  findings.sort((a, b) => b.needlessGrowth - a.needlessGrowth || b.finding.growthBytes - a.finding.growthBytes);
  return { ...last, findings: findings.map(({ finding }) => finding) };
}

/** Says on a terminal how far it is. */
class Progress {
  private shownPercent = -1;

  constructor(
    private readonly context: Context,
    private readonly name: string,
    private readonly size: number,
  ) {}

  read(bytes: number): void {
    const percent = this.size === 0 ? 100 : Math.floor((bytes / this.size) * 100);
    if (percent === this.shownPercent) return;
    this.shownPercent = percent;
    this.say(`reading, ${percent} %`);
  }

  say(text: string): void {
    if (this.context.stderr.isTTY) this.context.stderr.write(`\r\u001b[K${this.name}: ${text}`);
  }

  done(): void {
    if (this.context.stderr.isTTY) this.context.stderr.write('\r\u001b[K');
  }
}
