/** `console`, as Node has it. Guest code runs only in conversions that specifiers and labels ask for. */
import {
  type BuiltinModule,
  intrinsic,
  type NativeFunction,
  type PropertySpec,
  type VariadicNative,
  value,
} from '../builtins/spec.ts';
import type { Machine } from '../machine/machine.ts';
import { ToBoolean, ToString } from '../objects/conversion.ts';
import { ExoticObject, isObject, JSArray } from '../objects/object.ts';
import { getOwnSlot, lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, HOLE, symbols, type Value } from '../objects/value.ts';
import { tableText } from './console-table.ts';
import { format, pendingConversions } from './format.ts';
import { type InspectOptions, inspect } from './inspect.ts';
import { printingMeter, stackToPrepare } from './stack-preparation.ts';

/** State of a realm's console. Counts and timers by label. */
interface ConsoleData {
  indentation: string;
  counts: Map<string, number> | null;
  timers: Map<string, number> | null;
}

/** An entry of `counts` or `timers`. */
const LABEL_BYTES = 64;

function stateOf(m: Machine): ConsoleData {
  return (m.realm.intrinsic('%console%') as ExoticObject).data as ConsoleData;
}

/** Hands text over to the embedder, indented as the open groups ask. */
function print(m: Machine, level: string, text: string): void {
  const { indentation } = stateOf(m);
  if (indentation !== '') {
    let lines = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
    m.checkStringLength(text.length + lines * indentation.length);
  }
  const lines = indentation === '' ? text : indentation + text.replaceAll('\n', `\n${indentation}`);
  m.outputBytes += lines.length + 1;
  m.useFuel(lines.length >> 4);
  m.options.print(level, lines);
  if (m.outputBytes > m.mostOutput) m.stopSoon();
}

/** Levels whose methods only print their arguments. */
const LEVELS = ['log', 'info', 'debug', 'warn', 'error'] as const;

function printer(level: string): VariadicNative {
  return (m, _self, args) => {
    if (pendingConversions(m, args).length > 0) return BAIL;
    print(m, level, format(m, args));
    return undefined;
  };
}

/** Opens a group: what is printed from now on stands further to the right. */
function indent(m: Machine): void {
  m.charge(32);
  stateOf(m).indentation += '  ';
}

const group: VariadicNative = (m, _self, args) => {
  if (args.length > 0) {
    if (pendingConversions(m, args).length > 0) return BAIL;
    print(m, 'log', format(m, args));
  }
  indent(m);
  return undefined;
};

const groupEnd: NativeFunction = (m) => {
  const state = stateOf(m);
  state.indentation = state.indentation.slice(2);
  return undefined;
};

const assert: VariadicNative = (m, _self, args) => {
  const [condition, ...rest] = args;
  if (ToBoolean(condition)) return undefined;
  const first = rest[0];
  if (isObject(first)) return BAIL;
  if (rest.length === 0) rest.push('Assertion failed');
  else rest[0] = `Assertion failed: ${ToString(m, first)}`;
  if (pendingConversions(m, rest).length > 0) return BAIL;
  print(m, 'warn', format(m, rest));
  return undefined;
};

const trace: VariadicNative = (m, _self, args) => {
  if (pendingConversions(m, args).length > 0) return BAIL;
  const message = format(m, args);
  printTrace(m, message);
  return undefined;
};

function printTrace(m: Machine, message: string): void {
  const head = message === '' ? 'Trace' : `Trace: ${message}`;
  print(m, 'error', head + m.stackTracer.text(m.captureStack(null) ?? []));
}

function optionOf(options: Value, name: string): Value {
  if (!isObject(options)) return undefined;
  const v = lookup(options, name);
  return v === HOLE ? undefined : (v as Value);
}

const dir: NativeFunction = (m, _self, v, options) => {
  const depth = optionOf(options, 'depth');
  const breakLength = optionOf(options, 'breakLength');
  const compact = optionOf(options, 'compact');
  const maxArrayLength = optionOf(options, 'maxArrayLength');
  const o: InspectOptions = {
    ...(depth === null || typeof depth === 'number' ? { depth } : {}),
    ...(typeof breakLength === 'number' ? { breakLength } : {}),
    ...(typeof compact === 'number' ? { compact } : compact === false ? { compact: 0 } : {}),
    ...(typeof maxArrayLength === 'number'
      ? { maxArrayLength }
      : maxArrayLength === null
        ? { maxArrayLength: Number.POSITIVE_INFINITY }
        : {}),
    showHidden: optionOf(options, 'showHidden') === true,
    showProxy: optionOf(options, 'showProxy') === true,
    tick: printingMeter(m),
  };
  print(m, 'log', inspect(v, o));
  return undefined;
};

const dirxml = printer('log');

const table: NativeFunction = (m, _self, data, properties) => {
  let cells = 0;
  const tick = (): void => {
    m.charge(64);
    if ((++cells & 1023) === 0) m.mindTime();
  };
  const text = isObject(data) ? tableText(data, listOf(properties), tick) : undefined;
  print(m, 'log', text ?? format(m, [data]));
  return undefined;
};

function listOf(v: Value): string[] | undefined {
  return v instanceof JSArray ? v.elements.filter((e): e is string => typeof e === 'string') : undefined;
}

