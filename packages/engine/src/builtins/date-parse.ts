/**
 * Date.parse (ECMA-262 §21.4.3.2): the date time string format, then the loose forms that V8 takes beside it, read by the rules it
 * reads them by: numbers, the names of months and a few zones, anything in parentheses skipped.
 */
import { MakeDate, MakeDay, MakeTime, TimeClip } from './date-time.ts';
import type { TimeZone } from './time-zone.ts';

/** Time value of `text`, or NaN. Local times are of `zone`. */
export function parseDate(text: string, zone: TimeZone): number {
  const t = parseIso(text, zone);
  return t === undefined ? parseLoose(text, zone) : t;
}

const ISO =
  /^(\d{4}|[+-]\d{6})(?:-(\d\d)(?:-(\d\d))?)?(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** §21.4.1.32 Date Time String Format: undefined where `text` is none. */
function parseIso(text: string, zone: TimeZone): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  // DEVIATES from V8, which falls back to its loose forms here: year zero has no minus sign (§21.4.1.32.1).
  if (year === '-000000') return Number.NaN;
  const mo = month === undefined ? 1 : Number(month);
  const d = day === undefined ? 1 : Number(day);
  const h = hour === undefined ? 0 : Number(hour);
  const mi = minute === undefined ? 0 : Number(minute);
  const s = second === undefined ? 0 : Number(second);
  const ms = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  if (mo < 1 || mo > 12 || !isDay(d) || mi > 59 || s > 59) return undefined;
  if (h > 24 || (h === 24 && (mi > 0 || s > 0 || ms > 0))) return undefined;
  const local = MakeDate(MakeDay(Number(year), mo - 1, d), MakeTime(h, mi, s, ms));
  if (offset !== undefined && offset !== 'Z' && offset !== 'z') {
    const hours = Number(offset.slice(1, 3));
    const minutes = Number(offset.slice(-2));
    if (hours > 23 || minutes > 59) return undefined;
    return TimeClip(local - (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60000);
  }
  // Date-only forms are UTC, date-time forms local.
  return TimeClip(offset !== undefined || hour === undefined ? local : zone.toUTC(local));
}

// ---- loose forms ----------------------------------------------------------------------------------------------------------------

type Token =
  | { readonly kind: 'number'; readonly value: number; readonly length: number }
  | { readonly kind: 'word'; readonly prefix: string; readonly length: number }
  | { readonly kind: 'space' }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'end' };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Hours ahead of UTC. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  z: 0,
  gmt: 0,
  edt: -4,
  est: -5,
  cdt: -5,
  cst: -6,
  mdt: -6,
  mst: -7,
  pdt: -7,
  pst: -8,
};

/** Digits beyond these change a number no more (no field is that large). */
const MAX_DIGITS = 9;

class Scanner {
  private readonly text: string;
  private at = 0;
  token: Token;
  constructor(text: string) {
    this.text = text;
    this.token = this.scan();
  }

  /** The current token; the next one becomes current. */
  next(): Token {
    const t = this.token;
    this.token = this.scan();
    return t;
  }

  isSymbol(text: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === text;
  }

  skipSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.next();
    return true;
  }

  /** After `(`: skips to the matching parenthesis, or to the end. */
  skipParentheses(): void {
    let depth = 1;
    while (depth > 0 && this.token.kind !== 'end') {
      if (this.isSymbol('(')) depth++;
      else if (this.isSymbol(')')) depth--;
      this.next();
    }
  }

  private scan(): Token {
    const { text } = this;
    const start = this.at;
    if (start >= text.length) return { kind: 'end' };
    const c = text.charCodeAt(start);
    if (isDigit(c)) {
      let i = start;
      while (text.charCodeAt(i) === 48) i++;
      let value = 0;
      let digits = 0;
      for (; isDigit(text.charCodeAt(i)); i++)
        if (digits < MAX_DIGITS) {
          value = value * 10 + text.charCodeAt(i) - 48;
          digits++;
        }
      this.at = i;
      return { kind: 'number', value, length: i - start };
    }
    if (isWordCharacter(c)) {
      let i = start;
      while (i < text.length && isWordCharacter(text.charCodeAt(i))) i++;
      this.at = i;
      return { kind: 'word', prefix: text.slice(start, Math.min(i, start + 3)).toLowerCase(), length: i - start };
    }
    this.at = start + 1;
    if (/\s/.test(text[start] as string)) return { kind: 'space' };
    return { kind: 'symbol', text: text[start] as string };
  }
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** Letters, and everything above them in ASCII order but digits. */
function isWordCharacter(c: number): boolean {
  return c >= 65 && !isSpace(c);
}

