import type { MachineOptions } from '@saguaro/engine';

type Engine = typeof import('@saguaro/engine');

export interface Ended {
  /** The program's value as text, or how else it ended. */
  readonly end: string;
  readonly steps: number;
}

export interface Saved extends Ended {
  /** Steps at which a machine just restored gave other bytes than it came from. */
  readonly unequal: readonly number[];
  /** Bytes of the largest snapshot. */
  readonly largest: number;
  /** Milliseconds of all saves, and of all restores. */
  readonly saving: number;
  readonly restoring: number;
}

/** The program run at once: what it gives, and after how many steps. */
export function runAtOnce(engine: Engine, source: string, options?: MachineOptions): Ended;

/** `count` different steps of a run of `steps`, in order, the same for the same seed. */
export function pointsOf(steps: number, count: number, seed: number): number[];

/** Runs the program to each of the steps in turn, saves it there and goes on in a fresh machine made of the bytes. */
export function runSaved(engine: Engine, source: string, points: readonly number[], options?: MachineOptions): Saved;