/** A label that is a primitive; for an object the native bails, and its self-hosted form converts it. */
function labelled(action: (m: Machine, label: string, rest: Value[]) => void): VariadicNative {
  return (m, _self, args) => {
    const label = args[0] === undefined ? 'default' : args[0];
    if (isObject(label)) return BAIL;
    if (typeof label === 'symbol') return m.throwTypeError('Cannot convert a Symbol value to a string');
    action(m, String(label), args.slice(1));
    return undefined;
  };
}

const count = labelled((m, label) => {
  const state = stateOf(m);
  m.charge(LABEL_BYTES + label.length);
  state.counts ??= new Map();
  const n = (state.counts.get(label) ?? 0) + 1;
  state.counts.set(label, n);
  print(m, 'log', `${label}: ${n}`);
});

const countReset = labelled((m, label) => {
  if (stateOf(m).counts?.delete(label) !== true) print(m, 'warn', `Warning: Count for '${label}' does not exist`);
});

const time = labelled((m, label) => {
  const state = stateOf(m);
  m.charge(LABEL_BYTES + label.length);
  state.timers ??= new Map();
  if (state.timers.has(label)) print(m, 'warn', `Warning: Label '${label}' already exists for console.time()`);
  else state.timers.set(label, m.options.clock.monotonic());
});

const timeEnd = labelled((m, label) => {
  if (printTime(m, label, 'timeEnd', [])) stateOf(m).timers?.delete(label);
});

const timeLog = labelled((m, label, rest) => {
  printTime(m, label, 'timeLog', rest);
});

function printTime(m: Machine, label: string, name: string, rest: Value[]): boolean {
  const start = stateOf(m).timers?.get(label);
  if (start === undefined) {
    print(m, 'warn', `Warning: No such label '${label}' for console.${name}()`);
    return false;
  }
  const text = `${label}: ${durationText(m.options.clock.monotonic() - start)}`;
  print(m, 'log', rest.length === 0 ? text : format(m, ['%s', text, ...rest]));
  return true;
}

function durationText(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)}s`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds} (h:mm:ss.mmm)`
    : `${minutes}:${seconds} (m:ss.mmm)`;
}

const LABELLED = { count, countReset, time, timeEnd, timeLog } as const;

function entry(
  name: string,
  implementation: { variadic?: VariadicNative; native?: NativeFunction; selfHosted?: string },
): PropertySpec {
  return { key: name, kind: 'method', fn: { name, length: 0, ...implementation }, attrs: Attr.Default };
}

const capitalised = (s: string): string => (s[0] as string).toUpperCase() + s.slice(1);

export const console_: BuiltinModule = {
  objects: [
    {
      id: '%console%',
      proto: '%consolePrototype%',
      exotic: { kind: 'Intrinsic', data: { indentation: '', counts: null, timers: null } satisfies ConsoleData },
      properties: [
        ...LEVELS.map((level) =>
          entry(level, { variadic: printer(level), selfHosted: `Console${capitalised(level)}` }),
        ),
        entry('assert', { variadic: assert, selfHosted: 'ConsoleAssert' }),
        entry('count', { variadic: count, selfHosted: 'ConsoleCount' }),
        entry('countReset', { variadic: countReset, selfHosted: 'ConsoleCountReset' }),
        entry('dir', { native: dir }),
        entry('dirxml', { variadic: dirxml, selfHosted: 'ConsoleLog' }),
        entry('group', { variadic: group, selfHosted: 'ConsoleGroup' }),
        entry('groupCollapsed', { variadic: group, selfHosted: 'ConsoleGroup' }),
        entry('groupEnd', { native: groupEnd }),
        entry('table', { native: table }),
        entry('time', { variadic: time, selfHosted: 'ConsoleTime' }),
        entry('timeEnd', { variadic: timeEnd, selfHosted: 'ConsoleTimeEnd' }),
        entry('timeLog', { variadic: timeLog, selfHosted: 'ConsoleTimeLog' }),
        entry('trace', { variadic: trace, selfHosted: 'ConsoleTrace' }),
        value(symbols.toStringTag, 'console', Attr.Configurable),
      ],
    },
    // As in browsers and Node, an empty object stands between console and Object.prototype.
    { id: '%consolePrototype%', proto: '%ObjectPrototype%', properties: [] },
  ],
  globals: [intrinsic('console', '%console%')],
  intrinsics: {
    /** Pairs of argument index and conversion that guest code must do. */
    consoleConversions: (m, _self, args) =>
      m.realm.newArray(pendingConversions(m, (args as JSArray).elements as Value[])),
    /** Prints converted arguments: at a level, as a trace, or as the head of a group. */
    consolePrint: (m, _self, how, args) => {
      const list = (args as JSArray).elements as Value[];
      const text = format(m, list);
      if (how === 'trace') printTrace(m, text);
      else print(m, how === 'group' ? 'log' : (how as string), text);
      if (how === 'group') indent(m);
      return undefined;
    },
    consoleLabelled: (m, self, how, label, rest) =>
      LABELLED[how as keyof typeof LABELLED](m, self, [label, ...((rest as JSArray).elements as Value[])]) as Value,
    stackToPrepare: (m, _self, v) => stackToPrepare(m, v),
    isCircularError: (_m, _self, e) => isCircularError(e),
  },
};

/** Is it the TypeError of JSON.stringify about a circular structure? */
function isCircularError(e: Value): boolean {
  if (!(e instanceof ExoticObject) || e.kind !== 'Error') return false;
  const message = getOwnSlot(e, 'message');
  return typeof message === 'string' && message.startsWith('Converting circular structure to JSON');
}
