/**
 * Instructions that the loop leaves to this function: the less frequent ones. Entered with the pc still at the instruction.
 *
 * General paths: entered with `m.frame` the running frame, its pc behind the instruction; they store the result with `m.deliver`, or push a
 * frame whose return will, or throw a GuestThrow. None keeps anything between instructions.
 */

import type { ScopeNames } from '../bytecode/code.ts';
import { Op } from '../bytecode/ops.gen.ts';
import { ToObject, ToPropertyKey } from '../objects/conversion.ts';
import {
  ExoticObject,
  IsConstructor,
  isObject,
  isProxy,
  JSArray,
  JSFunction,
  type JSObject,
  PlainObject,
  type Slot,
} from '../objects/object.ts';
import { Descriptor, defineData, defineOwnProperty, getOwnSlot, lookup } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { HOLE, PrivateName, type Value } from '../objects/value.ts';
import { createArguments, mapArgument } from './arguments.ts';
import { describe, isGuestFrame } from './callee-text.ts';
import { callHelper, callValue, constructValue } from './calls.ts';
import {
  checkHeritage,
  defineMethod,
  definePrivate,
  getPrivateElement,
  newClass,
  privateName,
  setFunctionName,
  setPrivateElement,
} from './classes.ts';
import { operationByName } from './closures.ts';
import { directEval } from './eval.ts';
import type { Frame } from './frame.ts';
import { deliverLookup } from './get-property.ts';
import { InternalFault } from './guest-throw.ts';
import { closesSilently, forInStart, getIterator } from './iteration.ts';
import { arrayPush, copyDataProperties, deleteElem, templateObject } from './literals.ts';
import type { Machine } from './machine.ts';
import * as names from './names.ts';
import { toPropertyKey } from './operators.ts';
import { missingPrivate } from './private-errors.ts';
import { propertyErrorText } from './property-errors.ts';
import { keyText } from './set-property.ts';
import { BREAKPOINT, Stop, StopSignal } from './stop.ts';
import * as suspend from './suspend.ts';

