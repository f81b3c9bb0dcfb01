/** Evaluates in a frame of the state shown, in a copy of the machine: what it changes is gone afterwards. */
import { Inspector } from '@saguaro/engine';
import type { Answers } from '../protocol.ts';
import type { Session } from './session.ts';

const STEPS = 2_000_000;

/** `frame`: index among the program's own frames, newest first. */
export function evaluate(session: Session, frame: number, text: string): Answers['evaluate'] {
  const { machine, printed } = session.copy();
  const inspector = new Inspector(machine);
  const index = inspector.frames()[frame]?.index;
  const answer = inspector.evaluate(text, { steps: STEPS, ...(index === undefined ? {} : { frame: index }) });
  const lines = printed.map((line) => `${line.text}\n`).join('');
  switch (answer.status) {
    case 'done':
      return { text: `${lines}${answer.value.text}`, failed: false };
    case 'threw':
      return { text: `${lines}Uncaught ${answer.error.text}`, failed: true };
    case 'limit':
      return {
        text: `${lines}It took more than ${STEPS.toLocaleString('en-US')} steps, or waited for something.`,
        failed: true,
      };
  }
}
