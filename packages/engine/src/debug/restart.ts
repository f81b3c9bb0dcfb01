/** A call begun again. */
import { CodeFlag, CodeKind } from '../bytecode/code.ts';
import { pushFrame } from '../machine/calls.ts';
import type { Frame } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { TDZ } from '../objects/value.ts';

/**
 * Drops the frames above `f`, which is on the stack, and `f` itself, and calls its function anew with the values that its parameters'
 * registers hold.
 * @returns why that cannot be, or null
 */
export function restart(m: Machine, f: Frame): string | null {
  if ((f.code.flags & CodeFlag.TopLevel) !== 0) return 'Top-level code cannot be restarted: start the program again.';
  if ((f.code.flags & CodeFlag.SelfHosted) !== 0) return 'A built-in cannot be restarted.';
  if (f.code.kind !== CodeKind.Plain) return 'A generator or async function cannot be restarted.';
  let dropped = 1;
  for (let above = m.frame; above !== f; above = above.caller, dropped++) {
    if (above === null) return 'The frame is no longer on the stack.';
    if (above.activity !== null)
      return 'A generator or async function that it has called is running: step out of that first.';
  }
  const { fn, newTarget, args, slots, code } = f;
  const passed = slots.slice(0, 1 + code.parameterCount);
  m.frame = f.caller;
  m.depth -= dropped;
  m.framesReturned += dropped;
  m.thrown = null;
  const again = pushFrame(m, code, fn);
  for (const [i, v] of passed.entries()) again.slots[i] = v;
  again.newTarget = newTarget;
  if ((code.flags & CodeFlag.KeepsArguments) !== 0) again.args = args;
  if ((code.flags & CodeFlag.Derived) !== 0) again.slots[0] = TDZ;
  return null;
}
