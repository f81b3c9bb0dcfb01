/** What self-hosted code (`runtime.js`) asks of records and of the places that names resolve to; see machine/names.ts. */
import { notDefined, type Place, resolveOutside, storeInTable, uninitialised } from '../machine/names.ts';
import { BindingMode, GlobalPlace, Table, Unresolvable, WithRecord } from '../machine/records.ts';
import { setKey } from '../machine/set-property.ts';
import { keyOfString, TDZ, type Value } from '../objects/value.ts';
import type { Intrinsics } from './spec.ts';

/** Operations of `runtime.js` on records and places. */
export const placeOperations: Intrinsics = {
  isWithRecord: (_m, _s, v) => (v as unknown) instanceof WithRecord,
  withObject: (_m, _s, v) => (v as unknown as WithRecord).object,
  resolveOutside: (m, _s, w, name) => resolveOutside(m, w, name as string) as Value,
  isGlobalPlace: (_m, _s, v) => (v as unknown) instanceof GlobalPlace,
  globalObject: (m) => m.realm.globalObject,
  placeValue: (m, _s, v, name, forTypeof) => {
    const place = v as unknown as Exclude<Place, WithRecord | GlobalPlace>;
    const n = name as string;
    if (place instanceof Unresolvable) return forTypeof === true ? undefined : notDefined(m, n);
    const slot = place instanceof Table ? place.bindings.get(n)?.value : place.value;
    return slot === TDZ ? uninitialised(m, n) : (slot as Value);
  },
  placeStore: (m, _s, v, name, value, strict) => {
    const place = v as unknown as Exclude<Place, WithRecord | GlobalPlace>;
    const n = name as string;
    if (place instanceof Table) storeInTable(m, place, n, value, strict === true);
    else if (place instanceof Unresolvable) {
      if (strict === true) notDefined(m, n);
      setKey(m, m.realm.globalObject, keyOfString(n), value, false);
    } else {
      if (place.value === TDZ) uninitialised(m, n);
      if (place.constant) m.throwTypeError('Assignment to constant variable.');
      place.value = value;
    }
    return undefined;
  },
  placeDelete: (_m, _s, v, name) => {
    const place = v as unknown;
    if (place instanceof Unresolvable) return true;
    if (!(place instanceof Table) || place.bindings.get(name as string)?.mode !== BindingMode.Deletable) return false;
    return place.bindings.delete(name as string);
  },
};
