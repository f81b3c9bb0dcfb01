/** What a debugger tells: how runs end, and what it has met on the way. */
import type { Outcome } from '../host/options.ts';
import type { Breakpoint } from './breakpoints.ts';
import type { ValueView } from './values.ts';

export type StopReason =
  | 'step'
  | 'breakpoint'
  /** A `debugger` statement. */
  | 'debugger'
  | 'exception'
  | 'pause'
  /** Going back, there was nothing further to stop at: this is the earliest state there is. */
  | 'earliest';

export interface Stopped {
  readonly status: 'stopped';
  readonly reason: StopReason;
  /** Those that were hit. */
  readonly breakpoints: readonly number[];
  /** `exception`: what is thrown, and whether something will catch it. */
  readonly thrown?: ValueView;
  readonly caught?: boolean;
  /** A breakpoint's condition could not be evaluated. */
  readonly problem?: string;
  /** What the function returned that the step has left. */
  readonly returned?: ValueView;
}

/** As of `Machine.run`, with stops in between. */
export type DebugOutcome =
  | Stopped
  | Exclude<Outcome, { readonly status: 'paused' }>
  | { readonly status: 'paused'; readonly reason: 'steps' | 'deadline' | 'signal' };

export interface DebuggerEvents {
  /** A log point has something to say. */
  log?(text: string, breakpoint: Breakpoint): void;
  /** A breakpoint has found its place. */
  resolved?(breakpoint: Breakpoint): void;
  /** A source has been met that was not known. */
  source?(name: string): void;
}

export interface ExceptionStops {
  /** Those that a `catch` of the program waits for. */
  readonly caught: boolean;
  readonly uncaught: boolean;
}
