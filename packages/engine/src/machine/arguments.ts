/** Arguments objects (ECMA-262 §10.4.4). */
import { Accessor, ExoticObject } from '../objects/object.ts';
import type { ArgumentAlias, ArgumentsData } from '../objects/property.ts';
import { HOLE } from '../objects/value.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';

/** CreateMappedArgumentsObject (§10.4.4.7) or CreateUnmappedArgumentsObject (§10.4.4.6) of a running frame. */
export function createArguments(m: Machine, frame: Frame, mapped: boolean): ExoticObject {
  const args = frame.args ?? [];
  const { realm } = m;
  m.charge(160 + 8 * args.length);
  const data: ArgumentsData = { alias: mapped ? unaliased(Math.min(args.length, frame.code.parameterCount)) : null };
  const o = new ExoticObject(mapped ? realm.mappedArgumentsShape : realm.unmappedArgumentsShape, 'Arguments', data);
  const elements = args.slice();
  elements.push(HOLE as never);
  elements.pop();
  o.elements = elements;
  const thrower = realm.throwTypeErrorFunction;
  o.slots = [args.length, realm.arrayValues, mapped ? frame.fn : new Accessor(thrower, thrower)];
  return o;
}

function unaliased(n: number): null[] {
  const alias: null[] = [];
  for (let i = 0; i < n; i++) alias.push(null);
  return alias;
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