/** Instructions that the loop leaves to this function: as general paths, with the pc still at the instruction. */
export function execute(m: Machine, frame: Frame, op: number, pc: number): void {
  const lc = frame.code;
  const code = lc.bytecode;
  const r = frame.slots as Value[];
  const a = code[pc + 1] as number;
  const b = code[pc + 2] as number;
  const c = code[pc + 3] as number;
  const d = code[pc + 4] as number;
  const constant = (i: number) => lc.body?.constants[i];
  switch (op as Op) {
    case Op.NewTable:
      frame.pc = pc + 5;
      m.deliver(names.newTable(m, r[a] as never, b, constant(c) as ScopeNames));
      return;
    case Op.NewWith:
      frame.pc = pc + 4;
      m.deliver(names.newWith(m, r[a] as never, ToObject(m, r[b] as Value)));
      return;
    case Op.DeclareName:
      frame.pc = pc + 5;
      names.declareName(m, r[a] as never, constant(b) as string, c, r[d] as Slot);
      return;
    case Op.InitName:
      frame.pc = pc + 4;
      names.initName(r[a] as never, constant(b) as string, r[c] as Slot);
      return;
    case Op.LoadName:
      frame.pc = pc + 5;
      names.loadName(m, r[a] as never, constant(b) as string, c === 1);
      return;
    case Op.StoreName:
      frame.pc = pc + 6;
      names.storeName(m, r[a] as never, constant(b) as string, r[c] as Value, d === 1);
      return;
    case Op.DeleteName:
      frame.pc = pc + 4;
      names.deleteName(m, r[a] as never, constant(b) as string);
      return;
    case Op.ResolveName:
      frame.pc = pc + 4;
      names.resolveName(m, r[a] as never, constant(b) as string);
      return;
    case Op.GetResolved:
      frame.pc = pc + 5;
      names.getResolved(m, r[a] as never, constant(b) as string, c === 1);
      return;
    case Op.PutResolved:
      frame.pc = pc + 6;
      names.putResolved(m, r[a] as never, constant(b) as string, r[c] as Value, d === 1);
      return;
    case Op.ThisOfResolved:
      frame.pc = pc + 3;
      m.deliver(names.thisOfResolved(r[a] as never));
      return;
    case Op.DeclareFunction:
      frame.pc = pc + 6;
      names.declareFunction(m, r[a] as Value, constant(b) as string, r[c] as never, d === 1);
      return;
    case Op.ToElementKey: {
      frame.pc = pc + 4;
      const k = r[b] as Value;
      if (
        r[a] === undefined ||
        r[a] === null ||
        typeof k === 'string' ||
        typeof k === 'number' ||
        typeof k === 'symbol'
      )
        m.deliver(k);
      else toPropertyKey(m, k);
      return;
    }
    case Op.InitGlobalLexical:
      frame.pc = pc + 3;
      names.initGlobalLexical(lc.realm, constant(a) as string, r[b] as Slot);
      return;
    case Op.ImportMeta:
      frame.pc = pc + 2;
      m.deliver((lc.module as NonNullable<typeof lc.module>).meta(m));
      return;
    case Op.SloppyThis: {
      frame.pc = pc + 2;
      const self = r[0];
      m.deliver(self === undefined || self === null ? lc.realm.globalObject : ToObject(m, self as Value));
      return;
    }
    case Op.GlobalThis:
      frame.pc = pc + 2;
      m.deliver(lc.realm.globalObject);
      return;
    case Op.NewTarget:
      frame.pc = pc + 2;
      m.deliver(frame.newTarget);
      return;
    case Op.Callee:
      frame.pc = pc + 2;
      m.deliver(frame.fn);
      return;
    case Op.CreateArguments:
      frame.pc = pc + 3;
      m.deliver(createArguments(m, frame, a === 1));
      return;
    case Op.MapArgument:
      frame.pc = pc + 5;
      mapArgument(r[a] as unknown as ExoticObject, b, r[c] as never, constant(d) as undefined | number | string);
      return;
    case Op.RestArguments:
      frame.pc = pc + 3;
      m.charge(96 + 8 * (frame.args?.length ?? 0));
      m.deliver(m.realm.newArray((frame.args ?? []).slice(a)));
      return;
    case Op.ArrayHole: {
      frame.pc = pc + 2;
      arrayPush(m, r[a] as unknown as JSArray, HOLE);
      return;
    }
    case Op.ArraySpread: {
      frame.pc = pc + 4;
      const target = r[a] as unknown as JSArray;
      const source = r[b] as Value;
      if (source instanceof JSArray && m.realm.arrayIterationPristine(source)) {
        const e = source.elements;
        m.charge(16 * e.length);
        m.useFuel(e.length >> 2);
        for (let i = 0; i < e.length; i++) arrayPush(m, target, e[i] === HOLE ? undefined : (e[i] as Slot));
        return;
      }
      callHelper(m, 'ArraySpreadSlow', [target, source, isGuestFrame(m)]);
      return;
    }
    case Op.NewRegExp:
      frame.pc = pc + 4;
      m.deliver(operationByName(m, 'regExpCreate', constant(a) as string, constant(b) as string));
      return;
    case Op.TemplateObject:
      frame.pc = pc + 3;
      m.deliver(templateObject(m, lc, a));
      return;
    case Op.SetPrototype: {
      frame.pc = pc + 3;
      const o = r[a] as unknown as JSObject;
      const v = r[b] as Value;
      if (isObject(v) || v === null) {
        if (v !== null) m.realm.plainRoot(v);
        o.shape = o.shape.count === 0 && o instanceof PlainObject ? m.realm.plainRoot(v) : o.shape.withProto(v);
      }
      return;
    }
    case Op.DefineElem: {
      frame.pc = pc + 4;
      m.allocated += 16;
      defineData(r[a] as unknown as JSObject, ToPropertyKey(m, r[b] as Value), r[c] as Slot);
      return;
    }
    case Op.DefineField: {
      frame.pc = pc + 5;
      const o = r[a] as unknown as JSObject;
      const key = ToPropertyKey(m, r[b] as Value);
      const v = r[c] as Value;
      if (isProxy(o) || (o instanceof ExoticObject && o.kind === 'TypedArray')) {
        callHelper(m, 'DefineFieldSlow', [o, r[b] as Value, v]);
        return;
      }
      m.allocated += 16;
      if (!defineOwnProperty(o, key, Descriptor.data(v, Attr.Default)))
        m.throwTypeError(
          key === 'prototype' && o instanceof JSFunction
            ? "Classes may not have a static property named 'prototype'"
            : getOwnSlot(o, key) === HOLE
              ? `Cannot define property ${keyText(key)}, object is not extensible`
              : `Cannot redefine property: ${keyText(key)}`,
        );
      return;
    }
    case Op.DefineMethod:
      frame.pc = pc + 5;
      defineMethod(m, r[a] as unknown as JSObject, r[b] as Value, r[c] as unknown as JSFunction, d);
      return;
    case Op.SetFunctionName:
      frame.pc = pc + 4;
      setFunctionName(r[a] as Value, r[b] as Value, c);
      return;
    case Op.CopyDataProperties: {
      frame.pc = pc + 6;
      copyDataProperties(m, r[a] as unknown as JSObject, r[b] as Value, r.slice(c, c + d) as Value[]);
      return;
    }
    case Op.NewPrivateName:
      frame.pc = pc + 3;
      m.deliver(new PrivateName(constant(a) as string) as unknown as Slot);
      return;
    case Op.GetPrivate:
      frame.pc = pc + 4;
      getPrivateElement(m, r[a] as Value, privateName(m, r[b] as Slot));
      return;
    case Op.SetPrivate:
      frame.pc = pc + 5;
      setPrivateElement(m, r[a] as Value, privateName(m, r[b] as Slot), r[c] as Value);
      return;
    case Op.HasPrivate: {
      frame.pc = pc + 4;
      const o = r[a] as Value;
      const p = privateName(m, r[b] as Slot);
      if (!isObject(o)) m.throwTypeError(missingPrivate(m, 'in', o, p));
      else m.deliver(o.shape.lookup(p) >= 0);
      return;
    }
    case Op.DefinePrivate:
      frame.pc = pc + 5;
      definePrivate(m, r[a] as unknown as JSObject, privateName(m, r[b] as Slot), r[c] as Value, d);
      return;
    case Op.GetSuper: {
      frame.pc = pc + 5;
      const home = r[a] as unknown as JSObject;
      const k = r[b] as Value;
      if (isObject(k) || isProxy(home)) {
        callHelper(m, 'GetSuperSlow', [home, k, r[c] as Value]);
        return;
      }
      const parent = home.shape.proto;
      const key = ToPropertyKey(m, k);
      if (parent === null) m.throwTypeError(propertyErrorText(m, 'read', null, k));
      else deliverLookup(m, lookup(parent, key), key, r[c] as Value);
      return;
    }
    case Op.SetSuper:
      frame.pc = pc + 7;
      callHelper(m, 'SetSuperSlow', [r[a] as Value, r[b] as Value, r[c] as Value, r[d] as Value, code[pc + 5] === 1]);
      return;
    case Op.DeleteElem:
      frame.pc = pc + 5;
      deleteElem(m, r[a] as Value, r[b] as Value, c === 1);
      return;
    case Op.CheckHeritage:
      frame.pc = pc + 2;
      checkHeritage(m, r[a] as Value);
      return;
    case Op.NewClass:
      frame.pc = pc + 6;
      m.deliver(newClass(m, r[a] as unknown as JSFunction, r[b] as Value, r[c] as Value, d === 1));
      return;
    case Op.CallSpread:
      frame.pc = pc + 5;
      callValue(m, r[a], r[b] as Value, listOf(m, r[c] as unknown as JSArray));
      return;
    case Op.NewSpread:
      frame.pc = pc + 4;
      constructValue(m, r[a], listOf(m, r[b] as unknown as JSArray), r[a] as unknown as JSObject);
      return;
    case Op.ConstructSpread:
      frame.pc = pc + 5;
      constructValue(m, r[a], listOf(m, r[c] as unknown as JSArray), r[b] as unknown as JSObject);
      return;
    case Op.SuperCall:
    case Op.SuperCallSpread: {
      const spread = (op as Op) === Op.SuperCallSpread;
      frame.pc = pc + (spread ? 5 : 6);
      const active = r[a] as unknown as JSObject;
      const parent = active.shape.proto;
      const args = spread ? listOf(m, r[c] as unknown as JSArray) : (r.slice(c, c + d) as Value[]);
      if (!IsConstructor(parent)) m.throwTypeError(superMessage(active, parent));
      constructValue(m, parent, args, r[b] as unknown as JSObject);
      return;
    }
    case Op.CallEval: {
      frame.pc = pc + 7;
      const f = r[a] as Value;
      const args = r.slice(b, b + c) as Value[];
      if (f instanceof JSFunction && f === m.realm.evalFunction)
        directEval(m, args[0], r[d] as never, constant(code[pc + 5] as number) as never);
      else callValue(m, f, undefined, args);
      return;
    }
    case Op.GetIterator:
      frame.pc = pc + 3;
      getIterator(m, r[a] as Value);
      return;
    case Op.IteratorClose:
      frame.pc = pc + 3;
      if (!closesSilently(r[a] as Value)) callHelper(m, 'IteratorClose', [r[a] as Value]);
      return;
    case Op.IteratorCloseQuietly:
      frame.pc = pc + 3;
      if (!closesSilently(r[a] as Value)) callHelper(m, 'IteratorCloseQuietly', [r[a] as Value]);
      return;
    case Op.ForInStart:
      frame.pc = pc + 3;
      forInStart(m, r[a] as Value);
      return;
    case Op.StartGenerator:
      frame.pc = pc + 1;
      suspend.startGenerator(m);
      return;
    case Op.StartAsync:
      frame.pc = pc + 1;
      suspend.startAsync(m);
      return;
    case Op.YieldRaw:
      frame.pc = pc + 4;
      suspend.yieldRaw(m, r[a] as Value);
      return;
    case Op.PromiseResolve:
      frame.pc = pc + 3;
      suspend.promiseResolve(m, r[a] as Value);
      return;
    case Op.GeneratorReturn:
      frame.pc = pc + 2;
      suspend.generatorReturn(m, r[a] as Value);
      return;
    case Op.AsyncReturn:
      frame.pc = pc + 2;
      suspend.asyncReturn(m, r[a] as Value);
      return;
    case Op.AsyncGeneratorReturn:
      frame.pc = pc + 2;
      suspend.asyncGeneratorReturn(m, r[a] as Value);
      return;
    default:
      if (op === BREAKPOINT) throw new StopSignal(Stop.Breakpoint);
      throw new InternalFault(`unknown opcode ${op} at ${pc} of ${lc.name}`);
  }
}

function listOf(m: Machine, a: JSArray): Value[] {
  m.charge(16 + 8 * a.length);
  m.useFuel(a.length >> 4);
  const e = a.elements as Value[];
  for (let i = 0; i < e.length; i++)
    if ((e[i] as unknown) === HOLE) return e.map((v) => ((v as unknown) === HOLE ? undefined : v));
  return e.slice();
}

/** What V8 says of a class whose parent is no constructor. */
function superMessage(active: JSObject, parent: JSObject | null): string {
  const name = getOwnSlot(active, 'name');
  // `extends null` leaves Function.prototype in its place.
  const isFunction = parent instanceof JSFunction;
  const text = isFunction && parent.code.name === '' ? 'null' : isFunction ? parent.code.name : describe(parent);
  return `Super constructor ${text} of ${typeof name === 'string' && name !== '' ? name : 'anonymous class'} is not a constructor`;
}
