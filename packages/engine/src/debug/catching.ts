/** Will an exception be caught? Told from the stack as it stands, before anything is undone. */
import { CodeFlag, CodeKind } from '../bytecode/code.ts';
import type { GeneratorState } from '../machine/activity.ts';
import type { Frame } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { isPromise, promiseData } from '../machine/promises.ts';
import { currentPc, offsetAt } from './places.ts';
import { programMapOf } from './program-map.ts';

/**
 * Does a `catch` of the program wait for what the newest frame is throwing? An async function without one passes it on to whoever awaits
 * it, as far as that is known already. Handlers given to `then` and `catch` methods do not count.
 */
export function willBeCaught(m: Machine): boolean {
  const seen = new Set<Frame>();
  let f: Frame | null = m.frame;
  while (f !== null && !seen.has(f)) {
    seen.add(f);
    if (hasCatch(m, f)) return true;
    const { activity } = f;
    const isAsync = f.code.kind === CodeKind.Async || f.code.kind === CodeKind.AsyncGenerator;
    if (activity === null || !isAsync) {
      f = f.caller;
      continue;
    }
    const waiting = awaiting(activity);
    if (waiting !== null) f = waiting;
    // Its first caller is about to await it, or not.
    else if (!activity.detached && f.caller !== null && isAwaited(m, f.caller)) f = f.caller;
    else return false;
  }
  return false;
}

function hasCatch(m: Machine, f: Frame): boolean {
  const { code } = f.code;
  if (code === null || (f.code.flags & CodeFlag.SelfHosted) !== 0) return false;
  return programMapOf(code.source)?.isCaught(offsetAt(code, currentPcOfThrow(m, f))) === true;
}

/** At a throw the newest frame's pc is behind the instruction already. */
function currentPcOfThrow(m: Machine, f: Frame): number {
  return f === m.frame ? Math.max(0, f.pc - 1) : currentPc(m, f);
}

/** The frame of the activity that awaits this one's promise. */
function awaiting(activity: GeneratorState): Frame | null {
  if (!isPromise(activity.object)) return null;
  for (const reaction of promiseData(activity.object).reactions)
    if (reaction.kind === 'await' && reaction.activity.frame !== null) return reaction.activity.frame;
  return null;
}

function isAwaited(m: Machine, f: Frame): boolean {
  const { code } = f.code;
  if (code === null || (f.code.flags & CodeFlag.SelfHosted) !== 0) return false;
  const path = programMapOf(code.source)?.nodesAt(offsetAt(code, currentPc(m, f))) ?? [];
  return path.some(({ type }) => type === 'AwaitExpression');
}
