/** Where a run has come to, as the editor is told. */
import type { Stopped, ValueView } from '@saguaro/engine';
import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { createColors } from 'picocolors';
import type { Debugged, Settled } from '../debug/program.ts';
import { grouped } from '../report/text.ts';
import { uncaughtText } from '../report/uncaught.ts';

const plain = createColors(false);

type Body = DebugProtocol.StoppedEvent['body'];

/** Words for what is shown in the past. */
function pastText({ machine }: Debugged): string {
  return machine.inPast ? ` at step ${grouped(machine.steps())} of ${grouped(machine.newestStep)}` : '';
}

const common = { threadId: 1, allThreadsStopped: true } as const;

/** `hit`: the editor's numbers of the breakpoints that were hit. */
export function stoppedBody(
  { reason, thrown, caught, problem }: Stopped,
  debugged: Debugged,
  hit: { readonly ids: number[]; readonly isFunction: boolean },
): Body {
  const past = pastText(debugged);
  const ids = hit.ids.length > 0 ? { hitBreakpointIds: hit.ids } : {};
  const more = problem === undefined ? {} : { text: problem };
  switch (reason) {
    case 'breakpoint':
      return {
        ...common,
        reason: hit.isFunction ? 'function breakpoint' : 'breakpoint',
        description: `Paused on breakpoint${past}`,
        ...ids,
        ...more,
      };
    case 'debugger':
      return { ...common, reason: 'breakpoint', description: `Paused on debugger statement${past}`, ...more };
    case 'exception':
      return {
        ...common,
        reason: 'exception',
        description: `Paused on ${caught === true ? 'caught' : 'uncaught'} exception${past}`,
        text: thrown?.text ?? '',
      };
    case 'pause':
      return { ...common, reason: 'pause', description: `Paused${past}` };
    case 'earliest':
      return {
        ...common,
        reason: 'step',
        description: `Paused at the beginning${past}`,
        text: 'There is nothing before it that could be gone back to.',
      };
    case 'step':
      return { ...common, reason: 'step', description: `Paused on step${past}` };
  }
}

/** Before the first statement, or where a saved program stood. */
export const entryBody: Body = { ...common, reason: 'entry', description: 'Paused on entry' };

/** At the end, where one can still go back. */
export const exitBody: Body = {
  ...common,
  reason: 'pause',
  description: 'Paused at the end',
  text: 'The program has ended. It can be gone back in; going on ends the session.',
};

/** What was asked for cannot be done. */
export const refusedBody = (text: string): Body => ({ ...common, reason: 'pause', description: 'Paused', text });

export const limitBody = (limit: string): Body => ({
  ...common,
  reason: 'pause',
  description: 'Paused on limit',
  text: `The program has reached its limit of ${limit}. Going on allows it twice as much.`,
});

export interface Ended {
  readonly exitCode: number;
  /** What is to be said of it. */
  readonly text: string;
}

/** How the program has ended. Null where it has not. */
export function endingOf(outcome: Settled, { machine, places }: Debugged): Ended | null {
  switch (outcome.status) {
    case 'done':
      return { exitCode: 0, text: '' };
    case 'threw': {
      const described = machine.describeError(outcome.error);
      const at = (outcome.at === undefined ? undefined : places.shown(outcome.at)) ?? described.at;
      const uncaught = { ...described, at, rejection: outcome.rejection === true };
      return { exitCode: 1, text: uncaughtText(uncaught, (file) => places.text(file), plain) };
    }
    case 'waiting':
      return { exitCode: 1, text: 'The program ended while a top-level await waits for what can no longer come.\n' };
    default:
      return null;
  }
}

/** What was thrown where it stands. */
export function exceptionInfo(
  { machine }: Debugged,
  thrown: ValueView,
  caught: boolean,
): DebugProtocol.ExceptionInfoResponse['body'] {
  const { text } = machine.describeError(thrown.value);
  // Of errors, the name that they say.
  const [name = 'Error'] = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(thrown.text) ?? [];
  const typeName = thrown.class === 'Error' ? name : (thrown.class ?? thrown.type);
  return {
    exceptionId: typeName,
    description: thrown.text,
    breakMode: caught ? 'always' : 'unhandled',
    details: { message: thrown.text, typeName, stackTrace: text },
  };
}

export class StoppedEvent extends Event implements DebugProtocol.StoppedEvent {
  declare readonly event: 'stopped';
  readonly body: DebugProtocol.StoppedEvent['body'];

  constructor(body: DebugProtocol.StoppedEvent['body']) {
    super('stopped');
    this.body = body;
  }
}
