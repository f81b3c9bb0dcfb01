/** DataView (ECMA-262 §25.3). */
import type { Machine } from '../machine/machine.ts';
import { ToBoolean, ToIntegerOrInfinity } from '../objects/conversion.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import {
  type ArrayBufferData,
  ELEMENT_SIZE,
  type ElementType,
  float16ToNumber,
  isBigIntType,
  numberToFloat16,
} from '../objects/typed-array.ts';
import { BAIL, symbols, type Value } from '../objects/value.ts';
import { throwDetached } from './array-buffer.ts';
import { throwIncompatible } from './receiver.ts';
import { type BuiltinModule, constructor_, getter, intrinsic, method, type PropertySpec, value } from './spec.ts';

/** Internal slots of a DataView. */
export interface DataViewData {
  readonly buffer: ExoticObject;
  readonly byteOffset: number;
  /** Null: follows the length of the buffer. */
  readonly byteLength: number | null;
  /** Bytes that `view` was made for; another buffer's since the last use if they are not the buffer's. */
  bytes: Uint8Array | null;
  view: DataView | null;
}

function dataOf(m: Machine, self: Value, method: string): DataViewData {
  if (self instanceof ExoticObject && self.kind === 'DataView') return self.data as DataViewData;
  // V8 does not look at the receiver.
  return throwIncompatible(m, method, undefined);
}

/** GetViewByteLength (§25.3.1.3), or -1 where the view is out of bounds (§25.3.1.4). */
function viewLength(d: DataViewData): number {
  const { bytes } = d.buffer.data as ArrayBufferData;
  if (bytes === null) return -1;
  if (d.byteLength === null) return d.byteOffset > bytes.length ? -1 : bytes.length - d.byteOffset;
  return d.byteOffset + d.byteLength > bytes.length ? -1 : d.byteLength;
}

