/** Platform objects (as Web IDL calls them): what the web's interfaces make, such as URL or Timeout. */
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import { nodeError } from './node-error.ts';

/** Internal slots of a platform object; an interface may have further ones, plain data. */
export interface PlatformData {
  /** Name of its interface: `URL`. */
  readonly interface: string;
  /** An internal object that self-hosted code reads, or null. */
  readonly state: JSObject | null;
}

export function isPlatform(v: unknown, name: string): v is ExoticObject {
  return v instanceof ExoticObject && v.kind === 'Platform' && (v.data as PlatformData).interface === name;
}

export function newPlatformObject(m: Machine, proto: JSObject, data: PlatformData): ExoticObject {
  m.charge(120);
  return new ExoticObject(m.realm.rootShape(proto), 'Platform', data);
}

/** The internal slots of a platform object of that interface; a TypeError in Node's words for any other value. */
export function platformData(m: Machine, v: Value, name: string): PlatformData {
  if (isPlatform(v, name)) return v.data as PlatformData;
  return m.throwValue(nodeError(m, 'TypeError', 'ERR_INVALID_THIS', `Value of "this" must be of type ${name}`));
}
