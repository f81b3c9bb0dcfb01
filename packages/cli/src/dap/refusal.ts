/** Errors as a client is told of them: what was wrong and what to do, never how we came there. */
import { createColors } from 'picocolors';
import { SyntaxFailure } from '../engine.ts';
import { UserError } from '../errors.ts';
import { syntaxText } from '../report/uncaught.ts';

const plain = createColors(false);

/** The debugger says that something cannot be done. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && ['DebugError', 'HistoryError'].includes(error.name);

/** `stderr`: where a fault of ours is written with all that helps to mend it. */
export function refusalText(error: unknown, stderr: { write(text: string): unknown }): string {
  if (error instanceof UserError) return `${error.message} ${error.hint}`.trim();
  if (error instanceof SyntaxFailure) return syntaxText(error, plain).trimEnd();
  if (isRefusal(error)) return error.message;
  const fault = error instanceof Error ? error : new Error(String(error));
  stderr.write(`saguaro: a fault in Saguaro itself\n${fault.stack ?? fault.message}\n`);
  return `A fault in Saguaro itself: ${fault.message}`;
}