/** The host's view of the whole buffer. */
function hostView(d: DataViewData): DataView {
  const { bytes } = d.buffer.data as ArrayBufferData;
  if (bytes !== d.bytes || d.view === null) {
    d.bytes = bytes;
    d.view = bytes === null ? null : new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return d.view as DataView;
}

/** Checks of GetViewValue and SetViewValue (§25.3.1.5, §25.3.1.6) after the conversions: the position in the buffer. */
function position(m: Machine, d: DataViewData, index: number, type: ElementType, method: string): number {
  const length = viewLength(d);
  if (length < 0) return throwDetached(m, method);
  if (index + ELEMENT_SIZE[type] > length) return throwOffset(m);
  return index + d.byteOffset;
}

function throwOffset(m: Machine): never {
  return m.throwRangeError('Offset is outside the bounds of the DataView');
}

function viewIndex(m: Machine, v: Value): number {
  const n = ToIntegerOrInfinity(m, v);
  return n < 0 || n > Number.MAX_SAFE_INTEGER ? throwOffset(m) : n;
}

function load(view: DataView, type: ElementType, at: number, little: boolean): number | bigint {
  switch (type) {
    case 'Int8':
      return view.getInt8(at);
    case 'Uint8':
    case 'Uint8Clamped':
      return view.getUint8(at);
    case 'Int16':
      return view.getInt16(at, little);
    case 'Uint16':
      return view.getUint16(at, little);
    case 'Int32':
      return view.getInt32(at, little);
    case 'Uint32':
      return view.getUint32(at, little);
    case 'BigInt64':
      return view.getBigInt64(at, little);
    case 'BigUint64':
      return view.getBigUint64(at, little);
    case 'Float16':
      return float16ToNumber(view.getUint16(at, little));
    case 'Float32':
      return canonical(view.getFloat32(at, little));
    case 'Float64':
      return canonical(view.getFloat64(at, little));
  }
}

/** No payload of a NaN goes through a guest value. */
function canonical(x: number): number {
  return x !== x ? Number.NaN : x;
}

function store(view: DataView, type: ElementType, at: number, v: number | bigint, little: boolean): void {
  switch (type) {
    case 'Int8':
      view.setInt8(at, v as number);
      break;
    case 'Uint8':
    case 'Uint8Clamped':
      view.setUint8(at, v as number);
      break;
    case 'Int16':
      view.setInt16(at, v as number, little);
      break;
    case 'Uint16':
      view.setUint16(at, v as number, little);
      break;
    case 'Int32':
      view.setInt32(at, v as number, little);
      break;
    case 'Uint32':
      view.setUint32(at, v as number, little);
      break;
    case 'BigInt64':
      view.setBigInt64(at, v as bigint, little);
      break;
    case 'BigUint64':
      view.setBigUint64(at, v as bigint, little);
      break;
    case 'Float16':
      view.setUint16(at, numberToFloat16(v as number), little);
      break;
    case 'Float32':
      view.setFloat32(at, v as number, little);
      break;
    case 'Float64':
      view.setFloat64(at, v as number, little);
      break;
  }
}

const TYPES: readonly ElementType[] = [
  'Int8',
  'Uint8',
  'Int16',
  'Uint16',
  'Int32',
  'Uint32',
  'Float16',
  'Float32',
  'Float64',
  'BigInt64',
  'BigUint64',
];

/** SetViewValue (§25.3.1.6) from step 3 on, the arguments being converted. */
function setViewValue(
  m: Machine,
  d: DataViewData,
  name: string,
  type: ElementType,
  index: Value,
  v: Value,
  little: Value,
): undefined {
  const at = viewIndex(m, index);
  const where = position(m, d, at, type, name);
  store(hostView(d), type, where, v as number | bigint, ToBoolean(little));
  return undefined;
}

function accessors(type: ElementType): PropertySpec[] {
  const getName = `DataView.prototype.get${type}`;
  const setName = `DataView.prototype.set${type}`;
  const valueType = isBigIntType(type) ? 'bigint' : 'number';
  return [
    method(`get${type}`, 1, {
      native: (m, self, index, little) => {
        const d = dataOf(m, self, getName);
        const at = position(m, d, viewIndex(m, index), type, getName);
        return load(hostView(d), type, at, ToBoolean(little));
      },
      coerce: '- number -',
    }),
    method(`set${type}`, 2, {
      // Whatever needs a conversion takes the exact order of the self-hosted form.
      native: (m, self, index, v, little) => {
        const d = dataOf(m, self, setName);
        if (typeof index !== 'number' || typeof v !== valueType) return BAIL;
        return setViewValue(m, d, setName, type, index, v, little);
      },
      selfHosted: `DataViewPrototypeSet${type}`,
    }),
  ];
}

/** A property of the view that needs it to be in bounds. */
function inBounds(name: string, read: (d: DataViewData, length: number) => number): PropertySpec {
  return getter(name, {
    native: (m, self) => {
      const d = dataOf(m, self, `get DataView.prototype.${name}`);
      const length = viewLength(d);
      return length < 0 ? throwDetached(m, `DataView.prototype.${name}`) : read(d, length);
    },
  });
}

export const dataView: BuiltinModule = {
  objects: [
    {
      id: '%DataView%',
      proto: '%FunctionPrototype%',
      fn: constructor_('DataView', 1, { selfHosted: 'DataViewConstructor' }),
      properties: [intrinsic('prototype', '%DataViewPrototype%', Attr.None)],
    },
    {
      id: '%DataViewPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%DataView%'),
        getter('buffer', { native: (m, self) => dataOf(m, self, 'get DataView.prototype.buffer').buffer }),
        inBounds('byteLength', (_d, length) => length),
        inBounds('byteOffset', (d) => d.byteOffset),
        ...TYPES.flatMap(accessors),
        value(symbols.toStringTag, 'DataView', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('DataView', '%DataView%')],
  intrinsics: {
    dataViewCreate: (m, _self, proto, buffer, byteOffset, byteLength) => {
      m.allocated += 160;
      const data: DataViewData = {
        buffer: buffer as ExoticObject,
        byteOffset: byteOffset as number,
        byteLength: byteLength === undefined ? null : (byteLength as number),
        bytes: null,
        view: null,
      };
      return new ExoticObject(m.realm.rootShape(proto as JSObject), 'DataView', data);
    },
    /** RequireInternalSlot of a setter. */
    requireDataView: (m, _self, v, type) => {
      dataOf(m, v, `DataView.prototype.set${type as string}`);
      return undefined;
    },
    /** ToIndex of a number, with the RangeError of a position. */
    dataViewIndex: (m, _self, v) => viewIndex(m, v),
  },
  variadicIntrinsics: {
    /** dataViewStore(view, type, index, value, littleEndian) */
    dataViewStore: (m, _self, [view, type, index, v, little]) => {
      const t = type as ElementType;
      return setViewValue(
        m,
        (view as ExoticObject).data as DataViewData,
        `DataView.prototype.set${t}`,
        t,
        index,
        v,
        little,
      );
    },
  },
};
