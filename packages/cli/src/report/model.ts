/** What `explain` and `compare` report: the shape of `--json`, from which the text is made too. */
import type { Strategy, V8Mode } from '../options.ts';

export interface CapturingFunction {
  readonly function: string;
  /** The first use in that function. */
  readonly line: number;
  readonly column: number;
  readonly reads: number;
  readonly writes: number;
}

export interface ExplainedBinding {
  readonly name: string;
  readonly kind: string;
  readonly line: number;
  readonly column: number;
  readonly function: string;
  readonly memory: 'stack' | 'heap';
  readonly place: { readonly kind: string; readonly [detail: string]: unknown };
  readonly capturedBy: readonly CapturingFunction[];
  readonly why: string;
}

export interface Explanation {
  readonly file: string;
  readonly bindings: readonly ExplainedBinding[];
  /** Saguaro's own strategy; absent where another engine is explained. */
  readonly storage?: Strategy;
  readonly engine?: 'v8';
  /** What V8 compiles the file as. */
  readonly mode?: V8Mode;
}

export interface FrameAccount {
  readonly pushed: number;
  readonly returned: number;
  readonly reused: number;
  readonly kept: number;
  readonly deepest: number;
}

export interface KeptBinding {
  readonly binding: string;
  readonly function: string;
  /** The program as the user named it, else the name of the module. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly bytes: number;
  /** From a root to the binding: `global next`, `closure bar`, `environment of foo`, `a`. */
  readonly path: readonly string[];
  /** Since when its place is there; null where that is not known, absent where nobody asked. */
  readonly since?: Since | null;
}

/** When a thing was made. */
export interface Since {
  readonly step: number;
  /** False: it was there already then. */
  readonly exact: boolean;
  /** What was executed then. */
  readonly at: DeclaredAt | null;
}

export interface DeclaredAt {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Why a binding or a value is alive. */
export interface Why {
  /** The binding's name, or what the value is. */
  readonly what: string;
  readonly declared: DeclaredAt | null;
  readonly path: readonly string[];
  readonly bytes: number;
  readonly since: Since | null;
  /** What a binding holds. */
  readonly value: { readonly what: string; readonly since: Since | null } | null;
}

export interface RunReport {
  /** How the run ended, in words: `done`, `threw TypeError: …`, `stopped at the limit of … steps`. */
  readonly outcome: string;
  readonly output: string;
  readonly frames: FrameAccount;
  readonly kept: readonly KeptBinding[];
}

export interface FullExplanation extends Explanation {
  readonly run?: RunReport;
}
