/**
 * The properties `length`, `name` and `prototype` of functions, which exist once somebody touches them: most closures live and die
 * without, and an untouched one leaves no trace in a snapshot.
 */
import { CodeFlag, CodeKind } from '../bytecode/code.ts';
import type { JSFunction } from './object.ts';
import { addProperty } from './property.ts';
import { Attr } from './shape.ts';

/** Functions without own `arguments` and `caller`, which sloppy ordinary functions have in V8: null, read-only and fixed. */
const NO_LEGACY_PROPERTIES =
  CodeFlag.Strict |
  CodeFlag.Class |
  CodeFlag.Arrow |
  CodeFlag.Method |
  CodeFlag.SelfHosted |
  CodeFlag.Async |
  CodeFlag.Generator;

/** Gives an untouched function its own properties, in V8's order: length, name, arguments, caller, prototype. */
export function materialiseFunction(f: JSFunction): void {
  const { code } = f;
  f.shape = code.realm.rootShape(f.shape.proto);
  addProperty(f, 'length', code.length, Attr.Configurable);
  addProperty(f, 'name', code.name, Attr.Configurable);
  const flags = code.flags;
  if ((flags & NO_LEGACY_PROPERTIES) === 0 && code.kind === CodeKind.Plain && (flags & CodeFlag.HasPrototype) !== 0) {
    addProperty(f, 'arguments', null, Attr.None);
    addProperty(f, 'caller', null, Attr.None);
  }
  if ((flags & CodeFlag.HasPrototype) === 0) return;
  if (code.kind === CodeKind.Generator || code.kind === CodeKind.AsyncGenerator) {
    const proto = code.kind === CodeKind.Generator ? '%GeneratorPrototype%' : '%AsyncGeneratorPrototype%';
    addProperty(f, 'prototype', code.realm.newObject(code.realm.intrinsic(proto)), Attr.Writable);
    return;
  }
  const prototype = code.realm.newObject(code.realm.intrinsic('%ObjectPrototype%'));
  addProperty(prototype, 'constructor', f, Attr.Method);
  addProperty(f, 'prototype', prototype, Attr.Writable);
}
