/** atob and btoa (HTML §8.3, WHATWG Infra «forgiving-base64»). */
import { type BuiltinModule, method } from '../builtins/spec.ts';
import type { Machine } from '../machine/machine.ts';
import { ToString } from '../objects/conversion.ts';
import type { Value } from '../objects/value.ts';
import { domException, nodeError } from './node-error.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: readonly number[] = Array.from({ length: 128 }, (_, c) => ALPHABET.indexOf(String.fromCharCode(c)));

/** The text is built of pieces, which the host joins by reference. */
const PIECE_BYTES = 40;

function requireArgument(m: Machine, args: Value[]): string {
  if (args.length === 0)
    m.throwValue(nodeError(m, 'TypeError', 'ERR_MISSING_ARGS', 'The "input" argument must be specified'));
  return ToString(m, args[0]);
}

function btoa(m: Machine, _self: Value, args: Value[]): Value {
  const s = requireArgument(m, args);
  m.checkStringLength(Math.ceil(s.length / 3) * 4);
  m.charge(PIECE_BYTES * s.length);
  m.useFuel(s.length >> 1);
  let out = '';
  for (let i = 0; i < s.length; i += 3) {
    const a = s.charCodeAt(i);
    const b = i + 1 < s.length ? s.charCodeAt(i + 1) : 0;
    const c = i + 2 < s.length ? s.charCodeAt(i + 2) : 0;
    if ((a | b | c) > 255) m.throwValue(domException(m, 'Invalid character', 'InvalidCharacterError'));
    const bits = (a << 16) | (b << 8) | c;
    out += (ALPHABET[bits >> 18] as string) + (ALPHABET[(bits >> 12) & 63] as string);
    out += i + 1 < s.length ? (ALPHABET[(bits >> 6) & 63] as string) : '=';
    out += i + 2 < s.length ? (ALPHABET[bits & 63] as string) : '=';
  }
  return out;
}

function atob(m: Machine, _self: Value, args: Value[]): Value {
  let s = requireArgument(m, args).replace(/[\t\n\f\r ]/g, '');
  m.charge(PIECE_BYTES * s.length);
  m.useFuel(s.length >> 1);
  if (s.length % 4 === 0) s = s.replace(/==?$/, '');
  if (s.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(s)) {
    m.throwValue(domException(m, 'The string to be decoded is not correctly encoded.', 'InvalidCharacterError'));
  }
  m.checkStringLength(s.length);
  let out = '';
  let bits = 0;
  let count = 0;
  for (let i = 0; i < s.length; i++) {
    bits = ((bits << 6) | (VALUES[s.charCodeAt(i)] as number)) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += String.fromCharCode((bits >> count) & 255);
    }
  }
  return out;
}

export const base64: BuiltinModule = {
  objects: [],
  globals: [
    method('atob', 1, { variadic: atob, coerce: '- string' }),
    method('btoa', 1, { variadic: btoa, coerce: '- string' }),
  ],
};
