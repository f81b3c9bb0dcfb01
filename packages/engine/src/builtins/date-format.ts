/** Texts of dates (ECMA-262 §21.4.4.41). */
import type { Machine } from '../machine/machine.ts';
import { type Fields, fieldsOf } from './date-time.ts';
import { timeZone } from './time-zone.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function padded(n: number, width: number): string {
  return String(n).padStart(width, '0');
}

function yearText(year: number): string {
  return year < 0 ? `-${padded(-year, 4)}` : padded(year, 4);
}

/** DateString: `Thu Jan 01 1970`. */
export function dateText(f: Fields): string {
  return `${DAYS[f.weekday] as string} ${MONTHS[f.month] as string} ${padded(f.day, 2)} ${yearText(f.year)}`;
}

/** TimeString: `00:00:00 GMT`. */
export function timeText(f: Fields): string {
  return `${padded(f.hour, 2)}:${padded(f.minute, 2)}:${padded(f.second, 2)} GMT`;
}

/** Names of zones come from the host; they are dear to make. */
const zoneNames = new Map<string, Intl.DateTimeFormat>();

/** TimeZoneString at a UTC time value: `+0100 (Central European Standard Time)`. */
export function timeZoneText(m: Machine, t: number): string {
  const zone = timeZone(m.timeZone);
  // Whole minutes, as the text has no place for the seconds of local mean times.
  const minutes = Math.trunc(zone.offsetAt(t) / 60000);
  const a = Math.abs(minutes);
  const offset = `${minutes < 0 ? '-' : '+'}${padded(Math.floor(a / 60), 2)}${padded(a % 60, 2)}`;
  const key = `${m.locale} ${zone.id}`;
  let format = zoneNames.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(m.locale, { timeZone: zone.id, timeZoneName: 'long' });
    zoneNames.set(key, format);
  }
  const name = format.formatToParts(t).find((p) => p.type === 'timeZoneName')?.value;
  return name === undefined ? offset : `${offset} (${name})`;
}

/** §21.4.4.43: `Thu, 01 Jan 1970 00:00:00 GMT`. */
export function utcText(t: number): string {
  const f = fieldsOf(t);
  return `${DAYS[f.weekday] as string}, ${padded(f.day, 2)} ${MONTHS[f.month] as string} ${yearText(f.year)} ${timeText(f)}`;
}

/** §21.4.4.36: `1970-01-01T00:00:00.000Z`. */
export function isoText(t: number): string {
  const f = fieldsOf(t);
  const year =
    f.year >= 0 && f.year <= 9999 ? padded(f.year, 4) : `${f.year < 0 ? '-' : '+'}${padded(Math.abs(f.year), 6)}`;
  return `${year}-${padded(f.month + 1, 2)}-${padded(f.day, 2)}T${padded(f.hour, 2)}:${padded(f.minute, 2)}:${padded(f.second, 2)}.${padded(f.ms, 3)}Z`;
}
