/** Values for who looks from outside: previews and pages of properties. No code of the guest runs. */
import type { EntryTable } from '../builtins/entry-table.ts';
import { type Handle, handleOf } from '../host/data.ts';
import { inspect } from '../host/inspect.ts';
import { collectionEntries } from '../host/inspect-collections.ts';
import { className, functionName, isClass, isUntouchedFunction } from '../host/inspect-names.ts';
import type { PromiseData } from '../machine/promises.ts';
import { linesOf } from '../machine/stack-trace.ts';
import {
  Accessor,
  type BoundData,
  ExoticObject,
  IsCallable,
  isObject,
  isProxy,
  JSArray,
  JSFunction,
  JSObject,
  PendingValue,
  type ProxyData,
} from '../objects/object.ts';
import { getOwnSlot, ownAttrs, ownKeys } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { type TypedArrayData, typedArrayLength } from '../objects/typed-array.ts';
import { HOLE, keyToValue, TDZ, type Value } from '../objects/value.ts';

/** A value from outside. */
export interface ValueView {
  readonly type:
    | 'undefined'
    | 'null'
    | 'boolean'
    | 'number'
    | 'string'
    | 'bigint'
    | 'symbol'
    | 'object'
    | 'function'
    /** A variable before its declaration. */
    | 'uninitialised';
  /** One line. */
  readonly text: string;
  /** The primitive itself, or the handle of an object, function or symbol. */
  readonly value: unknown;
  /** What kind of object: its constructor's name. */
  readonly class?: string;
  /** Where a function of the program is written. */
  readonly location?: { readonly file: string; readonly line: number; readonly column: number };
  /** Elements of an array or typed array, entries of a Map or Set. */
  readonly indexed: number;
  /** Other properties, internal ones included. */
  readonly named: number;
}

export interface PropertyView {
  readonly name: string;
  readonly value: ValueView;
  /** `internal`: no property of the language (`[[Prototype]]`). `accessor`: has a getter, which has not been asked. */
  readonly kind: 'data' | 'accessor' | 'internal';
  readonly enumerable: boolean;
  readonly writable: boolean;
  /** How code says it, after the object's own expression: `.name`, `[0]`. Undefined for symbols and what no code can say. */
  readonly access?: string;
}

export interface PropertyPage {
  readonly which?: 'indexed' | 'named';
  readonly start?: number;
  readonly count?: number;
}

/** Length from which texts are cut. */
const MAX_TEXT = 120;
/** Properties from which an object is shown by its name only: its preview would cost too much. */
const MAX_PREVIEWED = 200;

/** A value, whatever a register or slot holds, from outside. */
export function viewOf(v: unknown): ValueView {
  if (v === TDZ) return { type: 'uninitialised', text: '<not initialised>', value: undefined, indexed: 0, named: 0 };
  if (typeof v === 'object' && v !== null && !(v instanceof JSObject))
    return { type: 'undefined', text: '<none>', value: undefined, indexed: 0, named: 0 };
  if (!isObject(v)) {
    const p = v as Exclude<Value, JSObject>;
    const text = inspect(p, { maxStringLength: MAX_TEXT });
    const value = typeof p === 'symbol' ? handleOf(p, 'symbol') : p;
    return { type: p === null ? 'null' : (typeof p as 'string'), text, value, indexed: 0, named: 0 };
  }
  const callable = IsCallable(v);
  const { indexed, named } = countsOf(v);
  const location = v instanceof JSFunction ? locationOf(v) : undefined;
  return {
    type: callable ? 'function' : 'object',
    text: previewOf(v),
    value: handleOf(v, callable ? 'function' : 'object') as Handle,
    class: isProxy(v) ? 'Proxy' : className(v),
    ...(location === undefined ? {} : { location }),
    indexed,
    named,
  };
}

function locationOf(f: JSFunction): ValueView['location'] {
  const { code } = f.code;
  if (code === null || f.code.spec !== null) return undefined;
  return { file: code.source.name, ...linesOf(code.source).position(code.start) };
}

function previewOf(o: JSObject): string {
  if (o instanceof JSFunction) {
    const name = functionName(o);
    return isClass(o) ? `class ${name === '' ? '(anonymous)' : name}` : `ƒ ${name === '' ? '(anonymous)' : name}`;
  }
  const { indexed, named } = countsOf(o);
  if (named > MAX_PREVIEWED) return `${className(o)} {… ${named} properties}`;
  const text = inspect(o, {
    depth: 1,
    breakLength: Number.POSITIVE_INFINITY,
    compact: 10,
    maxArrayLength: 10,
    maxStringLength: 40,
  });
  // Of an error, what it says: where it comes from is a property.
  if (o instanceof ExoticObject && o.kind === 'Error') return text.split('\n', 1)[0] as string;
  const line = text.replace(/\s*\n\s*/g, ' ');
  if (line.length <= MAX_TEXT) return line;
  return indexed > 0 && o instanceof JSArray
    ? `Array(${indexed}) [${line.slice(1, MAX_TEXT)}…`
    : `${line.slice(0, MAX_TEXT)}…`;
}

