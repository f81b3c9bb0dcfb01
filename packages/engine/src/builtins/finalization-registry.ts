/**
 * FinalizationRegistry (ECMA-262 §26.2). A cell whose target a trace of the engine found unreachable is emptied by `emptyCells`, and
 * the machine then calls `FinalizationRegistryCleanup` (self-hosted) in a job of its own.
 */
import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { DONE, symbols, type Value } from '../objects/value.ts';
import { throwIncompatible } from './receiver.ts';
import { type BuiltinModule, constructor_, intrinsic, method, type NativeFunction, value } from './spec.ts';
import { canBeHeldWeakly, type WeakKey } from './weak-table.ts';

/** A registration. A trace goes through `held`, not through `target` and `token`. */
export interface RegistryCell {
  /** Undefined once it was found unreachable. */
  target: WeakKey | undefined;
  readonly held: Value;
  /** Undefined: none, or found unreachable. */
  token: WeakKey | undefined;
}

/** Internal slots of a FinalizationRegistry. */
export interface RegistryData {
  readonly cleanup: JSObject;
  /** In order of registration. */
  readonly cells: Set<RegistryCell>;
  /** Cells by unregister token, for `unregister` in time that does not grow with the registry. */
  readonly byToken: Map<WeakKey, Set<RegistryCell>>;
  /** Cells whose targets were found unreachable, not cleaned up yet; those not in `cells` any more have been unregistered. */
  readonly emptied: RegistryCell[];
}

function dataOf(m: Machine, self: Value, name: string): RegistryData {
  if (self instanceof ExoticObject && self.kind === 'FinalizationRegistry') return self.data as RegistryData;
  return throwIncompatible(m, `FinalizationRegistry.prototype.${name}`, self);
}

function remove(d: RegistryData, cell: RegistryCell): void {
  d.cells.delete(cell);
  if (cell.token === undefined) return;
  const siblings = d.byToken.get(cell.token);
  if (siblings === undefined) return;
  siblings.delete(cell);
  if (siblings.size === 0) d.byToken.delete(cell.token);
}

const register: NativeFunction = (m, self, target, held, token) => {
  const d = dataOf(m, self, 'register');
  if (!canBeHeldWeakly(target, m.symbolKeys))
    return m.throwTypeError('FinalizationRegistry.prototype.register: invalid target');
  if (target === held)
    return m.throwTypeError('FinalizationRegistry.prototype.register: target and holdings must not be same');
  const hasToken = canBeHeldWeakly(token, m.symbolKeys);
  if (!hasToken && token !== undefined) return m.throwTypeError(`Invalid unregisterToken ('${messageText(token)}')`);
  m.allocated += 160;
  const cell: RegistryCell = { target, held, token: hasToken ? token : undefined };
  d.cells.add(cell);
  if (hasToken) {
    const siblings = d.byToken.get(token);
    if (siblings === undefined) d.byToken.set(token, new Set([cell]));
    else siblings.add(cell);
  }
  return undefined;
};

const unregister: NativeFunction = (m, self, token) => {
  const d = dataOf(m, self, 'unregister');
  if (!canBeHeldWeakly(token, m.symbolKeys))
    return m.throwTypeError(`Invalid unregisterToken ('${messageText(token)}')`);
  const siblings = d.byToken.get(token);
  if (siblings === undefined) return false;
  for (const cell of siblings) d.cells.delete(cell);
  d.byToken.delete(token);
  return true;
};

/**
 * After a trace: empties cells whose targets are not reachable and forgets tokens that are not. True if there is something to clean up,
 * so that a cleanup job is due.
 */
export function emptyCells(registry: ExoticObject, isReachable: (v: WeakKey) => boolean): boolean {
  const d = registry.data as RegistryData;
  for (const cell of d.cells) {
    if (cell.token !== undefined && !isReachable(cell.token)) {
      d.byToken.delete(cell.token);
      cell.token = undefined;
    }
    if (cell.target !== undefined && !isReachable(cell.target)) {
      cell.target = undefined;
      d.emptied.push(cell);
    }
  }
  return d.emptied.length > 0;
}

export const finalizationRegistry: BuiltinModule = {
  objects: [
    {
      id: '%FinalizationRegistry%',
      proto: '%FunctionPrototype%',
      fn: constructor_('FinalizationRegistry', 1, { selfHosted: 'FinalizationRegistryConstructor' }),
      properties: [intrinsic('prototype', '%FinalizationRegistryPrototype%', Attr.None)],
    },
    {
      id: '%FinalizationRegistryPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%FinalizationRegistry%'),
        method('register', 2, { native: register }),
        method('unregister', 1, { native: unregister }),
        value(symbols.toStringTag, 'FinalizationRegistry', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('FinalizationRegistry', '%FinalizationRegistry%')],
  intrinsics: {
    registryCreate: (m, _self, proto, cleanup) => {
      m.allocated += 300;
      const data: RegistryData = { cleanup: cleanup as JSObject, cells: new Set(), byToken: new Map(), emptied: [] };
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'FinalizationRegistry', data);
    },
    registryCleanup: (_m, _self, registry) => ((registry as ExoticObject).data as RegistryData).cleanup,
    /** Removes the oldest emptied cell and answers what it held, or the DONE mark. */
    registryTakeEmpty: (_m, _self, registry) => {
      const d = (registry as ExoticObject).data as RegistryData;
      for (let cell = d.emptied.shift(); cell !== undefined; cell = d.emptied.shift()) {
        if (!d.cells.has(cell)) continue;
        remove(d, cell);
        return cell.held;
      }
      return DONE as unknown as Value;
    },
  },
};
