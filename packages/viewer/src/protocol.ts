/** What the page and the worker that runs the engine say to each other: plain data. */
import type {
  PictureFrame,
  PictureFree,
  PictureJob,
  PictureNode,
  PictureRoot,
  PictureTimer,
  StorageStrategy,
} from '@saguaro/engine';

export type Language = 'js' | 'ts';

export interface ProgramSource {
  readonly text: string;
  readonly language: Language;
  readonly storage: StorageStrategy;
  /** Triples (from, to, line of from) of the statements, in the order of `from`: where stepping stops. */
  readonly statements: Int32Array;
}

export interface Marker {
  readonly name: string;
  readonly kind: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly memory: 'stack' | 'heap';
  /** In words, for the label's tooltip. */
  readonly place: string;
  readonly why: string;
  readonly capturedBy: readonly { readonly function: string; readonly line: number; readonly column: number }[];
}

export interface SourceError {
  /** Offsets. */
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

export type Explanation =
  | { readonly ok: true; readonly markers: readonly Marker[] }
  | { readonly ok: false; readonly error: SourceError };

export interface ConsoleLine {
  readonly level: string;
  readonly text: string;
}

export interface HostCallView {
  readonly id: number;
  readonly name: string;
  readonly args: readonly string[];
}

/** Why the run that is known goes no further than its last step. */
export type Ending =
  | { readonly kind: 'done'; readonly value: string }
  | { readonly kind: 'threw'; readonly text: string; readonly line: number; readonly step: number }
  | { readonly kind: 'limit'; readonly text: string; readonly resumable: boolean }
  | { readonly kind: 'waiting'; readonly calls: readonly HostCallView[] };

/** A node whose number is the same for as long as it lives, whichever way time goes. */
export interface SceneNode extends Omit<PictureNode, 'identity'> {
  readonly id: number;
  /** Of a frame: the line where its function is declared, which tells those without a name apart. */
  readonly declared?: number;
}

export interface SceneFrame extends Omit<PictureFrame, 'identity'> {
  readonly id: number;
  /** As a node's. */
  readonly declared?: number;
}

export interface SceneFree extends Omit<PictureFree, 'identity'> {
  readonly id: number;
}

/** The state at one step, as a difference to the one shown before. */
export interface Scene {
  readonly step: number;
  /** Steps known so far. */
  readonly total: number;
  /** The known run's end, whatever the step. */
  readonly ending: Ending;
  readonly direction: 'forward' | 'back' | 'jump';
  /** What is being executed; null between jobs and at the end. */
  readonly at: { readonly offset: number; readonly line: number } | null;
  readonly frames: readonly SceneFrame[];
  readonly framesLeftOut: number;
  /** True: `nodes` are all there are. Else those that are new or have changed. */
  readonly whole: boolean;
  readonly nodes: readonly SceneNode[];
  /** Ids of nodes that are there no more. */
  readonly gone: readonly number[];
  readonly nodesLeftOut: number;
  readonly roots: readonly PictureRoot[];
  readonly jobs: readonly PictureJob[];
  readonly timers: readonly PictureTimer[];
  readonly free: readonly SceneFree[];
  /** Lines printed up to this step: so many of those that the page has, and what comes after them. */
  readonly console: { readonly keep: number; readonly more: readonly ConsoleLine[] };
  /** What the last step did, in sentences. */
  readonly happened: readonly string[];
}

export type Move =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'into' | 'over' | 'out' | 'environment'; readonly back: boolean }
  | { readonly kind: 'breakpoint'; readonly back: boolean; readonly lines: readonly number[] }
  | { readonly kind: 'write'; readonly target: VariableTarget };

export type VariableTarget =
  /** A variable of the program, and the node that has it. */
  | { readonly kind: 'binding'; readonly holder: number; readonly name: string }
  /** A global, or a binding of the module. */
  | { readonly kind: 'global'; readonly name: string };

export type Target = { readonly kind: 'node'; readonly id: number } | VariableTarget;

export interface WayStep {
  /** Null for what is no node: a root, a variable. */
  readonly id: number | null;
  readonly text: string;
}

export interface Why {
  readonly target: Target;
  /** What the target is, in words. */
  readonly title: string;
  /** Empty: nothing keeps it. */
  readonly way: readonly WayStep[];
  readonly sentence: string;
  /** Bytes of its own, and bytes that go with it. */
  readonly bytes: number;
  readonly retained: number;
  /** How many others refer to it directly. */
  readonly referrers: readonly WayStep[];
}

export interface StrategyRow {
  readonly storage: StorageStrategy;
  readonly bytes: number;
  readonly variables: number;
  readonly environments: number;
  /** What it keeps that `flat` has freed. */
  readonly extra: readonly {
    readonly name: string;
    readonly function: string;
    readonly line: number;
    readonly bytes: number;
  }[];
  readonly extraBytes: number;
}

export interface Comparison {
  /** Of the session shown. */
  readonly step: number;
  readonly rows: readonly StrategyRow[];
}

export type Request =
  | { readonly kind: 'explain'; readonly program: ProgramSource }
  | { readonly kind: 'load'; readonly program: ProgramSource }
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'goOn' }
  | { readonly kind: 'why'; readonly target: Target }
  | { readonly kind: 'compare' }
  | { readonly kind: 'strategy'; readonly storage: StorageStrategy }
  | { readonly kind: 'evaluate'; readonly frame: number; readonly text: string }
  | { readonly kind: 'answer'; readonly id: number; readonly text: string; readonly fails: boolean }
  | { readonly kind: 'collect' }
  | { readonly kind: 'save' }
  | { readonly kind: 'open'; readonly bytes: Uint8Array };

/** Answers by request. */
export interface Answers {
  explain: Explanation;
  load: { readonly scene: Scene } | { readonly error: SourceError };
  move: Scene;
  goOn: Scene;
  why: Why;
  compare: Comparison;
  strategy: Scene;
  evaluate: { readonly text: string; readonly failed: boolean };
  answer: Scene;
  collect: Scene;
  save: Uint8Array;
  open: {
    readonly scene: Scene;
    readonly text: string;
    readonly language: Language;
    readonly storage: StorageStrategy;
  };
}

export interface Envelope {
  readonly number: number;
  readonly request: Request;
}

export type Reply =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly failure: string };