function isSpace(c: number): boolean {
  return c > 127 && /\s/.test(String.fromCharCode(c));
}

class DayFields {
  private readonly numbers: number[] = [];
  month: number | undefined = undefined;

  add(n: number): boolean {
    if (this.numbers.length === 3) return false;
    this.numbers.push(n);
    return true;
  }

  /** Day number since the epoch, or undefined. */
  value(): number | undefined {
    if (this.numbers.length === 0) return undefined;
    const [a, b = 1, c = 1] = this.numbers as [number, number?, number?];
    const count = this.numbers.length;
    let year: number;
    let month: number;
    let day: number;
    if (this.month !== undefined) {
      month = this.month;
      if (isDay(a)) [day, year] = [a, b];
      else [year, day] = [a, b];
    } else if (isDay(a)) {
      [month, day] = [a, b];
      year = count === 3 ? c : 1;
    } else [year, month, day] = [a, b, c];
    if (year >= 0 && year <= 49) year += 2000;
    else if (year >= 50 && year <= 99) year += 1900;
    if (month < 1 || month > 12 || !isDay(day)) return undefined;
    return MakeDay(year, month - 1, day);
  }
}

/** Any month may be given 31 days; what it has not runs over into the next, as in V8. */
function isDay(n: number): boolean {
  return n >= 1 && n <= 31;
}

class TimeFields {
  private readonly numbers: number[] = [];
  /** 0 for am, 12 for pm. */
  half: number | undefined = undefined;

  get isEmpty(): boolean {
    return this.numbers.length === 0;
  }

  /** May `n` be the next field of a time that has begun? */
  expects(n: number): boolean {
    const i = this.numbers.length;
    return (i === 1 && n < 60) || (i === 2 && n < 60) || (i === 3 && n < 1000);
  }

  add(n: number): boolean {
    if (this.numbers.length === 4) return false;
    this.numbers.push(n);
    return true;
  }

  /** A time that has all its fields stays as it is. */
  addLast(n: number): void {
    this.add(n);
    while (this.numbers.length < 4) this.numbers.push(0);
  }

  /** Milliseconds of the day, or undefined. */
  value(): number | undefined {
    let [hour = 0, minute = 0, second = 0, ms = 0] = this.numbers;
    if (this.half !== undefined) {
      if (hour > 12) return undefined;
      hour = (hour % 12) + this.half;
    }
    const endOfDay = hour === 24 && minute === 0 && second === 0 && ms === 0;
    if (!endOfDay && (hour > 23 || minute > 59 || second > 59 || ms > 999)) return undefined;
    return MakeTime(hour, minute, second, ms);
  }
}

class OffsetFields {
  sign: number | undefined = undefined;
  hour: number | undefined = undefined;
  minute: number | undefined = undefined;

  set(hours: number): void {
    this.sign = hours < 0 ? -1 : 1;
    this.hour = Math.abs(hours);
    this.minute = 0;
  }

  get isUTC(): boolean {
    return this.hour === 0 && this.minute === 0;
  }

  expects(n: number): boolean {
    return this.hour !== undefined && this.minute === undefined && n < 60;
  }

  /** Milliseconds ahead of UTC; undefined: local time. */
  value(): number | undefined {
    return this.sign === undefined ? undefined : this.sign * ((this.hour ?? 0) * 60 + (this.minute ?? 0)) * 60000;
  }
}

/** Milliseconds that a number after a decimal point stands for. */
function milliseconds(token: { value: number; length: number }): number {
  const { value, length } = token;
  if (length === 1) return value * 100;
  if (length === 2) return value * 10;
  return length === 3 ? value : Math.trunc(value / 10 ** (Math.min(length, MAX_DIGITS) - 3));
}

