/** What is reported. */

export type Cause =
  /** An environment is shared, and closures that do not use the variable keep it for one that does. */
  | 'shared-environment'
  /** A live closure mentions it: it is kept for a reason, which may still be a leak. */
  | 'used-by-live-closure'
  /** A suspended generator or async function keeps its locals, those that it will never read again too. */
  | 'suspended-frame'
  /** A direct `eval` forces it into the environment, or may use it. */
  | 'eval'
  | 'with'
  /** Sloppy `arguments` forces all parameters into the environment. */
  | 'arguments'
  /** A promise that stays pending keeps what waits for it. */
  | 'pending-promise'
  /** An async context's store is kept by what was begun in it. */
  | 'async-context'
  /** The console of an attached inspector keeps what was logged. */
  | 'inspector-console';

export interface FunctionPlace {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface LiveClosure {
  readonly function: string;
  readonly line: number;
  readonly column: number;
  readonly uses: boolean;
  /** How many such closures are alive on these environments. */
  readonly count: number;
}

export interface Finding {
  readonly cause: Cause;
  readonly variable: string;
  readonly function: string;
  readonly file: string;
  /** Both 1-based; 0 where nothing is declared. */
  readonly line: number;
  readonly column: number;
  readonly retainedBytes: number;
  readonly needlessBytes: number;
  /** How many environments or frames hold one. */
  readonly copies: number;
  readonly closures: readonly LiveClosure[];
  readonly blame: FunctionPlace | null;
  /** From a root to the biggest copy, one step an entry. */
  readonly path: readonly string[];
  readonly fix: string;
  /** With several snapshots: how many bytes the last holds more than the first. */
  readonly growthBytes?: number;
  /** With several snapshots: how many bytes each holds, the first one first. */
  readonly bytesBySnapshot?: readonly number[];
}

export interface LeakReport {
  readonly findings: readonly Finding[];
  readonly totals: {
    readonly findings: number;
    readonly needlessBytes: number;
    readonly retainedBytes: number;
    readonly heapBytes: number;
    readonly nodes: number;
    readonly edges: number;
    readonly closures: number;
    /** Closures whose source was found, so that what they use is known. */
    readonly knownClosures: number;
  };
  /** Scripts of the program whose source was not found. */
  readonly missingSources: readonly string[];
}
