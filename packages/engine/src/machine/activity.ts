/** Suspendable activities: generators, async functions, async generators. Each owns the frame that is suspended. */
import type { ExoticObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import type { Frame } from './frame.ts';

export type ActivityKind = 'generator' | 'async' | 'async-generator';
export type ActivityState = 'start' | 'suspended' | 'running' | 'awaiting' | 'done';

/** How a suspended frame is resumed. The numbers are what `Yield` leaves in its mode register. */
export const enum ResumeMode {
  Next = 0,
  Throw = 1,
  Return = 2,
}

/** A request to an async generator (ECMA-262 §27.6.3.1): answered through its promise. */
export interface AsyncRequest {
  readonly mode: ResumeMode;
  readonly value: Value;
  readonly promise: ExoticObject;
}

export class GeneratorState {
  readonly kind: ActivityKind;
  state: ActivityState = 'start';
  /** Null once done. */
  frame: Frame | null;
  /** The generator object; for an async function its promise. */
  readonly object: ExoticObject;
  /** Async generators: requests not answered yet, oldest first. */
  readonly queue: AsyncRequest[] = [];
  /** Resumed by an iteration step of the machine, which takes the bare value instead of a result object. */
  direct = false;
  /** Its first caller has gone on without it. */
  detached = false;
  /** Async generators: the promise of the request that runs it, until its caller goes on with it. */
  callerResult: ExoticObject | null = null;
  /** A finished async generator is awaiting the value of a `return` request. */
  draining = false;
  constructor(kind: ActivityKind, frame: Frame | null, object: ExoticObject) {
    this.kind = kind;
    this.frame = frame;
    this.object = object;
  }
}
