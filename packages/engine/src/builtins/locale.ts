/**
 * What depends on the embedder's locale: the host's Intl, asked with plain data. The guest never sees its objects, and without
 * arguments the locale and time zone are the machine's, so that a run does not depend on where it runs.
 */

import type { Machine } from '../machine/machine.ts';
import type { Value } from '../objects/value.ts';
import { orderMarks } from './canonical-order.ts';

/** Formatters are dear to make; the latest are kept, by what they were made from. Not part of any machine's state. */
const MAX_KEPT = 64;
const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.Collator>();

/** Options given as name, value, name, value …; values are strings, numbers and booleans. */
function optionsObject(list: readonly Value[]): Record<string, unknown> {
  const o: Record<string, unknown> = {};
  for (let i = 0; i + 1 < list.length; i += 2) o[list[i] as string] = list[i + 1];
  return o;
}

function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.Collator>(
  m: Machine,
  type: new (locales: string[], options: Record<string, unknown>) => T,
  locales: readonly string[],
  options: Record<string, unknown>,
): T {
  const names = locales.length === 0 ? [m.locale] : [...locales];
  const key = JSON.stringify([type.name, names, options]);
  const known = formatters.get(key);
  if (known !== undefined) return known as T;
  const made = guarded(m, () => new type(names, options));
  if (formatters.size >= MAX_KEPT) formatters.clear();
  formatters.set(key, made);
  return made;
}

/** Runs a host operation; its RangeErrors and TypeErrors become the guest's. */
function guarded<T>(m: Machine, f: () => T): T {
  try {
    return f();
  } catch (e) {
    if (e instanceof RangeError) return m.throwRangeError(e.message);
    if (e instanceof TypeError) return m.throwTypeError(e.message);
    throw e;
  }
}

/** `x` in the words of a locale. */
export function formatNumber(
  m: Machine,
  x: number | bigint,
  locales: readonly string[],
  options: readonly Value[],
): string {
  return kept(m, Intl.NumberFormat, locales, optionsObject(options)).format(x);
}

/** Which fields a date format shows where the options name none (ECMA-402 ToDateTimeOptions). */
export type DateFields = 'any' | 'date' | 'time';

const DATE_FIELDS = ['weekday', 'year', 'month', 'day'];
const TIME_FIELDS = ['dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits'];

/** A time value in the words of a locale; toLocaleString, toLocaleDateString and toLocaleTimeString by `fields`. */
export function formatDate(
  m: Machine,
  time: number,
  fields: DateFields,
  locales: readonly string[],
  options: readonly Value[],
): string {
  const o = optionsObject(options);
  const named = (names: string[]) => names.some((n) => o[n] !== undefined);
  const styled = o['dateStyle'] !== undefined || o['timeStyle'] !== undefined;
  if (styled) {
    if (fields === 'date' && o['timeStyle'] !== undefined) return m.throwTypeError('Invalid option : timeStyle');
    if (fields === 'time' && o['dateStyle'] !== undefined) return m.throwTypeError('Invalid option : dateStyle');
  } else {
    const enough = (fields !== 'time' && named(DATE_FIELDS)) || (fields !== 'date' && named(TIME_FIELDS));
    if (!enough) {
      if (fields !== 'time') Object.assign(o, { year: 'numeric', month: 'numeric', day: 'numeric' });
      if (fields !== 'date') Object.assign(o, { hour: 'numeric', minute: 'numeric', second: 'numeric' });
    }
  }
  o['timeZone'] ??= m.timeZone;
  return kept(m, Intl.DateTimeFormat, locales, o).format(time);
}

/** Longer texts take the host milliseconds. */
const MAX_COMPARED = 1 << 16;

/** Order of two texts in a locale: -1, 0 or 1. */
export function compareText(
  m: Machine,
  a: string,
  b: string,
  locales: readonly string[],
  options: readonly Value[],
): number {
  m.useFuel(Math.min(a.length, b.length) >> 2);
  if (a.length > MAX_COMPARED && b.length > MAX_COMPARED) m.mindTime();
  return Math.sign(kept(m, Intl.Collator, locales, optionsObject(options)).compare(orderMarks(m, a), orderMarks(m, b)));
}

/** Case mapping by the rules of the first of `locales`, or of the machine's. */
export function localeCase(m: Machine, text: string, upper: boolean, locales: readonly string[]): string {
  const names = locales.length === 0 ? [m.locale] : [...locales];
  return guarded(m, () => (upper ? text.toLocaleUpperCase(names) : text.toLocaleLowerCase(names)));
}
