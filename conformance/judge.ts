import type { Outcome } from './adapter.ts';
import type { Frontmatter } from './frontmatter.ts';

/** The result of one scenario. `message` is one line and the same on every machine; `detail` is for reading. */
export type Verdict =
  | { readonly passed: true }
  | { readonly passed: false; readonly message: string; readonly detail: string };

/** The message of a scenario that ran out of time, whoever stopped it: expectations must not depend on the machine's speed. */
export const outOfTime = 'did not finish within the limit of time or steps';

const completePrefix = 'Test262:AsyncTestComplete';
const failurePrefix = 'Test262:AsyncTestFailure:';

/** Whether an async test has said how it ended. */
export function isAsyncEnd(printed: string): boolean {
  return printed === completePrefix || printed.startsWith(failurePrefix);
}

/** Decides from what a test asks and from what happened (INTERPRETING.md, *Test Results*, `negative`, `async`). */
export function judge({ negative, flags }: Frontmatter, outcome: Outcome): Verdict {
  const fail = (message: string): Verdict => ({ passed: false, message: oneLine(message), detail: describe(outcome) });
  switch (outcome.status) {
    case 'limit':
      return fail(
        outcome.limit === 'time' || outcome.limit === 'steps' ? outOfTime : `limit reached: ${outcome.limit}`,
      );
    case 'broke':
      return fail(`the engine broke: ${outcome.message}`);
    case 'threw': {
      const error = `${outcome.type}: ${outcome.message}`;
      if (outcome.phase === 'harness') return fail(`in the harness: ${error}`);
      if (negative === null) return fail(error);
      if (outcome.phase !== negative.phase)
        return fail(`expected ${negative.type} at ${negative.phase}, got one at ${outcome.phase}: ${error}`);
      return outcome.type === negative.type ? { passed: true } : fail(`expected ${negative.type}, got ${error}`);
    }
    case 'completed': {
      if (negative !== null) return fail(`expected ${negative.type} at ${negative.phase}, nothing was thrown`);
      if (!flags.has('async')) return { passed: true };
      const ends = outcome.printed.filter(isAsyncEnd);
      const failure = ends.find((text) => text.startsWith(failurePrefix));
      if (failure !== undefined) return fail(failure.slice(failurePrefix.length));
      return ends.length > 0 ? { passed: true } : fail('the async test came to rest without calling $DONE');
    }
  }
}

/** A message as expectations keep it: its first line, spaces collapsed, bounded, fit for a UTF-8 file. */
export function oneLine(message: string): string {
  const line = message.trim().split('\n', 1)[0]!.replace(/\s+/g, ' ');
  return (line.length > 240 ? `${line.slice(0, 240)}…` : line).replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The verdict on a scenario that was run without pauses, or without being saved, and with: the first, unless the second is another one. */
export function comparePaused(verdict: Verdict, paused: Verdict, how: string): Verdict {
  const text = (one: Verdict): string => (one.passed ? 'passes' : one.message);
  if (text(verdict) === text(paused)) return verdict;
  const message = oneLine(`differs when ${how}: ${text(paused)}`);
  const detail = `at once: ${text(verdict)}\n${paused.passed ? `${how}: passes` : paused.detail}`;
  return { passed: false, message, detail };
}

function describe(outcome: Outcome): string {
  const lines: string[] = [];
  switch (outcome.status) {
    case 'completed':
      lines.push('completed');
      break;
    case 'threw':
      lines.push(`threw at ${outcome.phase}: ${outcome.type}: ${outcome.message}`, outcome.stack);
      break;
    case 'limit':
      lines.push(`limit reached: ${outcome.limit}`);
      break;
    case 'broke':
      lines.push(`the engine broke: ${outcome.message}`, outcome.stack);
      break;
  }
  for (const text of outcome.printed) lines.push(`printed: ${text}`);
  return lines.filter((line) => line !== '').join('\n');
}
