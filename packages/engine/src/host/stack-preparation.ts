/** Which errors need guest code to make their stacks (`Error.prepareStackTrace`) before a value can be printed. */
import { hasPrepareStackTrace, needsPreparation } from '../builtins/error-object.ts';
import type { Machine } from '../machine/machine.ts';
import { type ExoticObject, isObject, JSArray } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import type { Value } from '../objects/value.ts';
import { errorsShownIn } from './inspect.ts';
import { isError } from './inspect-error.ts';

/** What printing a value takes: memory, steps and time, so that it ends at the limits. For an instruction that has changed nothing yet. */
export function printingMeter(m: Machine): (length: number) => void {
  let count = 0;
  return (length) => {
    // The host joins the parts twice, and keeps them for a while.
    if (length > 64) m.charge(3 * length);
    if ((++count & 255) !== 0) return;
    m.useFuel(256);
    m.mindTime();
  };
}

/** The error whose stack is to be made next: `v`, its causes and its errors, or one that printing `v` comes upon. */
export function stackToPrepare(m: Machine, v: Value): ExoticObject | undefined {
  const seen = new Set<unknown>();
  const open: unknown[] = [v];
  for (let e = open.pop(); e !== undefined || open.length > 0; e = open.pop()) {
    if (!isError(e) || seen.has(e)) continue;
    if (needsPreparation(e)) return e;
    seen.add(e);
    // Outside of an instruction there is nothing that could be left off and begun anew.
    if ((seen.size & 255) === 0 && m.frame !== null) {
      m.useFuel(256);
      m.mindTime();
    }
    const errors = lookup(e, 'errors');
    if (errors instanceof JSArray) open.push(...errors.elements);
    open.push(lookup(e, 'cause'));
  }
  // To look inside is to print once more, which is for programs that have such a function only.
  if (!isObject(v) || !hasPrepareStackTrace(m.realm)) return undefined;
  return errorsShownIn(v, m.frame === null ? () => undefined : printingMeter(m)).find(needsPreparation);
}
