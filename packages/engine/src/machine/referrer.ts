/** What `import()` is relative to. */
import { CodeFlag } from '../bytecode/code.ts';
import type { Machine } from './machine.ts';

/**
 * Name or URL of the active script or module (GetActiveScriptOrModule, ECMA-262 §9.4.1): that of the newest guest frame; code of evals
 * belongs to where it was evaluated. Empty where only built-ins are running.
 */
export function activeReferrer(m: Machine): string {
  for (let f = m.frame; f !== null; f = f.caller)
    if ((f.code.flags & CodeFlag.SelfHosted) === 0) return f.code.referrer ?? f.code.code?.source.name ?? '';
  return '';
}
