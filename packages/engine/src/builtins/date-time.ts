/** Time values and calendar fields (ECMA-262 §21.4.1): arithmetic on Numbers, in whatever time the caller means. */

export const MS_PER_DAY = 86400000;
const MS_PER_HOUR = 3600000;
const MS_PER_MINUTE = 60000;

/** Calendar fields of a finite time value. */
export interface Fields {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  /** 0: Sunday. */
  readonly weekday: number;
}

/** Days from 1970-01-01 to the first day of a month of the proleptic Gregorian calendar; `month` 0 to 11. */
export function dayOfMonthStart(year: number, month: number): number {
  // Years from March on, so that the leap day is the last of its year; 400 years are 146097 days.
  const y = month < 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 10) % 12) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Year, month and day of a time value. */
export function fieldsOf(t: number): Fields {
  const days = Math.floor(t / MS_PER_DAY);
  let rest = t - days * MS_PER_DAY;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = (marchMonth + 2) % 12;
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
  const hour = Math.floor(rest / MS_PER_HOUR);
  rest -= hour * MS_PER_HOUR;
  const minute = Math.floor(rest / MS_PER_MINUTE);
  rest -= minute * MS_PER_MINUTE;
  const second = Math.floor(rest / 1000);
  return { year, month, day, hour, minute, second, ms: rest - second * 1000, weekday: (((days + 4) % 7) + 7) % 7 };
}

/** MakeTime (§21.4.1.27). */
export function MakeTime(hour: number, minute: number, second: number, ms: number): number {
  if (!Number.isFinite(hour) || !Number.isFinite(minute) || !Number.isFinite(second) || !Number.isFinite(ms))
    return Number.NaN;
  return (
    Math.trunc(hour) * MS_PER_HOUR + Math.trunc(minute) * MS_PER_MINUTE + Math.trunc(second) * 1000 + Math.trunc(ms)
  );
}

/** Beyond these years no time value is valid, whatever the other fields are, as far as doubles are exact. */
const MAX_YEAR = 400000;

/** MakeDay (§21.4.1.28). */
export function MakeDay(year: number, month: number, date: number): number {
  if (!Number.isFinite(year) || !Number.isFinite(month) || !Number.isFinite(date)) return Number.NaN;
  const mn = Math.trunc(month);
  const y = Math.trunc(year) + Math.floor(mn / 12);
  if (Math.abs(y) > MAX_YEAR) return Number.NaN;
  return dayOfMonthStart(y, ((mn % 12) + 12) % 12) + Math.trunc(date) - 1;
}

/** MakeDate (§21.4.1.29). */
export function MakeDate(day: number, time: number): number {
  const t = day * MS_PER_DAY + time;
  return Number.isFinite(t) ? t : Number.NaN;
}

/** MakeFullYear (§21.4.1.30): two-digit years are of the twentieth century. */
export function MakeFullYear(year: number): number {
  if (year !== year) return Number.NaN;
  const y = Math.trunc(year);
  return y >= 0 && y <= 99 ? 1900 + y : y;
}

/** TimeClip (§21.4.1.31). */
export function TimeClip(t: number): number {
  return Math.abs(t) <= 8.64e15 ? Math.trunc(t) + 0 : Number.NaN;
}
