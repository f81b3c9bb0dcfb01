/** Leaves of `structuredClone`: copies of objects that hold no others. */

import { createBuffer } from '../builtins/array-buffer.ts';
import type { DataViewData } from '../builtins/data-view.ts';
import { advance, type CollectionData, type EntryTable } from '../builtins/entry-table.ts';
import { newErrorObject, setStack } from '../builtins/error-object.ts';
import { createRegExp, type RegExpData } from '../builtins/regexp-object.ts';
import { type BuiltinModule, method } from '../builtins/spec.ts';
import type { Machine } from '../machine/machine.ts';
import { ToObject } from '../objects/conversion.ts';
import { ExoticObject, isObject, type JSObject, type Slot } from '../objects/object.ts';
import {
  type ArrayBufferData,
  makeTypedArrayData,
  type TypedArrayData,
  typedArrayOutOfBounds,
} from '../objects/typed-array.ts';
import type { Value } from '../objects/value.ts';

/** Errors that keep their class. */
const CLONED_ERRORS: ReadonlySet<string> = new Set([
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

/** A copy; undefined for what cannot be cloned. */
function cloneLeaf(m: Machine, o: JSObject): Value {
  if (!(o instanceof ExoticObject)) return undefined;
  switch (o.kind) {
    case 'Boolean':
    case 'Number':
    case 'String':
    case 'BigInt':
      return ToObject(m, o.data as Value);
    case 'Date':
      return new ExoticObject(m.realm.rootShape(m.realm.intrinsic('%DatePrototype%')), 'Date', o.data);
    case 'RegExp': {
      const d = o.data as RegExpData;
      return createRegExp(m, d.pattern as string, d.flags);
    }
    case 'ArrayBuffer': {
      const d = o.data as ArrayBufferData;
      const bytes = d.bytes as Uint8Array;
      const copy = createBuffer(m, m.realm.intrinsic('%ArrayBufferPrototype%'), bytes.length, d.maxByteLength, false);
      ((copy.data as ArrayBufferData).bytes as Uint8Array).set(bytes);
      m.useFuel(bytes.length >> 6);
      return copy;
    }
    case 'SharedArrayBuffer':
      // The copy is another object on the same memory.
      return new ExoticObject(
        m.realm.rootShape(m.realm.intrinsic('%SharedArrayBufferPrototype%')),
        'SharedArrayBuffer',
        o.data,
      );
    default:
      return undefined;
  }
}

/** A view like `o` on another buffer; undefined where `o` is out of bounds. */
function cloneView(m: Machine, o: ExoticObject, buffer: ExoticObject): Value {
  m.charge(120);
  if (o.kind === 'TypedArray') {
    const d = o.data as TypedArrayData;
    if (typedArrayOutOfBounds(d)) return undefined;
    const data = makeTypedArrayData(d.type, buffer, d.byteOffset, d.length);
    return new ExoticObject(m.realm.rootShape(m.realm.intrinsic(`%${d.type}ArrayPrototype%`)), 'TypedArray', data);
  }
  const d = o.data as DataViewData;
  const length = (d.buffer.data as ArrayBufferData).bytes?.length;
  if (length === undefined || d.byteOffset + (d.byteLength ?? 0) > length) return undefined;
  const data: DataViewData = { buffer, byteOffset: d.byteOffset, byteLength: d.byteLength, bytes: null, view: null };
  return new ExoticObject(m.realm.rootShape(m.realm.intrinsic('%DataViewPrototype%')), 'DataView', data);
}

export const structuredClone: BuiltinModule = {
  objects: [],
  globals: [method('structuredClone', 1, { selfHosted: 'StructuredClone' })],
  intrinsics: {
    cloneLeaf: (m, _self, o) => cloneLeaf(m, o as JSObject),
    cloneView: (m, _self, o, buffer) => cloneView(m, o as ExoticObject, buffer as ExoticObject),
    viewBuffer: (_m, _self, o) => ((o as ExoticObject).data as { readonly buffer: ExoticObject }).buffer,
    isTransferable: (_m, _self, v) => v instanceof ExoticObject && v.kind === 'ArrayBuffer',
    isDetached: (_m, _self, v) => ((v as ExoticObject).data as ArrayBufferData).bytes === null,
    emptyBuffer: (m) => createBuffer(m, m.realm.intrinsic('%ArrayBufferPrototype%'), 0, null, false),
    /** Moves a buffer's bytes to an empty one and detaches it. */
    moveBytes: (_m, _self, source, target) => {
      const from = (source as ExoticObject).data as ArrayBufferData;
      const to = (target as ExoticObject).data as { bytes: Uint8Array | null; maxByteLength: number | null };
      to.bytes = from.bytes;
      to.maxByteLength = from.maxByteLength;
      from.bytes = null;
      return undefined;
    },
    /** Keys and values of a Map or Set as they are now, alternating. */
    collectionList: (m, _self, o) => {
      const list: Slot[] = [];
      const c = { table: ((o as ExoticObject).data as CollectionData).table as EntryTable | null, position: 0 };
      for (let i = advance(c); i >= 0; i = advance(c)) {
        const t = c.table as EntryTable;
        list.push(t.keys[i] as Slot, t.values[i] as Slot);
      }
      m.charge(8 * list.length);
      return m.realm.newArray(list);
    },
    cloneError: (m, _self, name, message, stack) => {
      const type = CLONED_ERRORS.has(name as string) ? (name as string) : 'Error';
      const e = newErrorObject(m, m.realm.intrinsic(`%${type}Prototype%`), message as string | undefined, null);
      if (stack !== undefined && !isObject(stack)) setStack(e, String(stack));
      return e;
    },
  },
};
