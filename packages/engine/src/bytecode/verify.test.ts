import { describe, expect, it } from 'vitest';
import { compiled, inner } from '../compiler/testing.ts';
import type { Body } from './code.ts';
import { disassemble } from './disassemble.ts';
import { isLive, liveAt } from './liveness.ts';
import { Op } from './ops.gen.ts';
import { verifyBody } from './verify.ts';

const empty: Body = {
  code: new Int32Array([Op.Return, 0]),
  constants: [],
  functions: [],
  registerCount: 2,
  pinned: [5],
  icCount: 0,
  regions: [],
  positions: new Int32Array(),
  calleeRanges: new Int32Array(),
  bindings: [],
};

const withCode = (...words: number[]): Body => ({ ...empty, code: new Int32Array(words) });

describe('the verifier', () => {
  it('accepts sound code', () => {
    expect(() => verifyBody(withCode(Op.Add, 0, 2, 1, Op.Return, 1))).not.toThrow();
  });

  it.each([
    ['a register out of range', withCode(Op.Return, 3), /pc 0: Return: reg:a is 3/],
    ['a write to a pinned constant', withCode(Op.Move, 0, 2, Op.Return, 0), /pc 0: Move: dst:d is 2/],
    ['a jump into an instruction', withCode(Op.Jump, 1), /pc 0: Jump: jump:t is 1/],
    ['a missing end', withCode(Op.Move, 0, 1), /control runs off the end/],
    ['a missing constant', withCode(Op.LoadConst, 0, 1, Op.Return, 0), /const:k is 0/],
    ['an unknown opcode', withCode(9999), /unknown opcode 9999/],
    ['a run of pinned constants', withCode(Op.NewArray, 2, 2, 0, Op.Return, 0), /base:v is 2, 2 registers/],
  ])('refuses %s', (_, body, message) => {
    expect(() => verifyBody(body)).toThrow(message);
  });

  it('refuses regions that cross', () => {
    const body: Body = {
      ...withCode(Op.Nop, Op.Nop, Op.Nop, Op.Return, 0),
      regions: [
        { start: 0, end: 2, handler: 3, register: 0 },
        { start: 1, end: 3, handler: 3, register: 0 },
      ],
    };
    expect(() => verifyBody(body)).toThrow(/not inside it/);
  });
});

describe('liveness', () => {
  it('knows what is read later, and what only a handler reads', () => {
    const body = inner(compiled('function f(a, b) { try { a() } catch { return b } return 1 }'), 'f').body();
    const live = (pc: number): number[] => [0, 1, 2, 3].filter((r) => isLive(liveAt(body, pc), r));
    // `this` is live to the end: stack traces show it.
    expect(live(0)).toEqual([0, 1, 2]);
    const returnOfOne = body.code.length - 2;
    expect(live(returnOfOne)).toEqual([0]);
  });

  it('counts what closures take', () => {
    const body = inner(compiled('function f(a, b) { return () => b }'), 'f').body();
    expect(isLive(liveAt(body, 0), 2)).toBe(true);
    expect(isLive(liveAt(body, 0), 1)).toBe(false);
  });

  it('keeps all bindings of a frame that is a record', () => {
    const body = inner(compiled('function f(a, b) { return () => b }', { storage: 'frame' }), 'f').body();
    expect(isLive(liveAt(body, body.code.length - 2), 1)).toBe(true);
  });
});

describe('the disassembler', () => {
  it('shows source lines with their instructions', () => {
    expect(disassemble(compiled('x = 1;\ny(x);'))).toBe(
      [
        'function <anonymous> (test.js:1:1) params 0, registers 3',
        '  ; 1: x = 1;',
        '      0  StoreGlobal        "x", 1, strict=0, -> r1',
        '  ; 2: y(x);',
        '      6  LoadGlobal         "y", typeof=0, -> r1',
        '     11  LoadGlobal         "x", typeof=0, -> r2',
        '     16  Call               r1, undefined, r2, *1, -> r1',
        '     22  Return             undefined',
        '',
      ].join('\n'),
    );
  });
});
