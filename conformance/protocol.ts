import type { EngineName } from './engines.ts';
import type { Verdict } from './judge.ts';
import type { Mode } from './scenarios.ts';

/** What the runner sends a worker: run this scenario. */
export interface Job {
  readonly id: number;
  readonly path: string;
  readonly mode: Mode;
  readonly storage: string;
}

/** How a worker is set up: one JSON argument on its command line. */
export interface WorkerSetup {
  readonly suite: string;
  readonly engine: EngineName;
  /** The module to load the engine from, where the engine is one. */
  readonly engineUrl: string | null;
  readonly timeout: number;
  readonly steps: number;
  readonly heapBytes: number;
  /** Instructions between pauses in a second run of each scenario; null: no second run. */
  readonly pauseEvery: number | null;
  /** Instructions between two snapshots, from each of which a second run goes on; null: no such run. */
  readonly snapshotEvery?: number | null;
  /** Is there a run of each that is recorded and replayed? */
  readonly recorded?: boolean;
}

/** What a worker sends back. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'verdict'; readonly id: number; readonly verdict: Verdict; readonly duration: number };