function countsOf(o: JSObject): { readonly indexed: number; readonly named: number } {
  const internal = internals(o).length;
  if (isProxy(o)) return { indexed: 0, named: internal };
  if (o instanceof JSArray) return { indexed: o.length, named: nameKeys(o).length + internal };
  if (o instanceof ExoticObject && o.kind === 'TypedArray')
    return { indexed: typedArrayLength(o.data as TypedArrayData), named: nameKeys(o).length + internal };
  if (isCollection(o))
    return { indexed: (o.data as { table: EntryTable }).table.size, named: nameKeys(o).length + internal };
  return { indexed: 0, named: nameKeys(o).length + internal };
}

function isCollection(o: JSObject): o is ExoticObject {
  return o instanceof ExoticObject && (o.kind === 'Map' || o.kind === 'Set');
}

function hasElements(o: JSObject): boolean {
  return o instanceof JSArray || (o instanceof ExoticObject && o.kind === 'TypedArray');
}

function nameKeys(o: JSObject): (string | number | symbol)[] {
  // A function that nobody has touched has its properties only once somebody asks: looking makes no difference then.
  if (isUntouchedFunction(o)) return [];
  if (!hasElements(o)) return ownKeys(o);
  // Not by way of all elements, which may be many.
  const names: (string | number | symbol)[] = o instanceof JSArray ? ['length'] : [];
  for (const key of o.shape.table.index.keys())
    if ((typeof key === 'string' || typeof key === 'symbol') && key !== 'length') names.push(key);
  return names;
}

/** What of an object is no property: the prototype, and what its kind holds. */
function internals(o: JSObject): [string, unknown][] {
  const list: [string, unknown][] = [];
  if (o instanceof ExoticObject) {
    if (o.kind === 'Promise') {
      const { state, result } = o.data as PromiseData;
      list.push(['[[PromiseState]]', state]);
      if (state !== 'pending') list.push(['[[PromiseResult]]', result]);
    } else if (o.kind === 'Proxy') {
      const { target, handler } = o.data as ProxyData;
      list.push(['[[Target]]', target], ['[[Handler]]', handler]);
      return list;
    } else if (o.kind === 'BoundFunction') {
      const { target, self } = o.data as BoundData;
      list.push(['[[TargetFunction]]', target], ['[[BoundThis]]', self]);
    }
  }
  list.push(['[[Prototype]]', o.shape.proto]);
  return list;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** A page of an object's properties: elements or entries first, then names in their order, what is internal last. */
export function propertiesOf(o: JSObject, page: PropertyPage = {}): PropertyView[] {
  const { which, start = 0, count = Number.POSITIVE_INFINITY } = page;
  const { indexed } = countsOf(o);
  const found: PropertyView[] = [];
  const total = which === 'named' ? 0 : indexed;
  const end = Math.min(total, start + count);
  if (isCollection(o)) {
    const entries = collectionEntries(o, end);
    for (let i = start; i < end; i++) found.push(entryOf(o, i, entries.at(i)));
  } else for (let i = start; i < end; i++) found.push(propertyOf(o, i));
  if (which === 'indexed') return found;
  const keys = isProxy(o) ? [] : nameKeys(o);
  const inner = internals(o);
  for (let i = Math.max(0, start - total); i < keys.length + inner.length && found.length < count; i++) {
    const key = keys[i];
    if (key !== undefined) found.push(propertyOf(o, key));
    else {
      const [name, value] = inner[i - keys.length] as [string, unknown];
      found.push({ name, value: viewOf(value), kind: 'internal', enumerable: false, writable: false });
    }
  }
  return found;
}

function entryOf(o: ExoticObject, i: number, [key, value]: readonly [Value, Value]): PropertyView {
  const name = o.kind === 'Set' ? String(i) : `${viewOf(key).text} =>`;
  return { name, value: viewOf(value), kind: 'internal', enumerable: false, writable: false };
}

function propertyOf(o: JSObject, key: string | number | symbol): PropertyView {
  const slot = getOwnSlot(o, key);
  const attrs = ownAttrs(o, key);
  const enumerable = (attrs & Attr.Enumerable) !== 0;
  const shown = keyToValue(key);
  const name =
    typeof shown === 'symbol'
      ? `[${shown.description === undefined ? 'Symbol()' : `Symbol(${shown.description})`}]`
      : shown;
  const access =
    typeof key === 'symbol'
      ? undefined
      : typeof key === 'number'
        ? `[${key}]`
        : IDENTIFIER.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`;
  const common = { name, enumerable, ...(access === undefined ? {} : { access }) };
  if (slot instanceof PendingValue) return { ...common, value: viewOf(slot.plain()), kind: 'data', writable: false };
  if (slot instanceof Accessor) {
    const text = slot.get === undefined ? '<only a setter>' : '<getter>';
    const value: ValueView = { type: 'undefined', text, value: undefined, indexed: 0, named: 0 };
    return { ...common, value, kind: 'accessor', writable: slot.set !== undefined };
  }
  const missing = slot === HOLE;
  const value: ValueView = missing
    ? { type: 'undefined', text: '<empty>', value: undefined, indexed: 0, named: 0 }
    : viewOf(slot);
  return { ...common, value, kind: 'data', writable: missing || (attrs & Attr.Writable) !== 0 };
}
