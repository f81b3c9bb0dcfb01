/** Messages for property access on null and undefined, in V8's words. */

import { isObject } from '../objects/object.ts';
import { symbols, type Value } from '../objects/value.ts';
import { describe, messageText } from './callee-text.ts';
import type { Machine } from './machine.ts';

/** `Cannot read properties of undefined (reading 'x')`. */
export function propertyErrorText(_m: Machine, what: 'read' | 'set', o: Value, key: Value): string {
  if (key === symbols.iterator && what === 'read')
    return `${o === null ? 'object null' : 'undefined'} is not iterable (cannot read property Symbol(Symbol.iterator))`;
  const base = `Cannot ${what} properties of ${o === null ? 'null' : 'undefined'}`;
  const k = typeof key === 'string' ? key : isObject(key) ? messageText(key) : describe(key);
  // V8 does not name a key that has no better text.
  if (isObject(key) && k.startsWith('[object ')) return base;
  return `${base} (${what === 'read' ? 'reading' : 'setting'} '${k}')`;
}
