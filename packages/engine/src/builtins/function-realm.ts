import type { Realm } from '../agent/realm.ts';
import type { Machine } from '../machine/machine.ts';
import { type BoundData, ExoticObject, JSFunction, type JSObject, type ProxyData } from '../objects/object.ts';

/** GetFunctionRealm (ECMA-262 §7.3.24); a TypeError for a revoked proxy. */
export function functionRealm(m: Machine, f: JSObject): Realm {
  let at: JSObject = f;
  for (;;) {
    if (at instanceof JSFunction) return at.code.realm;
    if (!(at instanceof ExoticObject)) return m.realm;
    if (at.kind === 'BoundFunction') at = (at.data as BoundData).target;
    else if (at.kind === 'Proxy') {
      const { target } = at.data as ProxyData;
      if (target === null) return m.throwTypeError("Cannot perform 'get' on a proxy that has been revoked");
      at = target;
    } else return m.realm;
  }
}
