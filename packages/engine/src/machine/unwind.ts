/** Unwinding: from a throw to the innermost handler along the linked frames. */
import { CodeFlag } from '../bytecode/code.ts';
import type { Value } from '../objects/value.ts';
import { popFrame } from './calls.ts';
import type { Frame } from './frame.ts';
import { GuestThrow, type ThrowOrigin } from './guest-throw.ts';
import type { Machine } from './machine.ts';
import { activityThrew } from './suspend.ts';

/** An instruction of the newest frame has thrown: `unwind`, unless a debugger wants to look before anything is undone. */
export function raise(m: Machine, value: Value): void {
  if (m.debug?.stopsAtThrow(value) === true) m.thrown = new GuestThrow(value);
  else unwind(m, value);
}

/**
 * Hands `value` to the innermost handler that protects the instruction before the newest frame's pc, popping frames that have none.
 * Where there is none at all, the job ends: `m.frame` is null and `m.uncaught` set.
 */
export function unwind(m: Machine, value: Value): void {
  m.uncaught = null;
  const origin = originOf(m, value);
  while (m.frame !== null) {
    const f: Frame = m.frame;
    const at = f.pc - 1;
    const regions = f.code.body?.regions ?? [];
    for (const region of regions)
      if (at >= region.start && at < region.end) {
        f.slots[region.register] = value;
        f.pc = region.handler;
        m.realm = f.code.realm;
        m.passing = (f.code.flags & CodeFlag.SelfHosted) !== 0 ? { frame: f, value, origin } : null;
        return;
      }
    // An activity answers for its frame: a promise is rejected, and its caller, if it has one, goes on.
    if (f.activity !== null && activityThrew(m, f, value)) return;
    popFrame(m);
  }
  m.passing = null;
  m.uncaught = new GuestThrow(value, origin);
}

function originOf(m: Machine, value: Value): ThrowOrigin | null {
  let f = m.frame;
  if (f === null) return null;
  if ((f.code.flags & CodeFlag.SelfHosted) !== 0) {
    // Self-hosted code that closes what it has opened and throws on is not where the exception comes from.
    const { passing } = m;
    if (passing !== null && passing.frame === f && passing.value === value) return passing.origin;
  }
  while (f !== null && (f.code.flags & CodeFlag.SelfHosted) !== 0) f = f.caller;
  return f === null ? null : { code: f.code, pc: f.pc };
}
