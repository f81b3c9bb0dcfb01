/** The states of a run that have been looked at, so that going back shows just what was shown, and how the others are come by. */
import type { Picture } from '@saguaro/engine';
import { Known, Numbering, type State } from './numbering.ts';
import type { Cursor } from './timeline.ts';

const MOST_STATES = 400;
/** Things in all states kept; a thing that stays as it is costs a reference in each. */
const MOST_THINGS = 1_000_000;
/** Steps that a machine is led on for the sake of a state known there. */
const MOST_LED = 100_000;

/** A machine on the run, and the ids of its things. */
export interface Eye {
  readonly cursor: Cursor;
  readonly numbering: Numbering;
}

export class Scenes {
  private readonly known = new Known();
  private readonly states = new Map<number, State>();
  private things = 0;

  /** Looks at the run by a cursor that nothing else moves. */
  eye(cursor: Cursor): Eye {
    return { cursor, numbering: new Numbering(this.known) };
  }

  has(step: number): boolean {
    return this.states.has(step);
  }

  forget(from: number): void {
    for (const step of this.states.keys()) if (step >= from) this.drop(step);
  }

  private drop(step: number): void {
    this.things -= this.states.get(step)?.nodes.size ?? 0;
    this.states.delete(step);
  }

  private keep(state: State): void {
    this.drop(state.step);
    this.states.set(state.step, state);
    this.things += state.nodes.size;
    for (const oldest of this.states.keys()) {
      if (oldest === state.step || (this.states.size <= MOST_STATES && this.things <= MOST_THINGS)) return;
      this.drop(oldest);
    }
  }

  /** The nearest step before whose state is known; null: none, or it is too far. */
  private before(step: number): number | null {
    let found = -1;
    for (const s of this.states.keys()) if (s < step && s > found) found = s;
    return found >= 0 && step - found < MOST_LED ? found : null;
  }

  /** The nearest step after whose state is known; null: none, or it is too far. */
  after(step: number): number | null {
    let found = Number.POSITIVE_INFINITY;
    for (const s of this.states.keys()) if (s > step && s < found) found = s;
    return found - step < MOST_LED ? found : null;
  }

  /**
   * The state at a step. A machine that has been restored is led past the states known next before and after, where its things are
   * recognised, so that what is shown keeps its ids and its place.
   */
  at(eye: Eye, step: number): State {
    const known = this.states.get(step);
    if (known !== undefined) return known;
    const { cursor, numbering } = eye;
    if (step < cursor.step || !numbering.isOf(cursor.machine)) this.lead(eye, step);
    cursor.seek(step);
    numbering.meet(cursor.machine);
    const picture = cursor.machine.picture();
    const { printed } = cursor;
    this.recogniseAfter(eye, step);
    const state = numbering.state(picture, step, printed);
    this.keep(state);
    return state;
  }

  /** Leads a machine to the state known next before a step, where its things are recognised. */
  private lead({ cursor, numbering }: Eye, step: number): void {
    const start = this.before(step);
    if (start !== null && (!numbering.isOf(cursor.machine) || cursor.step > start)) cursor.seek(start);
    numbering.meet(cursor.machine);
    if (start !== null && cursor.step === start)
      numbering.recognise(cursor.machine.picture(), this.states.get(start) as State);
  }

  /** Leads a machine on to the state known next after a step, for the same. */
  private recogniseAfter({ cursor, numbering }: Eye, step: number): void {
    const after = this.after(step);
    if (after === null) return;
    // Without a checkpoint on the way, from which on it would be another machine.
    cursor.advance(after);
    if (cursor.step === after) numbering.recognise(cursor.machine.picture(), this.states.get(after) as State);
  }

  /**
   * Looks at several steps beforehand, in one go of one machine, a few milliseconds at a time.
   * @param steps in ascending order
   */
  *fill(eye: Eye, steps: readonly number[]): Generator<void, void> {
    const first = steps[0];
    const last = steps.at(-1);
    if (first === undefined || last === undefined) return;
    const { cursor, numbering } = eye;
    this.lead(eye, first);
    yield;
    const seen: { readonly step: number; readonly picture: Picture; readonly printed: number }[] = [];
    for (const step of steps) {
      cursor.seek(step);
      // Restored on the way: its things have other numbers from here on.
      if (!numbering.isOf(cursor.machine)) seen.length = 0;
      numbering.meet(cursor.machine);
      seen.push({ step, picture: cursor.machine.picture(), printed: cursor.printed });
      yield;
    }
    this.recogniseAfter(eye, last);
    for (const { step, picture, printed } of seen) {
      // Somebody may have asked for it in the meantime.
      if (!this.states.has(step)) this.keep(numbering.state(picture, step, printed));
      yield;
    }
  }
}
