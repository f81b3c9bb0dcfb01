/** What can be typed into `saguaro debug`. The help derives from this list. */
import { isAbsolute } from 'node:path';
import type { BreakpointRequest } from '@saguaro/engine';
import { UserError } from '../errors.ts';
import type { SourcePosition } from '../report/uncaught.ts';
import { pathOf } from './paths.ts';
import { frameLine } from './show.ts';
import type { Terminal } from './terminal.ts';

export interface DebugCommand {
  readonly name: string;
  readonly short: readonly string[];
  readonly usage: string;
  readonly meaning: string;
  /** An empty line does it again. */
  readonly repeats?: boolean;
  readonly run: (t: Terminal, rest: string) => void | Promise<void>;
}

const usage = (wanted: string): UserError => new UserError('debug-usage', 'that is not clear.', `Say ${wanted}.`);

/** `LINE`, `LINE:COLUMN` or `FILE:LINE[:COLUMN]`, in the file that is shown where none is named. */
function placeOf(t: Terminal, text: string): Pick<BreakpointRequest, 'file' | 'line' | 'column'> {
  const match = /^(?:(.*?):)?(\d+)(?::(\d+))?$/.exec(text);
  if (match === null) throw usage('a line, LINE:COLUMN or FILE:LINE');
  let [, file, line, column] = match as (string | undefined)[];
  if (file !== undefined && /^\d+$/.test(file) && column === undefined) [file, line, column] = [undefined, file, line];
  const { debugger: d, places } = t.debugged;
  const [frame] = d.frames({ skip: t.selected, count: 1 });
  const wanted = file ?? (frame === undefined ? t.programName : places.frame(frame).file);
  const isFile = (name: string): boolean => namesFile(wanted, name);
  // Of code that is there several times, the first: a breakpoint of the terminal has one place.
  const [target] = places.targets(isFile, Number(line), column === undefined ? undefined : Number(column));
  return target ?? { file: wanted, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
}

/** Does somebody mean the source `name`? The end of a path is enough. */
function namesFile(asked: string, name: string): boolean {
  const [a, b] = [pathOf(asked), pathOf(name)];
  return a === b || (!isAbsolute(a) && b.endsWith(`/${a.replace(/^\.\//, '')}`));
}

/** A place as it is said. */
function placeText(t: Terminal, at: SourcePosition): string {
  const { file, line, column } = t.debugged.places.shown(at);
  return `${file.replace(/^file:\/\//, '')}:${line}:${column}`;
}

function setBreakpoint(t: Terminal, place: string, more: Partial<BreakpointRequest> = {}): void {
  const asked = placeOf(t, place);
  const { id, at } = t.debugged.debugger.setBreakpoint({ ...asked, ...more });
  t.say(
    at === null
      ? `Breakpoint ${id} waits for ${asked.file}, which has nothing to stop at there so far.`
      : `Breakpoint ${id} at ${placeText(t, at)}.`,
  );
}

function placeAndText(rest: string, wanted: string): [string, string] {
  const match = /^(\S+)\s+(\S.*)$/.exec(rest);
  if (match === null) throw usage(wanted);
  return [match[1] as string, match[2] as string];
}

function numberOf(rest: string, wanted: string): number {
  if (!/^\d+$/.test(rest)) throw usage(wanted);
  return Number(rest);
}

/** Frames shown where nobody has said how many. */
const fewFrames = 20;

export const debugCommands: readonly DebugCommand[] = [
  {
    name: 'step',
    short: ['s', 'in'],
    usage: 'step',
    meaning: 'to the next statement, into calls',
    repeats: true,
    run: (t) => t.step('in'),
  },
  {
    name: 'next',
    short: ['n', 'over'],
    usage: 'next',
    meaning: 'to the next statement of this function',
    repeats: true,
    run: (t) => t.step('over'),
  },
  {
    name: 'out',
    short: ['o', 'finish'],
    usage: 'out',
    meaning: 'to where this function returns',
    repeats: true,
    run: (t) => t.step('out'),
  },
  {
    name: 'continue',
    short: ['c'],
    usage: 'continue',
    meaning: 'to the next breakpoint',
    repeats: true,
    run: (t) => t.go((o) => t.debugged.debugger.continue(o)),
  },
  {
    name: 'until',
    short: ['u'],
    usage: 'until PLACE',
    meaning: 'to a line',
    run: (t, rest) => {
      const { file, line, column } = placeOf(t, rest);
      return t.go(() => t.debugged.debugger.runTo(file, line, column));
    },
  },
  {
    name: 'back',
    short: ['bs', 'back-in'],
    usage: 'back',
    meaning: 'to the statement executed before this one, wherever it was',
    repeats: true,
    run: (t) => t.back('in'),
  },
  {
    name: 'back-over',
    short: ['bn', 'prev'],
    usage: 'back-over',
    meaning: 'to the statement before, of this function',
    repeats: true,
    run: (t) => t.back('over'),
  },
  {
    name: 'back-out',
    short: ['bo'],
    usage: 'back-out',
    meaning: 'to the call of this function',
    repeats: true,
    run: (t) => t.back('out'),
  },
  {
    name: 'reverse-continue',
    short: ['rc'],
    usage: 'reverse-continue',
    meaning: 'to the breakpoint met last',
    repeats: true,
    run: (t) => t.back('continue'),
  },
  {
    name: 'break',
    short: ['b'],
    usage: 'break [PLACE]',
    meaning: 'stop at LINE, LINE:COLUMN or FILE:LINE; without a place, list the breakpoints',
    run(t, rest) {
      if (rest !== '') {
        setBreakpoint(t, rest);
        return;
      }
      const { breakpoints } = t.debugged.debugger;
      if (breakpoints.length === 0) t.say('There are no breakpoints.');
      for (const { id, at, file, line, condition, log, hitCount } of breakpoints) {
        const place = at === null ? `${file}:${line} (waiting)` : placeText(t, at);
        const more = condition !== undefined ? ` if ${condition}` : log !== undefined ? ` log ${log}` : '';
        t.say(`${id} ${place}${more}, ${hitCount} ${hitCount === 1 ? 'hit' : 'hits'}`);
      }
    },
  },
  {
    name: 'condition',
    short: ['if'],
    usage: 'condition PLACE EXPRESSION',
    meaning: 'stop there where the expression is true',
    run(t, rest) {
      const [place, condition] = placeAndText(rest, 'condition PLACE EXPRESSION');
      setBreakpoint(t, place, { condition });
    },
  },
  {
    name: 'log',
    short: [],
    usage: 'log PLACE TEXT',
    meaning: 'print the text there, {expressions} replaced, and go on',
    run(t, rest) {
      const [place, log] = placeAndText(rest, 'log PLACE TEXT');
      setBreakpoint(t, place, { log });
    },
  },
  {
    name: 'delete',
    short: ['d'],
    usage: 'delete NUMBER',
    meaning: 'take a breakpoint away',
    run(t, rest) {
      const id = numberOf(rest, 'delete and the number of a breakpoint');
      t.say(t.debugged.debugger.removeBreakpoint(id) ? `Breakpoint ${id} is gone.` : `There is no breakpoint ${id}.`);
    },
  },
  {
    name: 'catch',
    short: [],
    usage: 'catch all|uncaught|none',
    meaning: 'which exceptions stop the program where they are thrown; at first, the uncaught ones',
    run(t, rest) {
      if (!['all', 'uncaught', 'none'].includes(rest)) throw usage('catch all, catch uncaught or catch none');
      t.debugged.debugger.setExceptionStops({ caught: rest === 'all', uncaught: rest !== 'none' });
    },
  },
  {
    name: 'list',
    short: ['l'],
    usage: 'list',
    meaning: 'the source around, what is at hand underlined',
    run: (t) => t.list(),
  },
  {
    name: 'frames',
    short: ['bt', 'k'],
    usage: 'frames [COUNT]',
    meaning: `the stack, newest first: ${fewFrames} frames, or as many as are asked for`,
    run(t, rest) {
      const count = rest === '' ? fewFrames : numberOf(rest, 'frames, or frames and how many');
      const frames = t.debugged.debugger.frames({ count: count + 1 });
      if (frames.length === 0) t.say('Nothing is on the stack.');
      for (const [i, frame] of frames.slice(0, count).entries())
        t.say(`${i === t.selected ? '>' : ' '} ${frameLine(t.debugged.places.frame(frame), i)}`);
      if (frames.length > count) t.say(`  … and more: frames ${10 * count} shows them.`);
    },
  },
  { name: 'up', short: [], usage: 'up', meaning: 'look at the caller', run: (t) => t.select(t.selected + 1) },
  { name: 'down', short: [], usage: 'down', meaning: 'look at the callee', run: (t) => t.select(t.selected - 1) },
  {
    name: 'vars',
    short: ['v', 'locals'],
    usage: 'vars',
    meaning: 'the variables in sight, scope by scope, and where each lives',
    run(t) {
      for (const { kind, owner, bindings, object } of t.debugged.debugger.scopes(t.frame.index).scopes) {
        if (kind === 'global') continue;
        t.say(
          `${kind}${owner === '' ? '' : ` of ${owner.replace(/^file:\/\//, '')}`}${object === undefined ? '' : ` ${object.text}`}`,
        );
        for (const { name, place, index, state, value } of bindings)
          t.say(
            `  ${name} = ${value.text}  (${place}${index >= 0 ? ` ${index}` : ''}${state === 'dead' ? ', not read any more' : ''})`,
          );
      }
    },
  },
  {
    name: 'print',
    short: ['p'],
    usage: 'print EXPRESSION',
    meaning: 'the value of an expression in the frame; what is no command is printed, too',
    run: (t, rest) => t.print(rest),
  },
  {
    name: 'set',
    short: [],
    usage: 'set NAME = EXPRESSION',
    meaning: 'give a variable another value',
    run(t, rest) {
      const match = /^([^=\s]+)\s*=\s*(\S.*)$/.exec(rest);
      if (match === null) throw usage('set NAME = EXPRESSION');
      const [, name, source] = match as unknown as [string, string, string];
      const { scopes } = t.debugged.debugger.scopes(t.frame.index);
      const scope = scopes.findIndex(({ bindings }) => bindings.some((b) => b.name === name));
      if (scope < 0) throw new UserError('no-variable', `there is no variable ${name} in sight.`, 'See vars.');
      const e = t.debugged.debugger.setVariable(t.frame.index, scope, name, source);
      t.say(
        e.status === 'done'
          ? `${name} = ${e.value.text}`
          : e.status === 'threw'
            ? `threw ${e.error.text}`
            : `no end (${e.limit})`,
      );
    },
  },
  {
    name: 'watch',
    short: ['w'],
    usage: 'watch [EXPRESSION]',
    meaning: 'show an expression at every stop; without one, show all',
    run(t, rest) {
      if (rest !== '' && !t.watches.includes(rest)) t.watches.push(rest);
      for (const watch of t.watches) t.say(`  ${watch} = ${t.answer(watch)}`);
    },
  },
  {
    name: 'unwatch',
    short: [],
    usage: 'unwatch EXPRESSION',
    meaning: 'show it no more',
    run(t, rest) {
      const i = t.watches.indexOf(rest);
      if (i < 0) t.say(`${rest} is not watched.`);
      else t.watches.splice(i, 1);
    },
  },
  {
    name: 'where',
    short: [],
    usage: 'where NAME',
    meaning: 'where a variable lives, and why there',
    run: (t, rest) => t.where(rest),
  },
  {
    name: 'why',
    short: [],
    usage: 'why NAME',
    meaning: 'what keeps a variable alive',
    run: (t, rest) => t.why(rest),
  },
  {
    name: 'restart',
    short: [],
    usage: 'restart',
    meaning: 'call the function of the frame looked at again',
    run(t) {
      t.debugged.debugger.restartFrame(t.frame.index);
      t.selected = 0;
      return t.step('in');
    },
  },
  { name: 'run', short: ['r'], usage: 'run', meaning: 'begin the program again', run: (t) => t.open() },
  {
    name: 'help',
    short: ['h', '?'],
    usage: 'help',
    meaning: 'this list',
    run(t) {
      const heads = debugCommands.map(
        ({ usage: text, short }) => `${text}${short.length > 0 ? ` (${short.join(', ')})` : ''}`,
      );
      const width = Math.max(...heads.map(({ length }) => length));
      for (const [i, { meaning }] of debugCommands.entries())
        t.say(`${(heads[i] as string).padEnd(width)}  ${meaning}`);
    },
  },
  { name: 'quit', short: ['q', 'exit'], usage: 'quit', meaning: 'leave', run: (t) => t.leave() },
];

export function findCommand(word: string): DebugCommand | undefined {
  return debugCommands.find(({ name, short }) => name === word || short.includes(word));
}
