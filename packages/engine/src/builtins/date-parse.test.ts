import { describe, expect, it } from 'vitest';
import { parseDate } from './date-parse.ts';
import { fieldsOf } from './date-time.ts';
import { timeZone } from './time-zone.ts';

/** The zone that the host's Date uses in this process. */
const zone = timeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);

function generator(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1103515245) + 12345) & 0x7fffffff;
    return s / 0x7fffffff;
  };
}

const PIECES = [
  '2000',
  '1',
  '01',
  '31',
  '32',
  '99',
  '1999',
  '12',
  'Jan',
  'january',
  'Mar',
  'dec',
  'sept',
  'monday',
  'am',
  'PM',
  'utc',
  'GMT',
  'z',
  'Z',
  'est',
  'pdt',
  'T',
  ':',
  '::',
  '.',
  '-',
  '+',
  '/',
  ' ',
  ',',
  '(',
  '(a)',
  ')',
  '10',
  '59',
  '60',
  '24',
  '00',
  '123',
  '1234',
  '12345',
  '1234567890',
  'x',
  'é',
  '\u00a0',
  '5:30',
  '10:20:30',
  '10:20:30.4',
  '2000-01-02',
  'T10:00',
  '+01:00',
  '-0830',
  '+5',
  '+002000',
];

describe('Date.parse', () => {
  it('reads what the host reads, as it reads it', () => {
    const random = generator(12345);
    for (let i = 0; i < 20000; i++) {
      let text = '';
      for (let n = 1 + Math.floor(random() * 7); n > 0; n--) {
        text += PIECES[Math.floor(random() * PIECES.length)];
        if (random() < 0.3) text += ' ';
      }
      // Offsets of five digits and more overflow in V8.
      if (/[+-]\d{5,}:|^-000000/.test(text)) continue;
      expect([text, parseDate(text, zone)]).toEqual([text, Date.parse(text)]);
    }
  });

  it('refuses a negative year zero', () => {
    expect(parseDate('-000000-01-01T00:00:00Z', zone)).toBeNaN();
  });
});

describe('calendar fields and local time', () => {
  it('are those of the host', () => {
    const random = generator(99);
    for (let i = 0; i < 5000; i++) {
      const t = Math.floor((random() - 0.5) * (i % 2 === 0 ? 2 * 8.64e15 : 8e12));
      const local = t + zone.offsetAt(t);
      const f = fieldsOf(local);
      const d = new Date(t);
      expect([f.year, f.month, f.day, f.hour, f.minute, f.second, f.ms, f.weekday]).toEqual([
        d.getFullYear(),
        d.getMonth(),
        d.getDate(),
        d.getHours(),
        d.getMinutes(),
        d.getSeconds(),
        d.getMilliseconds(),
        d.getDay(),
      ]);
    }
  });

  it('follow a zone through its changes', () => {
    const berlin = timeZone('Europe/Berlin');
    // Skipped on 2024-03-31, twice on 2024-10-27.
    expect(berlin.toUTC(Date.UTC(2024, 2, 31, 2, 30))).toBe(Date.UTC(2024, 2, 31, 1, 30));
    expect(berlin.toUTC(Date.UTC(2024, 9, 27, 2, 30))).toBe(Date.UTC(2024, 9, 27, 0, 30));
    expect(berlin.offsetAt(Date.UTC(2024, 9, 27, 0, 59, 59))).toBe(7200000);
    expect(berlin.offsetAt(Date.UTC(2024, 9, 27, 1))).toBe(3600000);
  });
});
