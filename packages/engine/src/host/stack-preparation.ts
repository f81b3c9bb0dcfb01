/** Which errors need guest code to make their stacks (`Error.prepareStackTrace`) before a value can be printed. */
import { hasPrepareStackTrace, needsPreparation } from '../builtins/error-object.ts';
import type { Machine } from '../machine/machine.ts';
import { type ExoticObject, isObject, JSArray } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import type { Value } from '../objects/value.ts';
import { errorsShownIn } from './inspect.ts';
import { isError } from './inspect-error.ts';

/** The error whose stack is to be made next: `v`, its causes and its errors, or one that printing `v` comes upon. */
export function stackToPrepare(m: Machine, v: Value): ExoticObject | undefined {
  const seen = new Set<unknown>();
  const open: unknown[] = [v];
  for (let e = open.pop(); e !== undefined || open.length > 0; e = open.pop()) {
    if (!isError(e) || seen.has(e)) continue;
    if (needsPreparation(e)) return e;
    seen.add(e);
    const errors = lookup(e, 'errors');
    if (errors instanceof JSArray) open.push(...errors.elements);
    open.push(lookup(e, 'cause'));
  }
  // To look inside is to print once more, which is for programs that have such a function only.
  if (!isObject(v) || !hasPrepareStackTrace(m.realm)) return undefined;
  return errorsShownIn(v).find(needsPreparation);
}
