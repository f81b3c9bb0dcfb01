/** TextEncoder and TextDecoder (WHATWG Encoding). */

import { type BuiltinModule, constructor_, intrinsic, type PropertySpec, value } from '../builtins/spec.ts';
import { createTypedArray } from '../builtins/typed-array.ts';
import type { Machine } from '../machine/machine.ts';
import { ToString } from '../objects/conversion.ts';
import { ExoticObject, type JSObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import { type ArrayBufferData, type TypedArrayData, typedArrayView } from '../objects/typed-array.ts';
import { symbols, type Value } from '../objects/value.ts';
import { dataViewOf } from './inspect-collections.ts';
import { invalidArgument, nodeError } from './node-error.ts';
import { newPlatformObject, type PlatformData, platformData } from './platform.ts';
import { type DecoderState, decode, type Encoding, newDecoder, utf8Encode, utf8EncodeInto } from './utf.ts';

/** Labels of the encodings that there are (Encoding Standard §4.2). */
const LABELS: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  ...['unicode-1-1-utf-8', 'unicode11utf8', 'unicode20utf8', 'utf-8', 'utf8', 'x-unicode20utf8'].map(
    (l): [string, Encoding] => [l, 'utf-8'],
  ),
  ...['csunicode', 'iso-10646-ucs-2', 'ucs-2', 'unicode', 'unicodefeff', 'utf-16', 'utf-16le'].map(
    (l): [string, Encoding] => [l, 'utf-16le'],
  ),
  ...['unicodefffe', 'utf-16be'].map((l): [string, Encoding] => [l, 'utf-16be']),
  ...[
    'ansi_x3.4-1968',
    'ascii',
    'cp1252',
    'cp819',
    'csisolatin1',
    'ibm819',
    'iso-8859-1',
    'iso-ir-100',
    'iso8859-1',
    'iso88591',
    'iso_8859-1',
    'iso_8859-1:1987',
    'l1',
    'latin1',
    'us-ascii',
    'windows-1252',
    'x-cp1252',
  ].map((l): [string, Encoding] => [l, 'windows-1252']),
]);

interface DecoderData extends PlatformData {
  decoder: DecoderState;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  /** Has the start of the stream gone by? */
  started: boolean;
}

/** The bytes of a buffer or a view; a TypeError for anything else. */
function bytesOf(m: Machine, v: Value, name: string): Uint8Array {
  if (v instanceof ExoticObject) {
    if (v.kind === 'ArrayBuffer' || v.kind === 'SharedArrayBuffer')
      return (v.data as ArrayBufferData).bytes ?? new Uint8Array(0);
    if (v.kind === 'TypedArray') {
      const view = typedArrayView(v.data as TypedArrayData);
      return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
    }
    if (v.kind === 'DataView') {
      const { buffer, byteOffset, byteLength } = dataViewOf(v);
      const bytes = (buffer.data as ArrayBufferData).bytes ?? new Uint8Array(0);
      return bytes.subarray(byteOffset, byteOffset + byteLength);
    }
  }
  return m.throwValue(invalidArgument(m, name, 'an instance of ArrayBuffer or ArrayBufferView', v));
}

function decodePiece(m: Machine, self: Value, input: Value, stream: Value): Value {
  const d = platformData(m, self, 'TextDecoder') as DecoderData;
  const bytes = input === undefined ? new Uint8Array(0) : bytesOf(m, input, 'list');
  m.checkStringLength(3 * bytes.length);
  m.useFuel(bytes.length >> 4);
  if (bytes.length > 1 << 16) m.mindTime();
  const text = decode(d.decoder, bytes, stream !== true, d.fatal);
  const restart = stream !== true || text === null;
  const isStart = !d.started;
  d.started = restart ? false : d.started || (text !== null && text.length > 0);
  if (restart) d.decoder = newDecoder(d.decoder.encoding);
  if (text === null) {
    const e = nodeError(
      m,
      'TypeError',
      'ERR_ENCODING_INVALID_ENCODED_DATA',
      `The encoded data was not valid for encoding ${d.decoder.encoding}`,
    );
    return m.throwValue(e);
  }
  return isStart && !d.ignoreBOM && text.charCodeAt(0) === 0xfeff && d.decoder.encoding !== 'windows-1252'
    ? text.slice(1)
    : text;
}

