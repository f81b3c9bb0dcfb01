/**
 * Waiting of agents on places of shared memory (ECMA-262 §25.4.1.1 WaiterList). A waiter is plain data in the block's list, which all
 * agents that share the block have; each agent looks after its own at its next turn, so nothing here calls into another machine.
 *
 * `Atomics.wait` does not block the host: the machine stops between two instructions (`m.blocked`), and `run` answers that it waits.
 */
import type { ExoticObject } from '../objects/object.ts';
import type { Machine } from './machine.ts';
import { fulfillPromise } from './promises.ts';

export interface Waiter {
  /** The place, in bytes from the beginning of the block. */
  readonly index: number;
  /** Monotonic time at which it gives up; Infinity: never. */
  readonly until: number;
  /** Of `Atomics.waitAsync`; null for an agent that is blocked. */
  readonly promise: ExoticObject | null;
  state: 'waiting' | 'ok' | 'timed-out';
}

/** The block that waiters wait on, as far as it matters here. */
export interface WaiterBlock {
  waiters?: Waiter[];
}

/** AddWaiter (§25.4.3.8). */
export function addWaiter(
  m: Machine,
  block: WaiterBlock,
  index: number,
  timeout: number,
  promise: ExoticObject | null,
): Waiter {
  const until = timeout === Number.POSITIVE_INFINITY ? timeout : m.options.clock.monotonic() + timeout;
  const waiter: Waiter = { index, until, promise, state: 'waiting' };
  block.waiters ??= [];
  block.waiters.push(waiter);
  if (promise !== null) m.asyncWaiters.push(waiter);
  return waiter;
}

/** NotifyWaiter (§25.4.3.11) of at most `count` waiters at that place, oldest first; how many there were. */
export function notifyWaiters(block: WaiterBlock, index: number, count: number): number {
  let n = 0;
  const left: Waiter[] = [];
  for (const w of block.waiters ?? []) {
    if (w.state !== 'waiting') continue;
    if (w.index === index && n < count) {
      w.state = 'ok';
      n++;
    } else left.push(w);
  }
  block.waiters = left;
  return n;
}

/** Has the waiter's time come? It gives up then. */
function isOver(m: Machine, w: Waiter): boolean {
  if (w.state === 'waiting' && w.until <= m.options.clock.monotonic()) w.state = 'timed-out';
  return w.state !== 'waiting';
}

/** Blocks the machine on a waiter: the interpreter stops before the next instruction, whose frame gets the result later. */
export function block(m: Machine, waiter: Waiter): void {
  m.blocked = waiter;
  m.useFuel(1);
}

/** Lets a blocked machine go on if it may: null; else until when it waits. */
export function unblock(m: Machine): number | null {
  const w = m.blocked;
  if (w === null) return null;
  if (!isOver(m, w)) return w.until;
  m.blocked = null;
  m.deliver(w.state);
  return null;
}

/** Settles the promises of asynchronous waiters that are over. The earliest time at which another will be; null if none is left. */
export function settleWaiters(m: Machine): number | null {
  if (m.asyncWaiters.length === 0) return null;
  let earliest = Number.POSITIVE_INFINITY;
  const over = m.asyncWaiters.filter((w) => isOver(m, w));
  m.asyncWaiters = m.asyncWaiters.filter((w) => w.state === 'waiting');
  for (const w of over) fulfillPromise(m, w.promise as ExoticObject, w.state);
  for (const w of m.asyncWaiters) earliest = Math.min(earliest, w.until);
  return m.asyncWaiters.length === 0 ? null : earliest;
}
