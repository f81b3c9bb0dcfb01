/** What the editor asks in words: watches, hovers, the debug console and its completions. */
import type { EvaluationView, FrameInspection, ValueView } from '@saguaro/engine';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { createColors } from 'picocolors';
import { whereLives, whyAlive } from '../debug/ask.ts';
import type { Debugged } from '../debug/program.ts';
import { UserError } from '../errors.ts';

const plain = createColors(false);

export type Way = 'in' | 'over' | 'out';

/** What the debug console understands beside expressions. */
export const consoleHelp = [
  'where NAME  where a variable lives, and why there',
  'why NAME    what keeps a variable alive',
  '.back-in    to the statement executed before this one, wherever it was',
  '.back-out   to the call of this function',
  '.help       this list; all else is evaluated in the frame selected',
];

/** The step back that a line of the debug console asks for. */
export function wayBack(line: string): Way | undefined {
  return ({ '.back-in': 'in', '.back-out': 'out' } as const)[line.trim()];
}

/** The answer to a command of the debug console as lines; undefined for an expression. */
export function commandAnswer(
  debugged: Debugged,
  line: string,
  frame: FrameInspection | undefined,
): string[] | undefined {
  if (line.trim() === '.help') return consoleHelp;
  const match = /^\s*\.?(where|why)\s+(\S+)\s*$/.exec(line);
  if (match === null) return undefined;
  const [, word, name] = match as unknown as [string, string, string];
  return word === 'where' ? whereLives(debugged, name, frame, plain) : whyAlive(debugged, name, plain);
}

/** What evaluating has brought. Throws a `UserError` where it brought no value. */
export function answered(answer: EvaluationView, source: string): ValueView {
  if (answer.status === 'done') return answer.value;
  if (answer.status === 'threw') throw new UserError('threw', `Uncaught ${answer.error.text}`, '');
  throw new UserError('no-end', `${source} does not come to an end (${answer.limit}).`, '');
}

/** A value to be copied: strings whole, all else as it is shown. */
export function clipboardText({ type, value, text }: ValueView): string {
  return type === 'string' ? JSON.stringify(value) : text;
}

const typed = /(?:([\p{ID_Continue}$.]+)\.)?([\p{ID_Continue}$]*)$/u;
/** Names offered at most. */
const most = 200;

/** Names that may go on what stands before `column` (1-based) of the last line. */
export function completions(
  { debugger: d, machine }: Debugged,
  { text, column }: DebugProtocol.CompletionsArguments,
  frame: number | undefined,
): DebugProtocol.CompletionItem[] {
  const last = text.split('\n').at(-1) ?? '';
  const match = typed.exec(last.slice(0, Math.max(0, column - 1)));
  const [, path, prefix = ''] = match ?? [];
  const where = frame === undefined ? {} : { frame };
  const names = new Map<string, DebugProtocol.CompletionItemType>();
  if (path !== undefined) {
    const answer = d.evaluate(path, { ...where, aside: true });
    let object: unknown = answer.status === 'done' ? answer.value.value : undefined;
    for (let i = 0; i < 8 && object !== undefined && object !== null; i++) {
      const properties = d.properties(object, { which: 'named' });
      for (const { name, access, value } of properties)
        if (access?.startsWith('.') === true && !names.has(name))
          names.set(name, value.type === 'function' ? 'method' : 'property');
      object = properties.find(({ name, kind }) => kind === 'internal' && name === '[[Prototype]]')?.value.value;
    }
  } else {
    const scopes = frame === undefined ? [] : d.scopes(frame).scopes;
    for (const { bindings } of scopes) for (const { name } of bindings) names.set(name, 'variable');
    for (const name of machine.globalNames()) if (!names.has(name)) names.set(name, 'reference');
  }
  return [...names]
    .filter(([name]) => name.startsWith(prefix))
    .slice(0, most)
    .map(([label, type]) => ({ label, type, start: column - 1 - prefix.length, length: prefix.length }));
}
