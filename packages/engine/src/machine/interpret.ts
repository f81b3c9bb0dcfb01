/**
 * The interpreter loop: the one place where guest instructions are executed, and the named exception to the rule of small files. Only
 * fast paths are inline, each unobservably equal to the general path beside it (the imports below),
 * which is entered with `frame.pc` already behind the instruction, stores its result with `m.deliver` or pushes a frame, and may throw.
 *
 * Invariants: `m.frame === frame` at every call out of the loop; whoever may throw or push a frame has `frame.pc` set before. The
 * function must stay under the host's 60 KB limit of bytecode for optimisation.
 */
import { CodeFlag } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import { ToBoolean } from '../objects/conversion.ts';
import { ExoticObject, JSArray, JSFunction, type JSObject, PlainObject } from '../objects/object.ts';
import { setSlot } from '../objects/property.ts';
import { ShapeFlag } from '../objects/shape.ts';
import { typedArrayStore } from '../objects/typed-array.ts';
import { BAIL, DONE, HOLE, TDZ, type Value } from '../objects/value.ts';
import { arithmetic } from './arithmetic.ts';
import * as arrays from './array-iteration.ts';
import {
  callFunction,
  callValue,
  constructValue,
  deepen,
  nativeFallback,
  pushFrame,
  releaseFrame,
  tailCall,
} from './calls.ts';
import { closure, copyEnvironment, derivedReturn, newEnvironment, variadicOperation } from './closures.ts';
import { contained } from './contained.ts';
import { execute } from './execute.ts';
import { Frame } from './frame.ts';
import { getElem, getIndexed, getProp } from './get-property.ts';
import { GuestThrow } from './guest-throw.ts';
import { forInNext, iteratorNext } from './iteration.ts';
import { ABSENT, CallMode, type LinkedCode } from './linked-code.ts';
import { arrayPush, defineProp, newObjectWith } from './literals.ts';
import type { Machine } from './machine.ts';
import * as names from './names.ts';
import {
  add,
  compare,
  inOperator,
  instanceOf,
  looseEqual,
  stringOf,
  toPropertyKey,
  typeOf,
  unary,
} from './operators.ts';
import { Cell, type Environment } from './records.ts';
import { setElem, setProp } from './set-property.ts';
import { notCoercible } from './site-errors.ts';
import { Stop, StopSignal } from './stop.ts';
import * as suspend from './suspend.ts';
import { notAnObject, throwError, uninitialised } from './throwing.ts';
import { raise } from './unwind.ts';