function encodeInto(m: Machine, self: Value, source: Value, target: Value): Value {
  platformData(m, self, 'TextEncoder');
  if (typeof source !== 'string') return m.throwValue(invalidArgument(m, 'src', 'of type string', source));
  if (
    !(target instanceof ExoticObject) ||
    target.kind !== 'TypedArray' ||
    (target.data as TypedArrayData).type !== 'Uint8'
  ) {
    return m.throwValue(invalidArgument(m, 'dest', 'an instance of Uint8Array', target));
  }
  const { read, written } = utf8EncodeInto(source, typedArrayView(target.data as TypedArrayData) as Uint8Array);
  m.useFuel(read >> 3);
  return m.realm.newArray([read, written]);
}

function readOnly(name: string, owner: string, read: (d: PlatformData) => Value): PropertySpec {
  return {
    key: name,
    kind: 'accessor',
    get: { name: `get ${name}`, length: 0, native: (m, self) => read(platformData(m, self, owner)) },
    set: null,
    attrs: Attr.Configurable | Attr.Enumerable,
  };
}

function operation(name: string, length: number, implementation: { readonly selfHosted: string }): PropertySpec {
  return { key: name, kind: 'method', fn: { name, length, ...implementation }, attrs: Attr.Default };
}

export const encoding: BuiltinModule = {
  objects: [
    {
      id: '%TextEncoder%',
      proto: '%FunctionPrototype%',
      fn: constructor_('TextEncoder', 0, { selfHosted: 'TextEncoderConstructor' }),
      properties: [intrinsic('prototype', '%TextEncoderPrototype%', Attr.None)],
    },
    {
      id: '%TextEncoderPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%TextEncoder%'),
        readOnly('encoding', 'TextEncoder', () => 'utf-8'),
        operation('encode', 0, { selfHosted: 'TextEncoderEncode' }),
        operation('encodeInto', 2, { selfHosted: 'TextEncoderEncodeInto' }),
        value(symbols.toStringTag, 'TextEncoder', Attr.Configurable),
      ],
    },
    {
      id: '%TextDecoder%',
      proto: '%FunctionPrototype%',
      fn: constructor_('TextDecoder', 0, { selfHosted: 'TextDecoderConstructor' }),
      properties: [intrinsic('prototype', '%TextDecoderPrototype%', Attr.None)],
    },
    {
      id: '%TextDecoderPrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        intrinsic('constructor', '%TextDecoder%'),
        readOnly('encoding', 'TextDecoder', (d) => (d as DecoderData).decoder.encoding),
        readOnly('fatal', 'TextDecoder', (d) => (d as DecoderData).fatal),
        readOnly('ignoreBOM', 'TextDecoder', (d) => (d as DecoderData).ignoreBOM),
        operation('decode', 0, { selfHosted: 'TextDecoderDecode' }),
        value(symbols.toStringTag, 'TextDecoder', Attr.Configurable),
      ],
    },
  ],
  globals: [intrinsic('TextDecoder', '%TextDecoder%'), intrinsic('TextEncoder', '%TextEncoder%')],
  intrinsics: {
    textEncoderCreate: (m, _self, proto) =>
      newPlatformObject(m, proto as JSObject, { interface: 'TextEncoder', state: null }),
    textEncode: (m, _self, encoder, text) => {
      platformData(m, encoder, 'TextEncoder');
      const s = ToString(m, text);
      m.useFuel(s.length >> 3);
      const bytes = utf8Encode(s);
      const o = createTypedArray(m, 'Uint8', m.realm.intrinsic('%Uint8ArrayPrototype%'), bytes.length);
      (typedArrayView(o.data as TypedArrayData) as Uint8Array).set(bytes);
      return o;
    },
    /** The list [read, written]. */
    textEncodeInto: (m, _self, encoder, source, target) => encodeInto(m, encoder, source, target),
    /** An encoding's name by its label; undefined if there is none. */
    encodingOf: (_m, _self, label) =>
      LABELS.get((label as string).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '').toLowerCase()),
    textDecoderCreate: (m, _self, proto, name, flags) => {
      const data: DecoderData = {
        interface: 'TextDecoder',
        state: null,
        decoder: newDecoder(name as Encoding),
        fatal: ((flags as number) & 1) !== 0,
        ignoreBOM: ((flags as number) & 2) !== 0,
        started: false,
      };
      return newPlatformObject(m, proto as JSObject, data);
    },
    textDecode: (m, _self, decoder, input, stream) => decodePiece(m, decoder, input, stream),
  },
};
