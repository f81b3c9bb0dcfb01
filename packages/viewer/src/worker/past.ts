/** What a saved program brings along of its run so far, beside the machine's state. */
import type { ConsoleLine } from '../protocol.ts';
import type { Answer } from './timeline.ts';

export interface Past {
  /** Milliseconds of the timeline's clock. */
  readonly time: number;
  /** Printed so far. */
  readonly lines: readonly ConsoleLine[];
  /** What a person has answered, by call: other strategies run the program from its beginning. */
  readonly answers: readonly (readonly [number, Answer])[];
  /** Stops up to the step, its own included; null: it was the end. */
  readonly ordinal: number | null;
}

/** Of a file, which may hold anything. */
export function isPast(past: unknown): past is Past {
  const { time, lines, answers, ordinal } = (past ?? {}) as Partial<Past>;
  return (
    typeof time === 'number' &&
    Array.isArray(lines) &&
    lines.every((line) => typeof line?.level === 'string' && typeof line?.text === 'string') &&
    Array.isArray(answers) &&
    answers.every(
      (answer) => Array.isArray(answer) && typeof answer[0] === 'number' && typeof answer[1] === 'object',
    ) &&
    (ordinal === null || typeof ordinal === 'number')
  );
}
