/** Arguments objects (ECMA-262 §10.4.4). */
import { Accessor, ExoticObject } from '../objects/object.ts';
import { type ArgumentAlias, type ArgumentsData, addProperty } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { HOLE, symbols } from '../objects/value.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';

export function createArguments(m: Machine, frame: Frame, mapped: boolean): ExoticObject {
  const args = frame.args ?? [];
  const { realm } = m;
  m.charge(160 + 8 * args.length);
  const data: ArgumentsData = { alias: mapped ? args.map(() => null) : null };
  const o = new ExoticObject(realm.rootShape(realm.intrinsic('%ObjectPrototype%')), 'Arguments', data);
  const elements = args.slice();
  elements.push(HOLE as never);
  elements.pop();
  o.elements = elements;
  addProperty(o, 'length', args.length, Attr.Method);
  addProperty(o, symbols.iterator, realm.arrayValues, Attr.Method);
  if (mapped) addProperty(o, 'callee', frame.fn, Attr.Method);
  else {
    const thrower = realm.throwTypeErrorFunction;
    addProperty(o, 'callee', new Accessor(thrower, thrower), Attr.Accessor);
  }
  return o;
}

/** Makes index i of a mapped arguments object an alias of a parameter's place. */
export function mapArgument(
  a: ExoticObject,
  i: number,
  record: ArgumentAlias['record'],
  key: undefined | number | string,
): void {
  const alias = (a.data as ArgumentsData).alias as (ArgumentAlias | null)[];
  if (i < alias.length) alias[i] = { record, key };
}
