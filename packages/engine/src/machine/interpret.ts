/**
 * The interpreter loop: the one place where guest instructions are executed, and the named exception to the rule of small files. Only
 * fast paths are inline, each unobservably equal to the general path beside it (`slow.ts`, `calls.ts`, `suspend.ts`, `names.ts`),
 * which is entered with `frame.pc` already behind the instruction, stores its result with `m.deliver` or pushes a frame, and may throw.
 *
 * Invariants: `m.frame === frame` at every call out of the loop; whoever may throw or push a frame has `frame.pc` set before. The
 * function must stay under the host's 60 KB limit of bytecode for optimisation.
 */
import { CodeFlag } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import { ToBoolean } from '../objects/conversion.ts';
import { JSArray, JSFunction, type JSObject, PlainObject } from '../objects/object.ts';
import { setSlot } from '../objects/property.ts';
import { ShapeFlag } from '../objects/shape.ts';
import { BAIL, DONE, HOLE, TDZ, type Value } from '../objects/value.ts';
import * as arrays from './array-iteration.ts';
import { callFunction, callValue, constructValue, deepen, nativeFallback, releaseFrame, tailCall } from './calls.ts';
import { Frame } from './frame.ts';
import { GuestThrow } from './guest-throw.ts';
import { CallMode, type LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import * as names from './names.ts';
import { Cell, Environment } from './records.ts';
import * as slow from './slow.ts';
import * as suspend from './suspend.ts';
import { unwind } from './unwind.ts';

/** Why the loop came back. */
export const enum Stop {
  /** The job's bottom frame has returned (`m.result`) or thrown (`m.uncaught`), or its activity has been suspended. */
  JobDone,
  /** No fuel left, or a pause was asked for; `m.frame` goes on when called again. */
  Paused,
}

/** Runs from `m.frame` until the job is over or the fuel spent. */
export function interpret(m: Machine): Stop {
  let frame = m.frame as Frame;
  let lc: LinkedCode = frame.code;
  let code = lc.bytecode;
  // biome-ignore lint/suspicious/noExplicitAny: registers hold values, cells, records and marks; each instruction knows which
  let r: any[] = frame.slots;
  let pc = frame.pc;
  let fuel = m.fuel;
  const { space } = m;

  for (;;) {
    try {
      for (;;) {
        if (--fuel < 0) {
          frame.pc = pc;
          m.fuel = 0;
          return Stop.Paused;
        }
        switch (code[pc] as Op) {
          case Op.Nop:
          case Op.Debugger:
            pc += 1;
            continue;
          case Op.Move:
            r[code[pc + 2]!] = r[code[pc + 1]!];
            pc += 3;
            continue;
          case Op.LoadConst:
            r[code[pc + 2]!] = lc.body!.constants[code[pc + 1]!];
            pc += 3;
            continue;
          case Op.LoadInt:
            r[code[pc + 2]!] = code[pc + 1]!;
            pc += 3;
            continue;
          case Op.LoadTdz:
            r[code[pc + 1]!] = TDZ;
            pc += 2;
            continue;

          // ---- operators ---------------------------------------------------------------------------------------------------------
          case Op.Add: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a + b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.add(m, a, b);
            break;
          }
          case Op.Sub: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a - b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '-', a, b);
            break;
          }
          case Op.Mul: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a * b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '*', a, b);
            break;
          }
          case Op.Div: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a / b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '/', a, b);
            break;
          }
          case Op.Mod: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a % b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '%', a, b);
            break;
          }
          case Op.Exp:
            frame.pc = pc + 4;
            slow.arithmetic(m, '**', r[code[pc + 1]!], r[code[pc + 2]!]);
            break;
          case Op.BitAnd: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a & b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '&', a, b);
            break;
          }
          case Op.BitOr: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a | b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '|', a, b);
            break;
          }
          case Op.BitXor: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a ^ b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '^', a, b);
            break;
          }
          case Op.Shl: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a << b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '<<', a, b);
            break;
          }
          case Op.Shr: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a >> b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '>>', a, b);
            break;
          }
          case Op.UShr: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a >>> b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.arithmetic(m, '>>>', a, b);
            break;
          }
          case Op.Inc: {
            const a = r[code[pc + 1]!];
            if (typeof a === 'number') {
              r[code[pc + 2]!] = a + 1;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            slow.unary(m, 'inc', a);
            break;
          }
          case Op.Dec: {
            const a = r[code[pc + 1]!];
            if (typeof a === 'number') {
              r[code[pc + 2]!] = a - 1;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            slow.unary(m, 'dec', a);
            break;
          }
          case Op.Neg: {
            const a = r[code[pc + 1]!];
            if (typeof a === 'number') {
              r[code[pc + 2]!] = -a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            slow.unary(m, '-', a);
            break;
          }
          case Op.Plus: {
            const a = r[code[pc + 1]!];
            if (typeof a === 'number') {
              r[code[pc + 2]!] = a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            slow.unary(m, '+', a);
            break;
          }
          case Op.ToNumeric: {
            const a = r[code[pc + 1]!];
            if (typeof a === 'number') {
              r[code[pc + 2]!] = a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            slow.unary(m, 'numeric', a);
            break;
          }
          case Op.BitNot: {
            const a = r[code[pc + 1]!];
            if (typeof a === 'number') {
              r[code[pc + 2]!] = ~a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            slow.unary(m, '~', a);
            break;
          }
          case Op.Not: {
            const a = r[code[pc + 1]!];
            r[code[pc + 2]!] = typeof a === 'boolean' ? !a : !ToBoolean(a);
            pc += 3;
            continue;
          }
          case Op.Typeof:
            r[code[pc + 2]!] = slow.typeOf(r[code[pc + 1]!]);
            pc += 3;
            continue;
          case Op.StrictEq:
            r[code[pc + 3]!] = r[code[pc + 1]!] === r[code[pc + 2]!];
            pc += 4;
            continue;
          case Op.StrictNe:
            r[code[pc + 3]!] = r[code[pc + 1]!] !== r[code[pc + 2]!];
            pc += 4;
            continue;
          case Op.Eq:
          case Op.Ne: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === typeof b && (typeof a === 'number' || typeof a === 'string')) {
              r[code[pc + 3]!] = (a === b) === (code[pc] === Op.Eq);
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.looseEqual(m, a, b, code[pc] === Op.Ne);
            break;
          }
          case Op.Lt: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a < b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '<', a, b);
            break;
          }
          case Op.Le: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a <= b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '<=', a, b);
            break;
          }
          case Op.Gt: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a > b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '>', a, b);
            break;
          }
          case Op.Ge: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number') {
              r[code[pc + 3]!] = a >= b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '>=', a, b);
            break;
          }

          // ---- comparisons fused with the jump behind them: two instructions, two steps -------------------------------------------
          case Op.LtJumpIfTrue: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[code[pc + 3]!] = a < b) ? code[pc + 6]! : pc + 7;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '<', a, b);
            break;
          }
          case Op.LtJumpIfFalse: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[code[pc + 3]!] = a < b) ? pc + 7 : code[pc + 6]!;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '<', a, b);
            break;
          }
          case Op.LeJumpIfTrue: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[code[pc + 3]!] = a <= b) ? code[pc + 6]! : pc + 7;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '<=', a, b);
            break;
          }
          case Op.LeJumpIfFalse: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[code[pc + 3]!] = a <= b) ? pc + 7 : code[pc + 6]!;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '<=', a, b);
            break;
          }
          case Op.GtJumpIfTrue: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[code[pc + 3]!] = a > b) ? code[pc + 6]! : pc + 7;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '>', a, b);
            break;
          }
          case Op.GtJumpIfFalse: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[code[pc + 3]!] = a > b) ? pc + 7 : code[pc + 6]!;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '>', a, b);
            break;
          }
          case Op.GeJumpIfTrue: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[code[pc + 3]!] = a >= b) ? code[pc + 6]! : pc + 7;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '>=', a, b);
            break;
          }
          case Op.GeJumpIfFalse: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[code[pc + 3]!] = a >= b) ? pc + 7 : code[pc + 6]!;
              continue;
            }
            frame.pc = pc + 4;
            slow.compare(m, '>=', a, b);
            break;
          }
          case Op.EqJumpIfTrue:
          case Op.EqJumpIfFalse:
          case Op.NeJumpIfTrue:
          case Op.NeJumpIfFalse: {
            const a = r[code[pc + 1]!];
            const b = r[code[pc + 2]!];
            const negated = code[pc] === Op.NeJumpIfTrue || code[pc] === Op.NeJumpIfFalse;
            frame.pc = pc + 4;
            slow.looseEqual(m, a, b, negated);
            break;
          }
          case Op.StrictEqJumpIfTrue: {
            const v = r[code[pc + 1]!] === r[code[pc + 2]!];
            r[code[pc + 3]!] = v;
            pc += 4;
            if (fuel > 0) {
              fuel--;
              pc = v ? code[pc + 2]! : pc + 3;
            }
            continue;
          }
          case Op.StrictEqJumpIfFalse: {
            const v = r[code[pc + 1]!] === r[code[pc + 2]!];
            r[code[pc + 3]!] = v;
            pc += 4;
            if (fuel > 0) {
              fuel--;
              pc = v ? pc + 3 : code[pc + 2]!;
            }
            continue;
          }
          case Op.StrictNeJumpIfTrue: {
            const v = r[code[pc + 1]!] !== r[code[pc + 2]!];
            r[code[pc + 3]!] = v;
            pc += 4;
            if (fuel > 0) {
              fuel--;
              pc = v ? code[pc + 2]! : pc + 3;
            }
            continue;
          }
          case Op.StrictNeJumpIfFalse: {
            const v = r[code[pc + 1]!] !== r[code[pc + 2]!];
            r[code[pc + 3]!] = v;
            pc += 4;
            if (fuel > 0) {
              fuel--;
              pc = v ? pc + 3 : code[pc + 2]!;
            }
            continue;
          }
          case Op.InstanceOf:
            frame.pc = pc + 4;
            slow.instanceOf(m, r[code[pc + 1]!], r[code[pc + 2]!]);
            break;
          case Op.In:
            frame.pc = pc + 4;
            slow.inOperator(m, r[code[pc + 1]!], r[code[pc + 2]!]);
            break;
          case Op.ToString: {
            const a = r[code[pc + 1]!];
            if (typeof a === 'string') {
              r[code[pc + 2]!] = a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            slow.toString(m, a);
            break;
          }
          case Op.ToPropertyKey: {
            const a = r[code[pc + 1]!];
            if (typeof a === 'string' || typeof a === 'symbol') {
              r[code[pc + 2]!] = a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            slow.toPropertyKey(m, a);
            break;
          }
          case Op.RequireObjectCoercible: {
            const a = r[code[pc + 1]!];
            if (a === undefined || a === null) {
              frame.pc = pc + 2;
              slow.notCoercible(m, a);
            }
            pc += 2;
            continue;
          }
          case Op.CheckObject: {
            const a = r[code[pc + 1]!];
            if (typeof a !== 'object' || a === null) {
              frame.pc = pc + 3;
              slow.notAnObject(m, a, lc.body!.constants[code[pc + 2]!] as string);
            }
            pc += 3;
            continue;
          }

          // ---- control -----------------------------------------------------------------------------------------------------------
          case Op.Jump:
            pc = code[pc + 1]!;
            continue;
          case Op.JumpIfTrue: {
            const a = r[code[pc + 1]!];
            pc = a === true || (a !== false && ToBoolean(a)) ? code[pc + 2]! : pc + 3;
            continue;
          }
          case Op.JumpIfFalse: {
            const a = r[code[pc + 1]!];
            pc = a === true || (a !== false && ToBoolean(a)) ? pc + 3 : code[pc + 2]!;
            continue;
          }
          case Op.JumpIfNullish: {
            const a = r[code[pc + 1]!];
            pc = a === undefined || a === null ? code[pc + 2]! : pc + 3;
            continue;
          }
          case Op.JumpIfUndefined:
            pc = r[code[pc + 1]!] === undefined ? code[pc + 2]! : pc + 3;
            continue;
          case Op.JumpIfNotUndefined:
            pc = r[code[pc + 1]!] !== undefined ? code[pc + 2]! : pc + 3;
            continue;
          case Op.JumpIfDone:
            pc = r[code[pc + 1]!] === DONE ? code[pc + 2]! : pc + 3;
            continue;
          case Op.JumpIfIntNe:
            pc = r[code[pc + 1]!] !== code[pc + 2]! ? code[pc + 3]! : pc + 4;
            continue;
          case Op.Throw:
            frame.pc = pc + 2;
            unwind(m, r[code[pc + 1]!]);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;
          case Op.ThrowError:
            frame.pc = pc + 3;
            slow.throwError(m, code[pc + 1]!, lc.body!.constants[code[pc + 2]!] as string);
            break;

          case Op.Return: {
            let v = r[code[pc + 1]!];
            const caller = frame.caller;
            if (frame.newTarget !== undefined) {
              if ((typeof v !== 'object' || v === null) && (lc.flags & CodeFlag.SelfHosted) === 0) v = r[0];
              frame.newTarget = undefined;
            }
            m.depth--;
            m.framesReturned++;
            if (frame.kept || frame.args !== null) releaseFrame(m, frame);
            else {
              for (let i = lc.registerCount - 1; i >= 0; i--) r[i] = undefined;
              frame.caller = lc.pool;
              lc.pool = frame;
            }
            if (caller === null) {
              m.frame = null;
              m.result = v;
              m.fuel = fuel;
              return Stop.JobDone;
            }
            frame = caller;
            m.frame = frame;
            if (lc.realm !== frame.code.realm) m.realm = frame.code.realm;
            lc = frame.code;
            code = lc.bytecode;
            r = frame.slots;
            pc = frame.pc;
            r[code[pc - 1]!] = v;
            continue;
          }
          case Op.DerivedReturn:
            frame.pc = pc + 3;
            slow.derivedReturn(m, r[code[pc + 1]!], r[code[pc + 2]!]);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;

          // ---- bindings ----------------------------------------------------------------------------------------------------------
          case Op.CheckTdz:
            if (r[code[pc + 1]!] === TDZ) {
              frame.pc = pc + 3;
              slow.uninitialised(m, lc, code[pc + 2]!);
            }
            pc += 3;
            continue;
          case Op.NewCell:
            r[code[pc + 2]!] = new Cell(r[code[pc + 1]!]);
            m.environmentsMade++;
            m.allocated += 32;
            pc += 3;
            continue;
          case Op.LoadCell:
            r[code[pc + 2]!] = (r[code[pc + 1]!] as Cell).value;
            pc += 3;
            continue;
          case Op.LoadCellChecked: {
            const v = (r[code[pc + 1]!] as Cell).value;
            if (v === TDZ) {
              frame.pc = pc + 4;
              slow.uninitialised(m, lc, code[pc + 2]!);
            }
            r[code[pc + 3]!] = v;
            pc += 4;
            continue;
          }
          case Op.StoreCell:
            (r[code[pc + 1]!] as Cell).value = r[code[pc + 2]!];
            pc += 3;
            continue;
          case Op.StoreCellChecked: {
            const c = r[code[pc + 1]!] as Cell;
            if (c.value === TDZ) {
              frame.pc = pc + 4;
              slow.uninitialised(m, lc, code[pc + 2]!);
            }
            c.value = r[code[pc + 3]!];
            pc += 4;
            continue;
          }
          case Op.LoadCapture:
            r[code[pc + 2]!] = frame.fn.captures[code[pc + 1]!];
            pc += 3;
            continue;
          case Op.LoadCaptureCell:
            r[code[pc + 2]!] = (frame.fn.captures[code[pc + 1]!] as Cell).value;
            pc += 3;
            continue;
          case Op.LoadCaptureCellChecked: {
            const v = (frame.fn.captures[code[pc + 1]!] as Cell).value;
            if (v === TDZ) {
              frame.pc = pc + 4;
              slow.uninitialised(m, lc, code[pc + 2]!);
            }
            r[code[pc + 3]!] = v;
            pc += 4;
            continue;
          }
          case Op.StoreCaptureCell:
            (frame.fn.captures[code[pc + 1]!] as Cell).value = r[code[pc + 2]!];
            pc += 3;
            continue;
          case Op.StoreCaptureCellChecked: {
            const c = frame.fn.captures[code[pc + 1]!] as Cell;
            if (c.value === TDZ) {
              frame.pc = pc + 4;
              slow.uninitialised(m, lc, code[pc + 2]!);
            }
            c.value = r[code[pc + 3]!];
            pc += 4;
            continue;
          }
          case Op.LoadSlot:
            r[code[pc + 3]!] = (r[code[pc + 1]!] as Environment).slots[code[pc + 2]!];
            pc += 4;
            continue;
          case Op.LoadSlotChecked: {
            const v = (r[code[pc + 1]!] as Environment).slots[code[pc + 2]!];
            if (v === TDZ) {
              frame.pc = pc + 5;
              slow.uninitialised(m, lc, code[pc + 3]!);
            }
            r[code[pc + 4]!] = v;
            pc += 5;
            continue;
          }
          case Op.StoreSlot:
            (r[code[pc + 1]!] as Environment).slots[code[pc + 2]!] = r[code[pc + 3]!];
            pc += 4;
            continue;
          case Op.StoreSlotChecked: {
            const { slots } = r[code[pc + 1]!] as Environment;
            if (slots[code[pc + 2]!] === TDZ) {
              frame.pc = pc + 5;
              slow.uninitialised(m, lc, code[pc + 3]!);
            }
            slots[code[pc + 2]!] = r[code[pc + 4]!];
            pc += 5;
            continue;
          }
          case Op.LoadOuter:
            r[code[pc + 2]!] = (r[code[pc + 1]!] as Environment).outer;
            pc += 3;
            continue;
          case Op.NewEnvironment:
            r[code[pc + 4]!] = slow.newEnvironment(m, r[code[pc + 1]!], code[pc + 2]!, lc, code[pc + 3]!);
            pc += 5;
            continue;
          case Op.CopyEnvironment:
            r[code[pc + 2]!] = slow.copyEnvironment(m, r[code[pc + 1]!]);
            pc += 3;
            continue;
          case Op.FrameRecord:
            frame.kept = true;
            r[code[pc + 1]!] = frame;
            pc += 2;
            continue;
          case Op.LoadModule:
            r[code[pc + 2]!] = lc.module!.cells[code[pc + 1]!]!.value;
            pc += 3;
            continue;
          case Op.LoadModuleChecked: {
            const v = lc.module!.cells[code[pc + 1]!]!.value;
            if (v === TDZ) {
              frame.pc = pc + 4;
              slow.uninitialised(m, lc, code[pc + 2]!);
            }
            r[code[pc + 3]!] = v;
            pc += 4;
            continue;
          }
          case Op.StoreModule:
            lc.module!.cells[code[pc + 1]!]!.value = r[code[pc + 2]!];
            pc += 3;
            continue;
          case Op.StoreModuleChecked: {
            const c = lc.module!.cells[code[pc + 1]!]!;
            if (c.value === TDZ) {
              frame.pc = pc + 4;
              slow.uninitialised(m, lc, code[pc + 2]!);
            }
            c.value = r[code[pc + 3]!];
            pc += 4;
            continue;
          }
          case Op.LoadGlobal: {
            const ic = lc.caches[code[pc + 3]!]!;
            if (ic.cell !== null) {
              const v = ic.cell.value;
              if (v !== TDZ) {
                r[code[pc + 4]!] = v;
                pc += 5;
                continue;
              }
            } else if (ic.shape === lc.realm.globalObject.shape) {
              r[code[pc + 4]!] = lc.realm.globalObject.slots[ic.slot];
              pc += 5;
              continue;
            }
            frame.pc = pc + 5;
            names.loadGlobal(m, lc, lc.body!.constants[code[pc + 1]!] as string, code[pc + 2] === 1, ic);
            break;
          }
          case Op.StoreGlobal: {
            const ic = lc.caches[code[pc + 4]!]!;
            const v = r[code[pc + 2]!];
            if (ic.cell !== null) {
              if (ic.cell.value !== TDZ) {
                ic.cell.value = v;
                pc += 6;
                continue;
              }
            } else if (ic.shape === lc.realm.globalObject.shape) {
              lc.realm.globalObject.slots[ic.slot] = v;
              pc += 6;
              continue;
            }
            frame.pc = pc + 6;
            names.storeGlobal(m, lc, lc.body!.constants[code[pc + 1]!] as string, v, code[pc + 3] === 1, ic);
            break;
          }

          // ---- properties --------------------------------------------------------------------------------------------------------
          case Op.GetProp: {
            const o = r[code[pc + 1]!];
            const ic = lc.caches[code[pc + 3]!]!;
            if (typeof o === 'object' && o !== null) {
              if ((o as JSObject).shape === ic.shape) {
                let holder = o;
                if (ic.holder !== null) {
                  if (ic.epoch !== space.protoEpoch) {
                    frame.pc = pc + 5;
                    slow.getProp(m, o, lc, code[pc + 2]!, ic);
                    break;
                  }
                  holder = ic.holder;
                }
                switch (ic.slot) {
                  case 0:
                    r[code[pc + 4]!] = (holder as PlainObject).s0;
                    break;
                  case 1:
                    r[code[pc + 4]!] = (holder as PlainObject).s1;
                    break;
                  case 2:
                    r[code[pc + 4]!] = (holder as PlainObject).s2;
                    break;
                  case 3:
                    r[code[pc + 4]!] = (holder as PlainObject).s3;
                    break;
                  case -1:
                    r[code[pc + 4]!] = (holder as JSArray).length;
                    break;
                  default:
                    r[code[pc + 4]!] = (holder as JSObject).slots[ic.slot - 4];
                }
                pc += 5;
                continue;
              }
            } else if (typeof o === 'string') {
              if (ic.stringSlot === -2) {
                r[code[pc + 4]!] = o.length;
                pc += 5;
                continue;
              }
              if (ic.stringEpoch === space.protoEpoch) {
                r[code[pc + 4]!] = lc.realm.stringPrototype.slots[ic.stringSlot];
                pc += 5;
                continue;
              }
            }
            frame.pc = pc + 5;
            slow.getProp(m, o, lc, code[pc + 2]!, ic);
            break;
          }
          case Op.SetProp: {
            const o = r[code[pc + 1]!];
            const ic = lc.caches[code[pc + 5]!]!;
            if (typeof o === 'object' && o !== null && (o as JSObject).shape === ic.shape) {
              const v = r[code[pc + 3]!];
              if (ic.next !== null) {
                if (ic.epoch !== space.protoEpoch) {
                  frame.pc = pc + 7;
                  slow.setProp(m, o, lc, code[pc + 2]!, v, code[pc + 4] === 1, ic);
                  break;
                }
                (o as JSObject).shape = ic.next;
                m.allocated += 16;
              }
              switch (ic.slot) {
                case 0:
                  (o as PlainObject).s0 = v;
                  break;
                case 1:
                  (o as PlainObject).s1 = v;
                  break;
                case 2:
                  (o as PlainObject).s2 = v;
                  break;
                case 3:
                  (o as PlainObject).s3 = v;
                  break;
                default: {
                  const { slots } = o as JSObject;
                  const i = ic.slot - 4;
                  if (i < slots.length) slots[i] = v;
                  else setSlot(o, o instanceof PlainObject ? ic.slot : i, v);
                }
              }
              pc += 7;
              continue;
            }
            frame.pc = pc + 7;
            slow.setProp(m, o, lc, code[pc + 2]!, r[code[pc + 3]!], code[pc + 4] === 1, ic);
            break;
          }
          case Op.GetElem: {
            const o = r[code[pc + 1]!];
            const k = r[code[pc + 2]!];
            if (typeof k === 'number') {
              if (o instanceof JSArray) {
                const e = o.elements;
                if (k < e.length && k >= 0) {
                  const v = e[k];
                  // A fractional index reads as undefined from the host list, like any it lacks.
                  if (v !== HOLE && v !== undefined) {
                    r[code[pc + 3]!] = v;
                    pc += 4;
                    continue;
                  }
                }
              } else if (typeof o === 'string' && k >= 0 && k < o.length && k >>> 0 === k) {
                r[code[pc + 3]!] = o[k];
                pc += 4;
                continue;
              }
            }
            frame.pc = pc + 4;
            slow.getElem(m, o, k);
            break;
          }
          case Op.SetElem: {
            const o = r[code[pc + 1]!];
            const k = r[code[pc + 2]!];
            if (typeof k === 'number' && o instanceof JSArray) {
              const e = o.elements;
              const n = e.length;
              if (k >= 0 && k >>> 0 === k) {
                if (k < n) {
                  if (e[k] !== HOLE) {
                    e[k] = r[code[pc + 3]!];
                    pc += 6;
                    continue;
                  }
                } else if (
                  k === n &&
                  n === o.length &&
                  n !== 0 &&
                  !space.indexedPrototypes &&
                  (o.shape.flags &
                    (ShapeFlag.NonExtensible | ShapeFlag.IndexKeys | ShapeFlag.LengthReadOnly | ShapeFlag.Prototype)) ===
                    0
                ) {
                  e.push(r[code[pc + 3]!]);
                  o.length = n + 1;
                  m.allocated += 8;
                  pc += 6;
                  continue;
                }
              }
            }
            frame.pc = pc + 6;
            slow.setElem(m, o, k, r[code[pc + 3]!], code[pc + 4] === 1);
            break;
          }
          case Op.DefineProp: {
            const o = r[code[pc + 1]!] as PlainObject;
            const ic = lc.caches[code[pc + 4]!]!;
            const v = r[code[pc + 3]!];
            if (o.shape === ic.shape) {
              o.shape = ic.next!;
              switch (ic.slot) {
                case 0:
                  o.s0 = v;
                  break;
                case 1:
                  o.s1 = v;
                  break;
                case 2:
                  o.s2 = v;
                  break;
                case 3:
                  o.s3 = v;
                  break;
                default:
                  setSlot(o, ic.slot, v);
              }
            } else {
              frame.pc = pc + 5;
              slow.defineProp(m, o, lc, code[pc + 2]!, v, ic);
            }
            pc += 5;
            continue;
          }
          case Op.NewObject:
            r[code[pc + 1]!] = new PlainObject(lc.realm.objectShape, undefined, undefined, undefined, undefined);
            m.allocated += 80;
            pc += 2;
            continue;
          case Op.NewObjectWith:
            frame.pc = pc + 5;
            r[code[pc + 4]!] = slow.newObjectWith(m, lc, code[pc + 1]!, r, code[pc + 2]!, code[pc + 3]!);
            pc += 5;
            continue;
          case Op.NewArray: {
            const n = code[pc + 2]!;
            const base = code[pc + 1]!;
            r[code[pc + 3]!] = new JSArray(lc.realm.arrayShape, r.slice(base, base + n));
            m.allocated += 96 + 8 * n;
            pc += 4;
            continue;
          }
          case Op.ArrayPush: {
            const a = r[code[pc + 1]!] as JSArray;
            slow.arrayPush(m, a, r[code[pc + 2]!]);
            pc += 3;
            continue;
          }

          // ---- calls -------------------------------------------------------------------------------------------------------------
          case Op.Closure:
            r[code[pc + 2]!] = slow.closure(m, frame, lc, code[pc + 1]!);
            pc += 3;
            continue;
          case Op.Call: {
            const f = r[code[pc + 1]!];
            frame.pc = pc + 6;
            if (f instanceof JSFunction) {
              const target = f.code;
              if (target.mode === CallMode.Fast) {
                let next = target.pool;
                if (++m.depth > m.depthMark) deepen(m);
                if (next !== null) {
                  target.pool = next.caller;
                  next.fn = f;
                  next.pc = 0;
                } else {
                  next = new Frame(target, f);
                  m.framesCreated++;
                  m.allocated += target.frameBytes;
                }
                m.framesPushed++;
                next.caller = frame;
                const s = next.slots;
                s[0] = r[code[pc + 2]!];
                let n = code[pc + 4]!;
                const base = code[pc + 3]!;
                if (n > target.parameterCount) n = target.parameterCount;
                for (let i = 0; i < n; i++) s[i + 1] = r[base + i];
                frame = next;
                m.frame = frame;
                if (target.realm !== lc.realm) m.realm = target.realm;
                lc = target;
                code = lc.bytecode;
                r = s;
                pc = 0;
                continue;
              }
              if (target.mode === CallMode.Native && target.realm === lc.realm) {
                const n = code[pc + 4]!;
                const base = code[pc + 3]!;
                const v = target.native!(
                  m,
                  r[code[pc + 2]!],
                  n > 0 ? r[base] : undefined,
                  n > 1 ? r[base + 1] : undefined,
                  n > 2 ? r[base + 2] : undefined,
                  n > 3 ? r[base + 3] : undefined,
                );
                if (v !== BAIL) {
                  r[code[pc + 5]!] = v;
                  pc += 6;
                  continue;
                }
                nativeFallback(m, f, r[code[pc + 2]!], r.slice(base, base + n));
                break;
              }
            }
            const base = code[pc + 3]!;
            callValue(m, f, r[code[pc + 2]!], r.slice(base, base + code[pc + 4]!));
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;
          }
          case Op.TailCall: {
            const base = code[pc + 3]!;
            frame.pc = pc + 6;
            tailCall(m, r[code[pc + 1]!], r[code[pc + 2]!], r.slice(base, base + code[pc + 4]!));
            break;
          }
          case Op.New: {
            const f = r[code[pc + 1]!];
            const base = code[pc + 2]!;
            frame.pc = pc + 5;
            if (f instanceof JSFunction) {
              const target = f.code;
              if (
                target.fastConstruct &&
                f.shape === target.constructorShape &&
                f.slots[target.prototypeSlot] === target.thisPrototype &&
                target.realm === lc.realm
              ) {
                let next = target.pool;
                if (++m.depth > m.depthMark) deepen(m);
                if (next !== null) {
                  target.pool = next.caller;
                  next.fn = f;
                  next.pc = 0;
                } else {
                  next = new Frame(target, f);
                  m.framesCreated++;
                  m.allocated += target.frameBytes;
                }
                m.framesPushed++;
                m.allocated += 80;
                next.caller = frame;
                next.newTarget = f;
                const s = next.slots;
                s[0] = new PlainObject(target.thisShape!, undefined, undefined, undefined, undefined);
                let n = code[pc + 3]!;
                if (n > target.parameterCount) n = target.parameterCount;
                for (let i = 0; i < n; i++) s[i + 1] = r[base + i];
                frame = next;
                m.frame = frame;
                lc = target;
                code = lc.bytecode;
                r = s;
                pc = 0;
                continue;
              }
            }
            constructValue(m, f, r.slice(base, base + code[pc + 3]!), f as JSObject);
            break;
          }
          case Op.CallHelper: {
            const base = code[pc + 2]!;
            frame.pc = pc + 5;
            const f = lc.realm.helper(lc.body!.constants[code[pc + 1]!] as string);
            callFunction(m, f, undefined, r.slice(base, base + code[pc + 3]!), undefined);
            break;
          }
          case Op.LoadHelper:
            r[code[pc + 2]!] = lc.realm.helper(lc.body!.constants[code[pc + 1]!] as string);
            pc += 3;
            continue;
          case Op.Intrinsic: {
            frame.pc = pc + 5;
            r[code[pc + 4]!] = slow.operation(m, lc, code[pc + 1]!, r, code[pc + 2]!, code[pc + 3]!);
            pc += 5;
            continue;
          }

          // ---- iteration ---------------------------------------------------------------------------------------------------------
          case Op.IteratorNext: {
            const it = r[code[pc + 1]!];
            const v = arrays.stepArray(lc.realm, it, r[code[pc + 2]!]);
            if (v !== BAIL) {
              r[code[pc + 3]!] = v;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            slow.iteratorNext(m, it, r[code[pc + 2]!]);
            break;
          }
          case Op.ForInNext: {
            frame.pc = pc + 3;
            slow.forInNext(m, r[code[pc + 1]!]);
            break;
          }

          // ---- suspension --------------------------------------------------------------------------------------------------------
          case Op.Yield:
            frame.pc = pc + 4;
            suspend.yieldValue(m, r[code[pc + 1]!]);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;
          case Op.Await:
            frame.pc = pc + 3;
            suspend.awaitPromise(m, r[code[pc + 1]!]);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;

          default:
            // Everything less frequent, out of line.
            slow.execute(m, frame, code[pc]!, pc);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
        }
        // A general path has run: results are stored and frames may have come or gone.
        if (m.fuelDebt !== 0) {
          fuel -= m.fuelDebt;
          m.fuelDebt = 0;
          // What is owed beyond this slice is taken from the next.
          if (fuel < 0) {
            m.fuelDebt = -fuel;
            fuel = 0;
          }
        }
        frame = m.frame as Frame;
        lc = frame.code;
        code = lc.bytecode;
        r = frame.slots;
        pc = frame.pc;
      }
    } catch (e) {
      if (e instanceof GuestThrow) {
        unwind(m, e.value);
      } else if (e === BAIL && (code[pc] as Op) === Op.Call && m.frame === frame) {
        const base = code[pc + 3]!;
        try {
          nativeFallback(m, r[code[pc + 1]!] as JSFunction, r[code[pc + 2]!] as Value, r.slice(base, base + code[pc + 4]!));
        } catch (again) {
          if (!(again instanceof GuestThrow)) throw again;
          unwind(m, again.value);
        }
      } else throw e;
      if (m.frame === null) {
        m.fuel = fuel;
        return Stop.JobDone;
      }
      frame = m.frame;
      lc = frame.code;
      code = lc.bytecode;
      r = frame.slots;
      pc = frame.pc;
    }
  }
}
