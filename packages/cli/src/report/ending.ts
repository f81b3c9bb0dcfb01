/** How a run ended, in words. */
import type { Ending, LimitName } from '../engine.ts';

const limits: Readonly<Record<LimitName, readonly [what: string, option: string]>> = {
  steps: ['of bytecode instructions', '--max-steps'],
  heapBytes: ['of memory', '--max-heap'],
  durationMs: ['of time', '--timeout'],
  outputBytes: ['of output', '--max-output'],
  hostCalls: ['of calls of functions of the host', 'the command'],
  depth: ['of linked frames', '--max-heap'],
};

export function limitText(limit: LimitName): string {
  const [what, option] = limits[limit];
  return `the program was stopped: it reached the limit ${what} (${option}).`;
}

/** One line, for a report. */
export function endingText(ending: Ending): string {
  switch (ending.kind) {
    case 'done':
      return 'ran to its end';
    case 'threw':
      return `${ending.error.rejection ? 'ended by an unhandled rejection' : 'ended by an uncaught error'}: ${ending.error.text.split('\n', 1)[0]}`;
    case 'limit':
      return limitText(ending.limit);
    case 'stopped':
      return `stopped after ${ending.step} instructions`;
    case 'interrupted':
      return `was interrupted (${ending.signal})`;
    case 'stuck':
      return 'ended while a top-level await waits for what can no longer come';
  }
}

/** The `outcome` of `--json`. */
export function outcomeOf(ending: Ending): string {
  switch (ending.kind) {
    case 'done':
      return 'done';
    case 'threw':
      return `threw ${ending.error.text.split('\n', 1)[0]}`;
    case 'limit':
      return `limit ${ending.limit}`;
    case 'stopped':
      return 'stopped';
    case 'interrupted':
      return 'interrupted';
    case 'stuck':
      return 'waiting';
  }
}