/** Runs from `m.frame` until the job is over or the fuel spent. */
export function interpret(m: Machine): Stop {
  let frame = m.frame as Frame;
  let lc: LinkedCode = frame.code;
  let program = lc.program;
  // biome-ignore lint/suspicious/noExplicitAny: registers hold values, cells, records and marks; each instruction knows which
  let r: any[] = frame.slots;
  let pc = frame.pc;
  let fuel = m.fuel;
  const { space, properties } = m;

  for (;;) {
    try {
      for (;;) {
        if (--fuel < 0) {
          frame.pc = pc;
          m.fuel = 0;
          return Stop.Paused;
        }
        const ins = program[pc]!;
        switch (ins.op as Op) {
          case Op.Nop:
          case Op.Debugger:
            pc += 1;
            continue;
          case Op.Move:
            r[ins.b] = r[ins.a];
            pc += 3;
            continue;
          case Op.LoadConst:
            r[ins.b] = lc.body!.constants[ins.a];
            pc += 3;
            continue;
          case Op.LoadInt:
            r[ins.b] = ins.a;
            pc += 3;
            continue;
          case Op.LoadTdz:
            r[ins.a] = TDZ;
            pc += 2;
            continue;

          // ---- operators ---------------------------------------------------------------------------------------------------------
          case Op.Add: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a + b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            add(m, a, b);
            break;
          }
          case Op.Sub: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a - b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '-', a, b);
            break;
          }
          case Op.Mul: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a * b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '*', a, b);
            break;
          }
          case Op.Div: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a / b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '/', a, b);
            break;
          }
          case Op.Mod: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a % b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '%', a, b);
            break;
          }
          case Op.Exp:
            frame.pc = pc + 4;
            arithmetic(m, '**', r[ins.a], r[ins.b]);
            break;
          case Op.BitAnd: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a & b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '&', a, b);
            break;
          }
          case Op.BitOr: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a | b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '|', a, b);
            break;
          }
          case Op.BitXor: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a ^ b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '^', a, b);
            break;
          }
          case Op.Shl: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a << b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '<<', a, b);
            break;
          }
          case Op.Shr: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a >> b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '>>', a, b);
            break;
          }
          case Op.UShr: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a >>> b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            arithmetic(m, '>>>', a, b);
            break;
          }
          case Op.Inc: {
            const a = r[ins.a];
            if (typeof a === 'number') {
              r[ins.b] = a + 1;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            unary(m, 'inc', a);
            break;
          }
          case Op.Dec: {
            const a = r[ins.a];
            if (typeof a === 'number') {
              r[ins.b] = a - 1;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            unary(m, 'dec', a);
            break;
          }
          case Op.Neg: {
            const a = r[ins.a];
            if (typeof a === 'number') {
              r[ins.b] = -a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            unary(m, '-', a);
            break;
          }
          case Op.Plus: {
            const a = r[ins.a];
            if (typeof a === 'number') {
              r[ins.b] = a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            unary(m, '+', a);
            break;
          }
          case Op.ToNumeric: {
            const a = r[ins.a];
            if (typeof a === 'number') {
              r[ins.b] = a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            unary(m, 'numeric', a);
            break;
          }
          case Op.BitNot: {
            const a = r[ins.a];
            if (typeof a === 'number') {
              r[ins.b] = ~a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            unary(m, '~', a);
            break;
          }
          case Op.Not: {
            const a = r[ins.a];
            r[ins.b] = typeof a === 'boolean' ? !a : !ToBoolean(a);
            pc += 3;
            continue;
          }
          case Op.Typeof:
            r[ins.b] = typeOf(r[ins.a]);
            pc += 3;
            continue;
          case Op.StrictEq:
            r[ins.c] = r[ins.a] === r[ins.b];
            pc += 4;
            continue;
          case Op.StrictNe:
            r[ins.c] = r[ins.a] !== r[ins.b];
            pc += 4;
            continue;
          case Op.Eq:
          case Op.Ne: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === typeof b && (typeof a === 'number' || typeof a === 'string')) {
              r[ins.c] = (a === b) === (ins.op === Op.Eq);
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            looseEqual(m, a, b, ins.op === Op.Ne);
            break;
          }
          case Op.Lt: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a < b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '<', a, b);
            break;
          }
          case Op.Le: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a <= b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '<=', a, b);
            break;
          }
          case Op.Gt: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a > b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '>', a, b);
            break;
          }
          case Op.Ge: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number') {
              r[ins.c] = a >= b;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '>=', a, b);
            break;
          }

          // ---- comparisons fused with the jump behind them: two instructions, two steps -------------------------------------------
          case Op.LtJumpIfTrue: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[ins.c] = a < b) ? ins.e : pc + 7;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '<', a, b);
            break;
          }
          case Op.LtJumpIfFalse: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[ins.c] = a < b) ? pc + 7 : ins.e;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '<', a, b);
            break;
          }
          case Op.LeJumpIfTrue: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[ins.c] = a <= b) ? ins.e : pc + 7;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '<=', a, b);
            break;
          }
          case Op.LeJumpIfFalse: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[ins.c] = a <= b) ? pc + 7 : ins.e;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '<=', a, b);
            break;
          }
          case Op.GtJumpIfTrue: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[ins.c] = a > b) ? ins.e : pc + 7;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '>', a, b);
            break;
          }
          case Op.GtJumpIfFalse: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[ins.c] = a > b) ? pc + 7 : ins.e;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '>', a, b);
            break;
          }
          case Op.GeJumpIfTrue: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[ins.c] = a >= b) ? ins.e : pc + 7;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '>=', a, b);
            break;
          }
          case Op.GeJumpIfFalse: {
            const a = r[ins.a];
            const b = r[ins.b];
            if (typeof a === 'number' && typeof b === 'number' && fuel > 0) {
              fuel--;
              pc = (r[ins.c] = a >= b) ? pc + 7 : ins.e;
              continue;
            }
            frame.pc = pc + 4;
            compare(m, '>=', a, b);
            break;
          }
          case Op.EqJumpIfTrue:
          case Op.EqJumpIfFalse:
          case Op.NeJumpIfTrue:
          case Op.NeJumpIfFalse: {
            const a = r[ins.a];
            const b = r[ins.b];
            const negated = ins.op === Op.NeJumpIfTrue || ins.op === Op.NeJumpIfFalse;
            frame.pc = pc + 4;
            looseEqual(m, a, b, negated);
            break;
          }
          case Op.StrictEqJumpIfTrue: {
            const v = r[ins.a] === r[ins.b];
            r[ins.c] = v;
            if (fuel > 0) {
              fuel--;
              pc = v ? ins.e : pc + 7;
            } else pc += 4;
            continue;
          }
          case Op.StrictEqJumpIfFalse: {
            const v = r[ins.a] === r[ins.b];
            r[ins.c] = v;
            if (fuel > 0) {
              fuel--;
              pc = v ? pc + 7 : ins.e;
            } else pc += 4;
            continue;
          }
          case Op.StrictNeJumpIfTrue: {
            const v = r[ins.a] !== r[ins.b];
            r[ins.c] = v;
            if (fuel > 0) {
              fuel--;
              pc = v ? ins.e : pc + 7;
            } else pc += 4;
            continue;
          }
          case Op.StrictNeJumpIfFalse: {
            const v = r[ins.a] !== r[ins.b];
            r[ins.c] = v;
            if (fuel > 0) {
              fuel--;
              pc = v ? pc + 7 : ins.e;
            } else pc += 4;
            continue;
          }
          case Op.InstanceOf:
            frame.pc = pc + 4;
            instanceOf(m, r[ins.a], r[ins.b]);
            break;
          case Op.In: {
            const k = r[ins.a];
            const o = r[ins.b];
            if (typeof k === 'number' && o instanceof JSArray && k >= 0 && k < o.elements.length) {
              const v = o.elements[k];
              if (v !== HOLE && v !== undefined) {
                r[ins.c] = true;
                pc += 4;
                continue;
              }
            }
            frame.pc = pc + 4;
            inOperator(m, k, o);
            break;
          }
          case Op.ToString: {
            const a = r[ins.a];
            if (typeof a === 'string') {
              r[ins.b] = a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            stringOf(m, a);
            break;
          }
          case Op.ToPropertyKey: {
            const a = r[ins.a];
            if (typeof a === 'string' || typeof a === 'symbol') {
              r[ins.b] = a;
              pc += 3;
              continue;
            }
            frame.pc = pc + 3;
            toPropertyKey(m, a);
            break;
          }
          case Op.RequireObjectCoercible: {
            const a = r[ins.a];
            if (a === undefined || a === null) {
              frame.pc = pc + 2;
              notCoercible(m, a);
            }
            pc += 2;
            continue;
          }
          case Op.CheckObject: {
            const a = r[ins.a];
            if (typeof a !== 'object' || a === null) {
              frame.pc = pc + 3;
              notAnObject(m, a, lc.body!.constants[ins.b] as string);
            }
            pc += 3;
            continue;
          }

          // ---- control -----------------------------------------------------------------------------------------------------------
          case Op.Jump:
            pc = ins.a;
            continue;
          case Op.JumpIfTrue: {
            const a = r[ins.a];
            pc = a === true || (a !== false && ToBoolean(a)) ? ins.b : pc + 3;
            continue;
          }
          case Op.JumpIfFalse: {
            const a = r[ins.a];
            pc = a === true || (a !== false && ToBoolean(a)) ? pc + 3 : ins.b;
            continue;
          }
          case Op.JumpIfNullish: {
            const a = r[ins.a];
            pc = a === undefined || a === null ? ins.b : pc + 3;
            continue;
          }
          case Op.JumpIfUndefined:
            pc = r[ins.a] === undefined ? ins.b : pc + 3;
            continue;
          case Op.JumpIfNotUndefined:
            pc = r[ins.a] !== undefined ? ins.b : pc + 3;
            continue;
          case Op.JumpIfDone:
            pc = r[ins.a] === DONE ? ins.b : pc + 3;
            continue;
          case Op.JumpIfIntNe:
            pc = r[ins.a] !== ins.b ? ins.c : pc + 4;
            continue;
          case Op.Throw:
            frame.pc = pc + 2;
            raise(m, r[ins.a]);
            if (m.frame === null || m.thrown !== null) {
              m.fuel = fuel;
              return m.thrown === null ? Stop.JobDone : Stop.Thrown;
            }
            break;
          case Op.ThrowError:
            frame.pc = pc + 3;
            throwError(m, ins.a, lc.body!.constants[ins.b] as string);
            break;

          case Op.Return: {
            let v = r[ins.a];
            const caller = frame.caller;
            if (frame.newTarget !== undefined) {
              if ((typeof v !== 'object' || v === null) && (lc.flags & CodeFlag.SelfHosted) === 0) v = r[0];
              frame.newTarget = undefined;
            }
            m.depth--;
            m.framesReturned++;
            if (frame.kept || frame.args !== null) releaseFrame(frame);
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
            program = lc.program;
            r = frame.slots;
            pc = frame.pc;
            r[lc.bytecode[pc - 1]!] = v;
            continue;
          }
          case Op.DerivedReturn:
            frame.pc = pc + 3;
            derivedReturn(m, r[ins.a], r[ins.b]);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;

          // ---- bindings ----------------------------------------------------------------------------------------------------------
          case Op.CheckTdz:
            if (r[ins.a] === TDZ) {
              frame.pc = pc + 3;
              uninitialised(m, lc, ins.b);
            }
            pc += 3;
            continue;
          case Op.NewCell:
            r[ins.b] = new Cell(r[ins.a]);
            m.environmentsMade++;
            m.allocated += 32;
            pc += 3;
            continue;
          case Op.LoadCell:
            r[ins.b] = (r[ins.a] as Cell).value;
            pc += 3;
            continue;
          case Op.LoadCellChecked: {
            const v = (r[ins.a] as Cell).value;
            if (v === TDZ) {
              frame.pc = pc + 4;
              uninitialised(m, lc, ins.b);
            }
            r[ins.c] = v;
            pc += 4;
            continue;
          }
          case Op.StoreCell:
            (r[ins.a] as Cell).value = r[ins.b];
            pc += 3;
            continue;
          case Op.StoreCellChecked: {
            const c = r[ins.a] as Cell;
            if (c.value === TDZ) {
              frame.pc = pc + 4;
              uninitialised(m, lc, ins.b);
            }
            c.value = r[ins.c];
            pc += 4;
            continue;
          }
          case Op.LoadCapture:
            r[ins.b] = frame.fn.captures[ins.a];
            pc += 3;
            continue;
          case Op.LoadCaptureCell:
            r[ins.b] = (frame.fn.captures[ins.a] as Cell).value;
            pc += 3;
            continue;
          case Op.LoadCaptureCellChecked: {
            const v = (frame.fn.captures[ins.a] as Cell).value;
            if (v === TDZ) {
              frame.pc = pc + 4;
              uninitialised(m, lc, ins.b);
            }
            r[ins.c] = v;
            pc += 4;
            continue;
          }
          case Op.StoreCaptureCell:
            (frame.fn.captures[ins.a] as Cell).value = r[ins.b];
            pc += 3;
            continue;
          case Op.StoreCaptureCellChecked: {
            const c = frame.fn.captures[ins.a] as Cell;
            if (c.value === TDZ) {
              frame.pc = pc + 4;
              uninitialised(m, lc, ins.b);
            }
            c.value = r[ins.c];
            pc += 4;
            continue;
          }
          case Op.LoadSlot:
            r[ins.c] = (r[ins.a] as Environment).slots[ins.b];
            pc += 4;
            continue;
          case Op.LoadSlotChecked: {
            const v = (r[ins.a] as Environment).slots[ins.b];
            if (v === TDZ) {
              frame.pc = pc + 5;
              uninitialised(m, lc, ins.c);
            }
            r[ins.d] = v;
            pc += 5;
            continue;
          }
          case Op.StoreSlot:
            (r[ins.a] as Environment).slots[ins.b] = r[ins.c];
            pc += 4;
            continue;
          case Op.StoreSlotChecked: {
            const { slots } = r[ins.a] as Environment;
            if (slots[ins.b] === TDZ) {
              frame.pc = pc + 5;
              uninitialised(m, lc, ins.c);
            }
            slots[ins.b] = r[ins.d];
            pc += 5;
            continue;
          }
          case Op.LoadOuter:
            r[ins.b] = (r[ins.a] as Environment).outer;
            pc += 3;
            continue;
          case Op.NewEnvironment:
            r[ins.d] = newEnvironment(m, r[ins.a], ins.b, lc, ins.c);
            pc += 5;
            continue;
          case Op.CopyEnvironment:
            r[ins.b] = copyEnvironment(m, r[ins.a]);
            pc += 3;
            continue;
          case Op.FrameRecord:
            frame.kept = true;
            r[ins.a] = frame;
            pc += 2;
            continue;
          case Op.LoadModule:
            r[ins.b] = lc.module!.cells[ins.a]!.value;
            pc += 3;
            continue;
          case Op.LoadModuleChecked: {
            const v = lc.module!.cells[ins.a]!.value;
            if (v === TDZ) {
              frame.pc = pc + 4;
              uninitialised(m, lc, ins.b);
            }
            r[ins.c] = v;
            pc += 4;
            continue;
          }
          case Op.StoreModule:
            lc.module!.cells[ins.a]!.value = r[ins.b];
            pc += 3;
            continue;
          case Op.StoreModuleChecked: {
            const c = lc.module!.cells[ins.a]!;
            if (c.value === TDZ) {
              frame.pc = pc + 4;
              uninitialised(m, lc, ins.b);
            }
            c.value = r[ins.c];
            pc += 4;
            continue;
          }
          case Op.LoadGlobal: {
            const ic = lc.caches[ins.c]!;
            if (ic.cell !== null) {
              const v = ic.cell.value;
              if (v !== TDZ) {
                r[ins.d] = v;
                pc += 5;
                continue;
              }
            } else if (ic.shape === lc.global!.shape) {
              r[ins.d] = lc.global!.slots[ic.slot];
              pc += 5;
              continue;
            }
            frame.pc = pc + 5;
            names.loadGlobal(m, lc, lc.body!.constants[ins.a] as string, ins.b === 1, ic);
            break;
          }
          case Op.StoreGlobal: {
            const ic = lc.caches[ins.d]!;
            const v = r[ins.b];
            if (ic.cell !== null) {
              if (ic.cell.value !== TDZ) {
                ic.cell.value = v;
                pc += 6;
                continue;
              }
            } else if (ic.shape === lc.global!.shape) {
              lc.global!.slots[ic.slot] = v;
              pc += 6;
              continue;
            }
            frame.pc = pc + 6;
            names.storeGlobal(m, lc, lc.body!.constants[ins.a] as string, v, ins.c === 1, ic);
            break;
          }

          // ---- properties --------------------------------------------------------------------------------------------------------
          case Op.GetProp: {
            const o = r[ins.a];
            const ic = lc.caches[ins.c]!;
            if (typeof o === 'object' && o !== null) {
              if ((o as JSObject).shape === ic.shape) {
                let holder = o;
                if (ic.holder !== null) {
                  if (ic.epoch !== space.protoEpoch) {
                    frame.pc = pc + 5;
                    getProp(m, o, lc, ins.b, ic);
                    break;
                  }
                  holder = ic.holder;
                }
                switch (ic.slot) {
                  case 0:
                    r[ins.d] = (holder as PlainObject).s0;
                    break;
                  case 1:
                    r[ins.d] = (holder as PlainObject).s1;
                    break;
                  case 2:
                    r[ins.d] = (holder as PlainObject).s2;
                    break;
                  case 3:
                    r[ins.d] = (holder as PlainObject).s3;
                    break;
                  case ABSENT:
                    r[ins.d] = undefined;
                    break;
                  case -1:
                    r[ins.d] = (holder as JSArray).length;
                    break;
                  default:
                    r[ins.d] = (holder as JSObject).slots[ic.slot - 4];
                }
                pc += 5;
                continue;
              }
              if ((o as JSObject).shape === ic.accessorShape && ic.accessorEpoch === space.protoEpoch) {
                const getter = ic.accessor!;
                const target = getter.code;
                if (target.mode === CallMode.Fast) {
                  frame.pc = pc + 5;
                  frame = pushFrame(m, target, getter);
                  lc = target;
                  program = lc.program;
                  r = frame.slots;
                  r[0] = o;
                  pc = 0;
                  continue;
                }
              }
              if (ic.key !== 0) {
                const v = properties.read(o as JSObject, ic);
                if (v !== BAIL) {
                  r[ins.d] = v;
                  pc += 5;
                  continue;
                }
              }
            } else if (typeof o === 'string') {
              if (ic.stringSlot === -2) {
                r[ins.d] = o.length;
                pc += 5;
                continue;
              }
              if (ic.stringEpoch === space.protoEpoch) {
                r[ins.d] = lc.realm.stringPrototype.slots[ic.stringSlot];
                pc += 5;
                continue;
              }
            }
            frame.pc = pc + 5;
            getProp(m, o, lc, ins.b, ic);
            break;
          }
          case Op.SetProp: {
            const o = r[ins.a];
            const ic = lc.caches[ins.e]!;
            if (typeof o === 'object' && o !== null && (o as JSObject).shape === ic.shape) {
              const v = r[ins.c];
              if (ic.next !== null) {
                if (ic.epoch !== space.protoEpoch) {
                  frame.pc = pc + 7;
                  setProp(m, o, lc, ins.b, v, ins.d === 1, ic);
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
            if (ic.key !== 0 && typeof o === 'object' && o !== null) {
              const bytes = properties.write(o as JSObject, ic, r[ins.c]);
              if (bytes >= 0) {
                m.allocated += bytes;
                pc += 7;
                continue;
              }
            }
            frame.pc = pc + 7;
            setProp(m, o, lc, ins.b, r[ins.c], ins.d === 1, ic);
            break;
          }
          case Op.GetElem: {
            const o = r[ins.a];
            const k = r[ins.b];
            if (typeof k === 'number') {
              if (o instanceof JSArray) {
                const e = o.elements;
                if (k < e.length && k >= 0) {
                  const v = e[k];
                  // A fractional index reads as undefined from the host list, like any it lacks.
                  if (v !== HOLE && v !== undefined) {
                    r[ins.c] = v;
                    pc += 4;
                    continue;
                  }
                }
              } else if (typeof o === 'string') {
                if (k >= 0 && k < o.length && k >>> 0 === k) {
                  r[ins.c] = o[k];
                  pc += 4;
                  continue;
                }
              } else if (o instanceof ExoticObject) {
                const v = getIndexed(o, k);
                if (v !== BAIL) {
                  r[ins.c] = v;
                  pc += 4;
                  continue;
                }
              }
            }
            frame.pc = pc + 4;
            getElem(m, o, k);
            break;
          }
          case Op.SetElem: {
            const o = r[ins.a];
            const k = r[ins.b];
            if (typeof k === 'number' && o instanceof JSArray) {
              const e = o.elements;
              const n = e.length;
              if (k >= 0 && k >>> 0 === k) {
                if (k < n) {
                  if (e[k] !== HOLE) {
                    e[k] = r[ins.c];
                    pc += 6;
                    continue;
                  }
                } else if (
                  k === n &&
                  n === o.length &&
                  n !== 0 &&
                  !space.indexedPrototypes &&
                  (o.shape.flags &
                    (ShapeFlag.NonExtensible |
                      ShapeFlag.IndexKeys |
                      ShapeFlag.LengthReadOnly |
                      ShapeFlag.Prototype)) ===
                    0
                ) {
                  e.push(r[ins.c]);
                  o.length = n + 1;
                  m.allocated += 16;
                  pc += 6;
                  continue;
                }
              }
            } else if (
              o instanceof ExoticObject &&
              o.kind === 'TypedArray' &&
              typeof k === 'number' &&
              typedArrayStore(o.data, k, r[ins.c])
            ) {
              pc += 6;
              continue;
            }
            frame.pc = pc + 6;
            setElem(m, o, k, r[ins.c], ins.d === 1);
            break;
          }
          case Op.DefineProp: {
            const o = r[ins.a] as PlainObject;
            const ic = lc.caches[ins.d]!;
            const v = r[ins.c];
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
              defineProp(m, o, lc, ins.b, v, ic);
            }
            pc += 5;
            continue;
          }
          case Op.NewObject:
            r[ins.a] = new PlainObject(lc.realm.objectShape, undefined, undefined, undefined, undefined);
            m.allocated += 80;
            pc += 2;
            continue;
          case Op.NewObjectWith:
            frame.pc = pc + 5;
            r[ins.d] = newObjectWith(m, lc, ins.a, r, ins.b, ins.c);
            pc += 5;
            continue;
          case Op.NewArray: {
            const n = ins.b;
            const base = ins.a;
            r[ins.c] = new JSArray(lc.realm.arrayShape, r.slice(base, base + n));
            m.allocated += 96 + 8 * n;
            pc += 4;
            continue;
          }
          case Op.ArrayPush: {
            const a = r[ins.a] as JSArray;
            arrayPush(m, a, r[ins.b]);
            pc += 3;
            continue;
          }

          // ---- calls -------------------------------------------------------------------------------------------------------------
          case Op.Closure:
            r[ins.b] = closure(m, frame, lc, ins.a);
            pc += 3;
            continue;
          case Op.Call: {
            const f = r[ins.a];
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
                s[0] = r[ins.b];
                let n = ins.d;
                const base = ins.c;
                if (n > target.parameterCount) n = target.parameterCount;
                for (let i = 0; i < n; i++) s[i + 1] = r[base + i];
                frame = next;
                m.frame = frame;
                if (target.realm !== lc.realm) m.realm = target.realm;
                lc = target;
                program = lc.program;
                r = s;
                pc = 0;
                continue;
              }
              if (target.mode === CallMode.Native && target.realm === lc.realm) {
                const n = ins.d;
                const base = ins.c;
                const v = target.native!(
                  m,
                  r[ins.b],
                  n > 0 ? r[base] : undefined,
                  n > 1 ? r[base + 1] : undefined,
                  n > 2 ? r[base + 2] : undefined,
                  n > 3 ? r[base + 3] : undefined,
                );
                if (v !== BAIL) {
                  r[ins.e] = v;
                  if (m.fuelDebt !== 0) break;
                  pc += 6;
                  continue;
                }
                nativeFallback(m, f, r[ins.b], r.slice(base, base + n));
                break;
              }
              if (target.mode === CallMode.Variadic && target.realm === lc.realm) {
                const base = ins.c;
                const v = target.variadic!(m, r[ins.b], r.slice(base, base + ins.d));
                if (v !== BAIL) {
                  r[ins.e] = v;
                  if (m.fuelDebt !== 0) break;
                  pc += 6;
                  continue;
                }
                nativeFallback(m, f, r[ins.b], r.slice(base, base + ins.d));
                break;
              }
            }
            const base = ins.c;
            callValue(m, f, r[ins.b], r.slice(base, base + ins.d));
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;
          }
          case Op.TailCall: {
            const base = ins.c;
            frame.pc = pc + 6;
            tailCall(m, r[ins.a], r[ins.b], r.slice(base, base + ins.d));
            break;
          }
          case Op.New: {
            const f = r[ins.a];
            const base = ins.b;
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
                let n = ins.c;
                if (n > target.parameterCount) n = target.parameterCount;
                for (let i = 0; i < n; i++) s[i + 1] = r[base + i];
                frame = next;
                m.frame = frame;
                lc = target;
                program = lc.program;
                r = s;
                pc = 0;
                continue;
              }
            }
            constructValue(m, f, r.slice(base, base + ins.c), f as JSObject);
            break;
          }
          case Op.SloppyThis: {
            const self = r[0];
            if (typeof self !== 'object' || self === null) {
              execute(m, frame, ins.op, pc);
              break;
            }
            r[ins.a] = self;
            pc += 2;
            continue;
          }
          case Op.CallHelper: {
            const base = ins.b;
            frame.pc = pc + 5;
            let f = ins.helper;
            if (f === null) {
              f = lc.realm.helper(lc.body!.constants[ins.a] as string);
              ins.helper = f;
            }
            const target = f.code;
            if (target.mode === CallMode.Fast) {
              const next = pushFrame(m, target, f);
              const s = next.slots;
              let n = ins.c;
              if (n > target.parameterCount) n = target.parameterCount;
              for (let i = 0; i < n; i++) s[i + 1] = r[base + i];
              break;
            }
            callFunction(m, f, undefined, r.slice(base, base + ins.c), undefined);
            break;
          }
          case Op.LoadHelper:
            r[ins.b] = lc.realm.helper(lc.body!.constants[ins.a] as string);
            pc += 3;
            continue;
          case Op.Intrinsic: {
            frame.pc = pc + 5;
            const base = ins.b;
            const n = ins.c;
            r[ins.d] =
              ins.operation !== null
                ? ins.operation(
                    m,
                    undefined,
                    n > 0 ? r[base] : undefined,
                    n > 1 ? r[base + 1] : undefined,
                    n > 2 ? r[base + 2] : undefined,
                    n > 3 ? r[base + 3] : undefined,
                  )
                : variadicOperation(m, lc, ins.a, r, base, n);
            if (m.fuelDebt !== 0) break;
            pc += 5;
            continue;
          }

          // ---- iteration ---------------------------------------------------------------------------------------------------------
          case Op.IteratorNext: {
            const it = r[ins.a];
            const v = arrays.stepArray(lc.realm, it, r[ins.b]);
            if (v !== BAIL) {
              r[ins.c] = v;
              pc += 4;
              continue;
            }
            frame.pc = pc + 4;
            iteratorNext(m, it, r[ins.b]);
            break;
          }
          case Op.ForInNext: {
            frame.pc = pc + 3;
            forInNext(m, r[ins.a]);
            break;
          }

          // ---- suspension --------------------------------------------------------------------------------------------------------
          case Op.Yield:
            frame.pc = pc + 4;
            suspend.yieldValue(m, r[ins.a]);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;
          case Op.Await:
            frame.pc = pc + 3;
            suspend.awaitPromise(m, r[ins.a]);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
            break;

          default:
            // Everything less frequent, out of line.
            execute(m, frame, ins.op, pc);
            if (m.frame === null) {
              m.fuel = fuel;
              return Stop.JobDone;
            }
        }
        // A general path has run: results are stored and frames may have come or gone.
        if (m.fuelDebt !== 0) {
          const { heapPressed } = m;
          if (heapPressed) m.relieve();
          const debt = m.fuelDebt;
          // What is owed beyond this slice is taken from the next. (A debt may be the host's floating kind of number: fuel never.)
          m.fuelDebt = debt > fuel ? debt - fuel : 0;
          fuel = debt > fuel ? 0 : (fuel - debt) | 0;
          if (heapPressed || m.blocked !== null) {
            m.fuel = fuel;
            return Stop.Paused;
          }
        }
        frame = m.frame as Frame;
        lc = frame.code;
        program = lc.program;
        r = frame.slots;
        pc = frame.pc;
      }
    } catch (e) {
      if (e instanceof GuestThrow) {
        raise(m, e.value);
      } else if (e === BAIL && (program[pc]!.op as Op) === Op.Call && m.frame === frame) {
        const ins = program[pc]!;
        const base = ins.c;
        try {
          nativeFallback(m, r[ins.a] as JSFunction, r[ins.b] as Value, r.slice(base, base + ins.d));
        } catch (again) {
          raise(m, again instanceof GuestThrow ? again.value : contained(m, again));
        }
      } else if (e instanceof StopSignal && m.frame === frame) {
        frame.pc = pc;
        m.fuel = fuel + 1;
        return e.stop;
      } else raise(m, contained(m, e));
      if (m.frame === null || m.thrown !== null) {
        m.fuel = fuel;
        return m.thrown === null ? Stop.JobDone : Stop.Thrown;
      }
      frame = m.frame;
      lc = frame.code;
      program = lc.program;
      r = frame.slots;
      pc = frame.pc;
    }
  }
}
