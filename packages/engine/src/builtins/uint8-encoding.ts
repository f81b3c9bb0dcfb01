/** Base64 and hexadecimal text of Uint8Arrays (ECMA-262 §23.3): natives over `base64.ts` for the self-hosted methods in `uint8-encoding.js`. */
import type { Machine } from '../machine/machine.ts';
import type { ExoticObject } from '../objects/object.ts';
import { type TypedArrayData, typedArrayView } from '../objects/typed-array.ts';
import type { Value } from '../objects/value.ts';
import { bufferOver } from './array-buffer.ts';
import {
  type AlphabetName,
  type Decoded,
  decodeBase64,
  decodeHex,
  encodeBase64,
  encodeHex,
  type LastChunk,
} from './base64.ts';
import type { BuiltinModule } from './spec.ts';
import { typedArrayOver } from './typed-array.ts';

const viewOf = (v: Value): Uint8Array => typedArrayView((v as ExoticObject).data as TypedArrayData) as Uint8Array;

/** A new Uint8Array of what `decode` writes; a SyntaxError where the text is wrong. */
function decoded(m: Machine, room: number, decode: (out: Uint8Array) => Decoded): ExoticObject {
  m.charge(2 * room + 300);
  m.useFuel(room >> 2);
  m.mindTime();
  const out = new Uint8Array(room);
  const d = decode(out);
  if (d.error !== null) return m.throwSyntaxError(d.error);
  return typedArrayOver(m, 'Uint8', bufferOver(m, out.slice(0, d.written)), d.written);
}

/** Decodes into a Uint8Array: `[read, written]`; a SyntaxError after writing what precedes the mistake. */
function decodedInto(
  m: Machine,
  target: Value,
  length: number,
  decode: (out: Uint8Array, max: number) => Decoded,
): Value {
  const view = viewOf(target);
  m.useFuel(Math.min(length, view.length) >> 2);
  const d = decode(view, view.length);
  if (d.error !== null) return m.throwSyntaxError(d.error);
  return m.realm.newArray([d.read, d.written]);
}

export const uint8Encoding: BuiltinModule = {
  objects: [],
  globals: [],
  intrinsics: {
    bytesFromBase64: (m, _self, s, alphabet, lastChunk) => {
      const text = s as string;
      return decoded(m, Math.ceil(text.length / 4) * 3, (out) =>
        decodeBase64(text, alphabet as AlphabetName, lastChunk as LastChunk, out, Number.POSITIVE_INFINITY),
      );
    },
    bytesFromHex: (m, _self, s) =>
      decoded(m, (s as string).length >> 1, (out) => decodeHex(s as string, out, Number.POSITIVE_INFINITY)),
    bytesSetFromBase64: (m, _self, target, s, alphabet, lastChunk) =>
      decodedInto(m, target, (s as string).length, (out, max) =>
        decodeBase64(s as string, alphabet as AlphabetName, lastChunk as LastChunk, out, max),
      ),
    bytesSetFromHex: (m, _self, target, s) =>
      decodedInto(m, target, (s as string).length, (out, max) => decodeHex(s as string, out, max)),
    bytesToBase64: (m, _self, v, alphabet, omitPadding) => {
      const view = viewOf(v);
      m.checkStringLength(Math.ceil(view.length / 3) * 4);
      m.mindTime();
      m.useFuel(view.length >> 2);
      return encodeBase64(view, alphabet as AlphabetName, omitPadding === true, () => m.mindTime());
    },
    bytesToHex: (m, _self, v) => {
      const view = viewOf(v);
      m.checkStringLength(view.length * 2);
      m.mindTime();
      m.useFuel(view.length >> 2);
      return encodeHex(view, () => m.mindTime());
    },
  },
};
