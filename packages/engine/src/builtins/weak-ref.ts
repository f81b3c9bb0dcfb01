/**
 * WeakRef (ECMA-262 §26.1). Until a collection of the engine's own empties it, a reference holds its target: reachability is what the
 * engine's trace says, at deterministic steps, never what the host's collector does.
 */
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { symbols } from '../objects/value.ts';
import { throwIncompatible } from './receiver.ts';
import { type BuiltinModule, constructor_, intrinsic, method, type NativeFunction, value } from './spec.ts';
import { canBeHeldWeakly, type WeakKey } from './weak-table.ts';

/** Internal slots of a WeakRef. A trace does not go through `target`; it sets it to undefined where nothing else reached it. */
export interface WeakRefData {
  target: WeakKey | undefined;
}

/** AddToKeptObjects (§9.12): nothing in the set is emptied before the end of the job. */
function keep(m: Machine, target: WeakKey): void {
  m.keptAlive.add(target);
}

const deref: NativeFunction = (m, self) => {
  if (!(self instanceof ExoticObject) || self.kind !== 'WeakRef')
    return throwIncompatible(m, 'WeakRef.prototype.deref', self);
  const { target } = self.data as WeakRefData;
  if (target !== undefined) keep(m, target);
  return target;
};

export const weakRef: BuiltinModule = {
  objects: [
    {
      id: '%WeakRef%',
      proto: '%FunctionPrototype%',
      fn: constructor_('WeakRef', 1, { selfHosted: 'WeakRefConstructor' }),
      properties: [intrinsic('prototype', '%WeakRefPrototype%', Attr.None)],
    },
    {
      id: '%WeakRefPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%WeakRef%'),
        method('deref', 0, { native: deref }),
        value(symbols.toStringTag, 'WeakRef', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('WeakRef', '%WeakRef%')],
  intrinsics: {
    requireWeakRefTarget: (m, _self, target) => {
      if (!canBeHeldWeakly(target, m.symbolKeys)) m.throwTypeError('WeakRef: invalid target');
      return undefined;
    },
    weakRefCreate: (m, _self, proto, target) => {
      m.allocated += 100;
      keep(m, target as WeakKey);
      const data: WeakRefData = { target: target as WeakKey };
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'WeakRef', data);
    },
  },
};

/** A target that a trace found unreachable: the reference answers undefined from now on. */
export function emptyWeakRef(data: WeakRefData): void {
  data.target = undefined;
}
