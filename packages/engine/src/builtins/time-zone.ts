/**
 * Offsets of time zones: a table drawn on demand from the host's Intl, of which the answers alone are used. All arithmetic on dates
 * is our own.
 */
import { dayOfMonthStart, MS_PER_DAY } from './date-time.ts';

/**
 * Offsets are asked for at both ends of a span; where they are the same the span has one offset. Zones change theirs twice within
 * so few days nowhere in the tables.
 */
const SPAN = 7 * MS_PER_DAY;

/** Offsets in milliseconds east of UTC within one span. */
interface Span {
  /** Before `change`. */
  readonly first: number;
  /** From `change` on. */
  readonly second: number;
  /** UTC; Infinity: none. */
  readonly change: number;
}

export class TimeZone {
  readonly id: string;
  private readonly format: Intl.DateTimeFormat | null;
  private readonly spans = new Map<number, Span>();
  private readonly ends = new Map<number, number>();

  constructor(id: string) {
    this.id = id;
    this.format =
      id === 'UTC'
        ? null
        : new Intl.DateTimeFormat('en-US', {
            timeZone: id,
            calendar: 'gregory',
            numberingSystem: 'latn',
            hourCycle: 'h23',
            era: 'short',
            year: 'numeric',
            month: 'numeric',
            day: 'numeric',
            hour: 'numeric',
            minute: 'numeric',
            second: 'numeric',
          });
  }

  /** Milliseconds that local time is ahead of UTC at a UTC time value (GetNamedTimeZoneOffsetNanoseconds, §21.4.1.21). */
  offsetAt(t: number): number {
    if (this.format === null || !Number.isFinite(t)) return 0;
    const n = Math.floor(t / SPAN);
    let span = this.spans.get(n);
    if (span === undefined) {
      span = this.makeSpan(n);
      if (this.spans.size > 4096) this.spans.clear();
      this.spans.set(n, span);
    }
    return t < span.change ? span.first : span.second;
  }

  /** UTC time value of a local one (UTC(t), §21.4.1.26): the earlier where it occurs twice; where it is skipped, as if before the gap. */
  toUTC(local: number): number {
    if (this.format === null || !Number.isFinite(local)) return local;
    const before = this.offsetAt(local - MS_PER_DAY);
    const after = this.offsetAt(local + MS_PER_DAY);
    if (this.offsetAt(local - before) === before) return local - before;
    if (this.offsetAt(local - after) === after) return local - after;
    return local - before;
  }

  private makeSpan(n: number): Span {
    const start = n * SPAN;
    const end = start + SPAN;
    const first = this.end(n);
    const second = this.end(n + 1);
    if (first === second) return { first, second, change: Number.POSITIVE_INFINITY };
    let low = start;
    let high = end;
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (this.ask(middle) === first) low = middle;
      else high = middle;
    }
    return { first, second, change: high };
  }

  /** Offset at the start of span n. */
  private end(n: number): number {
    let o = this.ends.get(n);
    if (o === undefined) {
      o = this.ask(n * SPAN);
      if (this.ends.size > 8192) this.ends.clear();
      this.ends.set(n, o);
    }
    return o;
  }

  private ask(t: number): number {
    // Beyond the range of time values Intl knows nothing; what holds at its end goes on.
    const utc = Math.max(-8.64e15, Math.min(8.64e15, t));
    const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    let bc = false;
    for (const p of (this.format as Intl.DateTimeFormat).formatToParts(utc)) {
      if (p.type === 'era') bc = p.value.startsWith('B');
      else if (p.type in parts) parts[p.type as keyof typeof parts] = Number(p.value);
    }
    const year = bc ? 1 - parts.year : parts.year;
    const local =
      (dayOfMonthStart(year, parts.month - 1) + parts.day - 1) * MS_PER_DAY +
      (parts.hour * 3600 + parts.minute * 60 + parts.second) * 1000;
    return local - Math.floor(utc / 1000) * 1000;
  }
}

const zones = new Map<string, TimeZone>();

/** The zone of that name. Tables are shared: they depend on the name and the host alone. */
export function timeZone(id: string): TimeZone {
  let z = zones.get(id);
  if (z === undefined) {
    z = new TimeZone(id);
    zones.set(id, z);
  }
  return z;
}
