/** Unwinding: from a throw to the innermost handler along the linked frames. */
import type { Value } from '../objects/value.ts';
import { popFrame } from './calls.ts';
import type { Frame } from './frame.ts';
import { GuestThrow } from './guest-throw.ts';
import type { Machine } from './machine.ts';
import { activityThrew } from './suspend.ts';

/**
 * Hands `value` to the innermost handler that protects the instruction before the newest frame's pc, popping frames that have none.
 * Where there is none at all, the job ends: `m.frame` is null and `m.uncaught` set.
 */
export function unwind(m: Machine, value: Value): void {
  m.uncaught = null;
  while (m.frame !== null) {
    const f: Frame = m.frame;
    const at = f.pc - 1;
    const regions = f.code.body?.regions ?? [];
    for (const region of regions)
      if (at >= region.start && at < region.end) {
        f.slots[region.register] = value;
        f.pc = region.handler;
        m.realm = f.code.realm;
        return;
      }
    // An activity answers for its frame: a promise is rejected, and its caller, if it has one, goes on.
    if (f.activity !== null && activityThrew(m, f, value)) return;
    popFrame(m);
  }
  m.uncaught = new GuestThrow(value);
}