function parseLoose(text: string, zone: TimeZone): number {
  const scanner = new Scanner(text);
  const day = new DayFields();
  const time = new TimeFields();
  const offset = new OffsetFields();
  let sawNumber = false;
  // Four digits at the start, or a sign and six, are a year, whatever follows them.
  const year = /^(?:\d{4}|[+-](?!0{6})\d{6})(?!\d)/.exec(text)?.[0];
  if (year !== undefined) {
    if (year.length > 4) scanner.next();
    scanner.next();
    day.add(Number(year));
    sawNumber = true;
    // `-MM` and `-DD` belong to it.
    for (const max of [12, 31]) {
      if (!scanner.skipSymbol('-')) break;
      const { token } = scanner;
      if (token.kind !== 'number' || token.length !== 2 || token.value < 1 || token.value > max) break;
      day.add(token.value);
      scanner.next();
    }
  }
  while (scanner.token.kind !== 'end') {
    const token = scanner.next();
    if (token.kind === 'number') {
      sawNumber = true;
      if (!looseNumber(token, scanner, day, time, offset)) return Number.NaN;
    } else if (token.kind === 'word') {
      const short = token.length <= 3;
      const month = MONTHS.indexOf(token.prefix);
      if (month >= 0) {
        day.month = month + 1;
        scanner.skipSymbol('-');
      } else if (short && (token.prefix === 'am' || token.prefix === 'pm') && !time.isEmpty)
        time.half = token.prefix === 'am' ? 0 : 12;
      else if (short && Object.hasOwn(ZONES, token.prefix) && sawNumber) offset.set(ZONES[token.prefix] as number);
      // Other words may only come first, and not run into the first number.
      else if (sawNumber || scanner.token.kind === 'number') return Number.NaN;
    } else if (token.kind === 'symbol') {
      const isSign = token.text === '+' || token.text === '-';
      if (isSign && (offset.isUTC || !time.isEmpty)) {
        offset.sign = token.text === '+' ? 1 : -1;
        if (!looseOffset(scanner, offset)) return Number.NaN;
        sawNumber = true;
      } else if ((isSign || token.text === ')') && sawNumber) return Number.NaN;
      else if (token.text === '(') scanner.skipParentheses();
    }
  }
  const days = day.value();
  const ms = time.value();
  if (days === undefined || ms === undefined) return Number.NaN;
  const local = MakeDate(days, ms);
  const ahead = offset.value();
  return TimeClip(ahead === undefined ? zone.toUTC(local) : local - ahead);
}

/** Takes a number token to the field that it belongs to; false where it fits none. */
function looseNumber(
  token: { value: number; length: number },
  scanner: Scanner,
  day: DayFields,
  time: TimeFields,
  offset: OffsetFields,
): boolean {
  const n = token.value;
  if (scanner.skipSymbol(':')) {
    if (scanner.skipSymbol(':')) {
      if (!time.isEmpty) return false;
      time.add(n);
      time.add(0);
      return true;
    }
    if (!time.add(n)) return false;
    scanner.skipSymbol('.');
    return true;
  }
  if (scanner.isSymbol('.')) {
    scanner.next();
    if (time.expects(n)) {
      time.add(n);
      const fraction = scanner.next();
      if (fraction.kind !== 'number') return false;
      time.addLast(milliseconds(fraction));
      return true;
    }
  }
  if (offset.expects(n)) {
    offset.minute = n;
    return true;
  }
  if (time.expects(n)) {
    time.addLast(n);
    // What follows a time must be set off from it.
    const { token: after } = scanner;
    if (after.kind === 'end' || after.kind === 'space') return true;
    if (after.kind === 'word') return after.prefix === 'z' && after.length === 1;
    return after.kind === 'symbol' && (after.text === '+' || after.text === '-');
  }
  if (!day.add(n)) return false;
  scanner.skipSymbol('-');
  return true;
}

/** After a sign: `hh`, `hhmm`, or `hh:` with the minutes to come; the number may be absent. */
function looseOffset(scanner: Scanner, offset: OffsetFields): boolean {
  let n = 0;
  let length = 0;
  const { token } = scanner;
  if (token.kind === 'number') {
    n = token.value;
    length = token.length;
    scanner.next();
  }
  if (scanner.isSymbol(':')) {
    offset.hour = n;
    offset.minute = undefined;
  } else if (length === 1 || length === 2) {
    offset.hour = n;
    offset.minute = 0;
  } else if (length === 3 || length === 4) {
    offset.hour = Math.trunc(n / 100);
    offset.minute = n % 100;
  } else return false;
  return true;
}
