import { describe, expect, it } from 'vitest';
import { Machine } from '../host/embedding.ts';
import { orderMarks } from './canonical-order.ts';

const { core } = new Machine();
const MARKS = Array.from({ length: 0x1e944 }, (_, code) => code).filter((code) =>
  /^\p{M}$/u.test(String.fromCodePoint(code)),
);

describe('long runs of combining marks', () => {
  it('are put in the order in which normalisation has them', () => {
    let x = 7;
    const random = (below: number): number => {
      x = (x * 16807) % 2147483647;
      return x % below;
    };
    for (let round = 0; round < 60; round++) {
      // All marks there are, or few of them many times; letters that decompose before them.
      const of = round % 2 === 0 ? MARKS : Array.from({ length: 5 }, () => MARKS[random(MARKS.length)] as number);
      const marks = Array.from({ length: 130 + random(400) }, () =>
        String.fromCodePoint(of[random(of.length)] as number),
      );
      const text = `${['a', 'á', 'ệ', ''][round % 4]}${marks.join('')}x${marks.reverse().join('')}`;
      const prepared = orderMarks(core, text);
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) expect(prepared.normalize(form)).toBe(text.normalize(form));
      expect(orderMarks(core, prepared)).toBe(prepared);
    }
  });

  it('take time by their length', () => {
    const machine = new Machine({ limits: { durationMs: 20_000 } });
    machine.start(
      `const s = 'a' + '\\u0301\\u0323'.repeat(200000); [s.normalize('NFD').length, s.normalize().slice(0, 2), s.localeCompare('a' + '\\u0323\\u0301'.repeat(200000))].join()`,
    );
    expect(machine.run()).toEqual({ status: 'done', value: `400001,\u1ea1\u0323,0` });
  });

  it('leave other texts as they are', () => {
    for (const text of ['', 'abc', 'á'.repeat(1000), `a${'\u0323\u0301'.repeat(20)}`])
      expect(orderMarks(core, text)).toBe(text);
  });
});
