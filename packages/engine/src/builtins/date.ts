/** Date (ECMA-262 §21.4, §B.2.3). */
import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { ToNumber } from '../objects/conversion.ts';
import { ExoticObject, type JSArray, JSFunction, type JSObject } from '../objects/object.ts';
import { lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { BAIL, type Mark, symbols, type Value } from '../objects/value.ts';
import { dateText, isoText, timeText, timeZoneText, utcText } from './date-format.ts';
import { parseDate } from './date-parse.ts';
import { type Fields, fieldsOf, MakeDate, MakeDay, MakeFullYear, MakeTime, MS_PER_DAY, TimeClip } from './date-time.ts';
import { type DateFields, formatDate } from './locale.ts';
import {
  alias,
  type BuiltinModule,
  constructor_,
  type FunctionSpec,
  intrinsic,
  method,
  type PropertyKeySpec,
  type PropertySpec,
} from './spec.ts';
import { timeZone } from './time-zone.ts';

/** The internal slot [[DateValue]] is the object's `data`. */
function dateObject(m: Machine, self: Value, method?: string): ExoticObject {
  if (self instanceof ExoticObject && self.kind === 'Date') return self;
  // Methods that only read say less.
  return method === undefined ? m.throwTypeError('this is not a Date object.') : incompatible(m, method, self);
}

function incompatible(m: Machine, method: string, self: Value): never {
  return m.throwTypeError(`Method Date.prototype.${method} called on incompatible receiver ${messageText(self)}`);
}

function thisTime(m: Machine, self: Value, method?: string): number {
  return dateObject(m, self, method).data as number;
}

/** LocalTime (§21.4.1.25). */
function localTime(m: Machine, t: number): number {
  return t + timeZone(m.timeZone).offsetAt(t);
}

function getter(name: string, read: (f: Fields) => number, annexB = false): PropertySpec[] {
  const local: PropertySpec = method(`get${name}`, 0, {
    native: (m, self) => {
      const t = thisTime(m, self, annexB ? `get${name}` : undefined);
      return t !== t ? t : read(fieldsOf(localTime(m, t)));
    },
  });
  if (annexB) return [local];
  return [
    local,
    method(`getUTC${name}`, 0, {
      native: (m, self) => {
        const t = thisTime(m, self);
        return t !== t ? t : read(fieldsOf(t));
      },
    }),
  ];
}

/** Fields that a setter may change, in the order of its arguments. */
type SetterField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'ms';

const SETTERS: Readonly<Record<string, readonly SetterField[]>> = {
  FullYear: ['year', 'month', 'day'],
  Month: ['month', 'day'],
  Date: ['day'],
  Hours: ['hour', 'minute', 'second', 'ms'],
  Minutes: ['minute', 'second', 'ms'],
  Seconds: ['second', 'ms'],
  Milliseconds: ['ms'],
};

/** `time` (as it was before the arguments were converted) with some fields replaced; what a setter stores. */
function withFields(
  m: Machine,
  time: number,
  which: readonly SetterField[],
  utc: boolean,
  values: readonly number[],
): number {
  let t = time;
  if (t !== t) {
    // Only a year makes a valid date of an invalid one.
    if (which[0] !== 'year') return t;
    t = 0;
  } else if (!utc) t = localTime(m, t);
  const old = fieldsOf(t);
  const f: Record<SetterField, number> = {
    year: old.year,
    month: old.month,
    day: old.day,
    hour: old.hour,
    minute: old.minute,
    second: old.second,
    ms: old.ms,
  };
  // The first field is there even if no argument is: it is NaN then.
  for (let i = 0; i < which.length && (i === 0 || i < values.length); i++)
    f[which[i] as SetterField] = i < values.length ? (values[i] as number) : Number.NaN;
  const local = MakeDate(MakeDay(f.year, f.month, f.day), MakeTime(f.hour, f.minute, f.second, f.ms));
  return TimeClip(utc ? local : timeZone(m.timeZone).toUTC(local));
}

function setter(name: string): PropertySpec[] {
  const which = SETTERS[name] as readonly SetterField[];
  return [false, true].map((utc) =>
    method(`set${utc ? 'UTC' : ''}${name}`, which.length, {
      variadic: (m, self, args) => {
        const d = dateObject(m, self, `set${utc ? 'UTC' : ''}${name}`);
        const values: number[] = [];
        for (let i = 0; i < args.length && i < which.length; i++) values.push(ToNumber(m, args[i]));
        d.data = withFields(m, d.data as number, which, utc, values);
        return d.data as number;
      },
      selfHosted: `DatePrototypeSet${utc ? 'UTC' : ''}${name}`,
    }),
  );
}

/** Time value of year, month … ms as `new Date(…)` and `Date.UTC(…)` take them. */
function timeOfComponents(args: readonly number[]): number {
  const [year = Number.NaN, month = 0, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = args;
  return MakeDate(MakeDay(MakeFullYear(year), month, day), MakeTime(hour, minute, second, ms));
}

function UTC(m: Machine, _self: Value, args: Value[]): Value {
  const numbers: number[] = [];
  for (let i = 0; i < args.length && i < 7; i++) numbers.push(ToNumber(m, args[i]));
  return TimeClip(timeOfComponents(numbers));
}

/** ToDateString (§21.4.4.41.4). */
function dateToString(m: Machine, t: number): string {
  if (t !== t) return 'Invalid Date';
  const f = fieldsOf(localTime(m, t));
  return `${dateText(f)} ${timeText(f)}${timeZoneText(m, t)}`;
}

function toLocale(name: string, fields: DateFields): PropertySpec {
  return method(name, 0, {
    native: (m, self, a, b): Value | Mark => {
      const t = thisTime(m, self, name);
      if (t !== t) return 'Invalid Date';
      if (b !== undefined || (a !== undefined && typeof a !== 'string')) return BAIL;
      return formatDate(m, t, fields, a === undefined ? [] : [a], []);
    },
    selfHosted: `DatePrototype${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`,
  });
}

function setTime(m: Machine, self: Value, a: Value): Value {
  const d = dateObject(m, self, 'setTime');
  d.data = TimeClip(ToNumber(m, a));
  return d.data as number;
}

function text(name: string, write: (m: Machine, t: number) => string): PropertySpec {
  return method(name, 0, {
    native: (m, self) => {
      const t = thisTime(m, self, name);
      return t !== t ? 'Invalid Date' : write(m, t);
    },
  });
}

/** §B.2.3.2 setYear, its argument converted. */
function withYear(m: Machine, time: number, year: number): number {
  if (year !== year) return Number.NaN;
  const t = time !== time ? 0 : localTime(m, time);
  const f = fieldsOf(t);
  const local = MakeDate(MakeDay(MakeFullYear(year), f.month, f.day), t - Math.floor(t / MS_PER_DAY) * MS_PER_DAY);
  return TimeClip(timeZone(m.timeZone).toUTC(local));
}

function parse(m: Machine, text: string): number {
  m.useFuel(text.length >> 1);
  return parseDate(text, timeZone(m.timeZone));
}

export const date: BuiltinModule = {
  objects: [
    {
      id: '%Date%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Date', 7, { native: (m) => dateToString(m, m.now()), selfHosted: 'DateConstructor' }),
      properties: [
        method('now', 0, { native: (m) => m.now() }),
        method('parse', 1, {
          native: (m, _self, a) => {
            if (typeof a === 'object' && a !== null) return BAIL;
            if (typeof a === 'symbol') return m.throwTypeError('Cannot convert a Symbol value to a string');
            return parse(m, String(a));
          },
          coerce: '- string',
        }),
        method('UTC', 7, { variadic: UTC, coerce: '- number…' }),
        intrinsic('prototype', '%DatePrototype%', Attr.None),
      ],
    },
    {
      id: '%DatePrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%Date%'),
        text('toString', dateToString),
        text('toDateString', (m, t) => dateText(fieldsOf(localTime(m, t)))),
        text('toTimeString', (m, t) => `${timeText(fieldsOf(localTime(m, t)))}${timeZoneText(m, t)}`),
        method('toISOString', 0, {
          native: (m, self) => {
            const t = thisTime(m, self, 'toISOString');
            return t !== t ? m.throwRangeError('Invalid time value') : isoText(t);
          },
        }),
        text('toUTCString', (_m, t) => utcText(t)),
        ...getter('Date', (f) => f.day),
        ...setter('Date'),
        ...getter('Day', (f) => f.weekday),
        ...getter('FullYear', (f) => f.year),
        ...setter('FullYear'),
        ...getter('Hours', (f) => f.hour),
        ...setter('Hours'),
        ...getter('Milliseconds', (f) => f.ms),
        ...setter('Milliseconds'),
        ...getter('Minutes', (f) => f.minute),
        ...setter('Minutes'),
        ...getter('Month', (f) => f.month),
        ...setter('Month'),
        ...getter('Seconds', (f) => f.second),
        ...setter('Seconds'),
        method('getTime', 0, { native: (m, self) => thisTime(m, self) }),
        method('setTime', 1, { native: setTime, coerce: '- number' }),
        method('getTimezoneOffset', 0, {
          native: (m, self) => {
            const t = thisTime(m, self);
            // Minutes behind UTC; never -0.
            return t !== t ? t : (t - localTime(m, t)) / 60000;
          },
        }),
        method('valueOf', 0, { native: (m, self) => thisTime(m, self) }),
        ...getter('Year', (f) => f.year - 1900, true),
        method('setYear', 1, {
          native: (m, self, a) => {
            const d = dateObject(m, self, 'setYear');
            d.data = withYear(m, d.data as number, ToNumber(m, a));
            return d.data as number;
          },
          selfHosted: 'DatePrototypeSetYear',
        }),
        alias('toGMTString', 'toUTCString'),
        toLocale('toLocaleString', 'any'),
        toLocale('toLocaleDateString', 'date'),
        toLocale('toLocaleTimeString', 'time'),
        method('toJSON', 1, { selfHosted: 'DatePrototypeToJSON' }),
        {
          key: symbols.toPrimitive,
          kind: 'method',
          fn: { name: '[Symbol.toPrimitive]', length: 1, selfHosted: 'DatePrototypeToPrimitive' },
          attrs: Attr.Configurable,
        },
      ],
    },
  ],
  globals: [intrinsic('Date', '%Date%')],
  intrinsics: {
    /** A Date object with that time value, clipped. */
    dateCreate: (m, _self, t, proto) => {
      m.charge(64);
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'Date', TimeClip(t as number));
    },
    isDate: (_m, _self, v) => v instanceof ExoticObject && v.kind === 'Date',
    /** The time value of a Date, else a TypeError. */
    dateValue: (m, _self, v) => thisTime(m, v),
    dateNow: (m) => m.now(),
    dateToString: (m, _self, t) => dateToString(m, t as number),
    dateParse: (m, _self, s) => parse(m, s as string),
    /** Time value of an internal list of numbers that are local year, month … */
    dateOfLocal: (m, _self, list) =>
      timeZone(m.timeZone).toUTC(timeOfComponents((list as JSArray).elements as number[])),
    /** Sets fields of Date `d`, whose time value was `t` before `list` was converted; `name` as in `setUTCHours`. */
    dateSet: (m, _self, d, t, name, list) => {
      const utc = (name as string).startsWith('UTC');
      const which = SETTERS[utc ? (name as string).slice(3) : (name as string)] as readonly SetterField[];
      const set = withFields(m, t as number, which, utc, (list as JSArray).elements as number[]);
      // Setters of an invalid date leave it as it is, whatever converting the arguments has made of it (§21.4.4.20 step 5).
      if (t !== t && which[0] !== 'year') return set;
      (d as ExoticObject).data = set;
      return set;
    },
    dateSetYear: (m, _self, d, t, year) => {
      (d as ExoticObject).data = withYear(m, t as number, year as number);
      return (d as ExoticObject).data as number;
    },
    formatDate: (m, _self, t, fields, locales, options) =>
      formatDate(
        m,
        t as number,
        fields as DateFields,
        (locales as JSArray).elements as string[],
        (options as JSArray).elements as Value[],
      ),
  },
};

/** What turning a Date into JSON goes through. */
const JSON_PATH: readonly { readonly key: PropertyKeySpec; readonly fn: FunctionSpec }[] = (
  date.objects[1]?.properties ?? []
).flatMap((row) =>
  row.kind === 'method' && ['toJSON', 'toISOString', 'valueOf', symbols.toPrimitive].includes(row.key) ? [row] : [],
);

/**
 * What `toJSON` of a Date gives, where everything on the way is as built and so can't be observed: the text, or null for an invalid
 * date; else undefined.
 */
export function dateToJson(m: Machine, d: ExoticObject): string | null | undefined {
  for (const { key, fn } of JSON_PATH) {
    const slot = lookup(d, key);
    if (!(slot instanceof JSFunction) || slot.code.spec !== fn || slot.code.realm !== m.realm) return undefined;
  }
  const t = d.data as number;
  return t !== t ? null : isoText(t);
}
