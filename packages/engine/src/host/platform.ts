/**
 * Platform objects (as Web IDL calls them): what the web's interfaces make, such as URL or Timeout. Their state is an internal guest
 * object without a prototype, so that self-hosted code reads it as it reads anything.
 */
import type { Machine } from '../machine/machine.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import { nodeError } from './node-error.ts';

/** Internal slots of a platform object. */
export interface PlatformData {
  /** Name of its interface: `URL`. */
  readonly interface: string;
  /** Internal state, typed by the interface. */
  readonly state: JSObject;
}

export function isPlatform(v: unknown, name: string): v is ExoticObject {
  return v instanceof ExoticObject && v.kind === 'Platform' && (v.data as PlatformData).interface === name;
}

export function newPlatformObject(m: Machine, proto: JSObject, name: string, state: JSObject): ExoticObject {
  m.charge(80);
  const data: PlatformData = { interface: name, state };
  return new ExoticObject(m.realm.rootShape(proto), 'Platform', data);
}

/** The state of a platform object of that interface; a TypeError in Node's words for any other value. */
export function platformState(m: Machine, v: Value, name: string): JSObject {
  if (isPlatform(v, name)) return (v.data as PlatformData).state;
  return m.throwValue(nodeError(m, 'TypeError', 'ERR_INVALID_THIS', `Value of "this" must be of type ${name}`));
}
