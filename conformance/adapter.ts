import type { Phase } from './frontmatter.ts';

/** A harness file. The runner hands the same object to every scenario, so an adapter may cache by identity. */
export interface HarnessFile {
  readonly name: string;
  readonly source: string;
}

/** Everything an engine needs to run one scenario; no field of it says what the result should be. */
export interface Program {
  /** Absolute path of the test: modules resolve their specifiers from its folder. */
  readonly file: string;
  readonly kind: 'script' | 'module';
  /** The text to run, the strict directive already in place. */
  readonly source: string;
  /** To be run as sloppy scripts in the test's realm, in order, before the test. */
  readonly harness: readonly HarnessFile[];
  /** Whether the test ends by printing (`async` flag) rather than by finishing. */
  readonly async: boolean;
  /** The [[CanBlock]] that the test asks of its agent, or null where it does not matter. */
  readonly canBlock: boolean | null;
  readonly storage: string;
  readonly limits: Limits;
}

export interface Limits {
  /** Instructions; the deterministic limit. An engine that can't count them ignores it. */
  readonly steps: number;
  /** Wall-clock milliseconds. An engine that can't stop itself is killed by the runner shortly after. */
  readonly timeout: number;
  readonly heapBytes: number;
  /** Instructions after which the engine is paused and resumed, again and again; null: never. One that can't be ignores it. */
  readonly pauseEvery: number | null;
  /**
   * Instructions of the test itself after which it is saved and goes on in a machine made of the bytes; null: never. The host then has
   * `print` only. An engine that can't save ignores it.
   */
  readonly snapshotEvery?: number | null;
  /** The run is recorded, and the recording replayed: a difference breaks it. An engine that can't record ignores it. */
  readonly recorded?: boolean;
}

/** How an error arose. `harness`: in a harness file, before the test itself; never what a test expects. */
export type ErrorPhase = Phase | 'harness';

/** What happened, in the engine's words. The runner judges it (judge.ts). */
export type Outcome = { readonly printed: readonly string[] } & (
  | { readonly status: 'completed' }
  | {
      readonly status: 'threw';
      readonly phase: ErrorPhase;
      /** The `name` of the thrown value's constructor, or the type of a thrown primitive. */
      readonly type: string;
      readonly message: string;
      readonly stack: string;
    }
  /** The engine stopped the test: `time` or the name of a limit. */
  | { readonly status: 'limit'; readonly limit: string }
  /** The engine itself broke: a host error escaped it. Always a failure, whatever the test expects. */
  | { readonly status: 'broke'; readonly message: string; readonly stack: string }
);

/** An engine under test. Everything that the runner knows about an engine goes through this. */
export interface Adapter {
  /** Runs a program in a realm of its own. Must not throw; what the engine throws is an outcome. */
  run(program: Program): Promise<Outcome>;
}
