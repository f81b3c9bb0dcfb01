import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeHex, encodeBase64 } from './base64.ts';

function base64(
  text: string,
  lastChunk: 'loose' | 'strict' | 'stop-before-partial' = 'loose',
  max = Number.POSITIVE_INFINITY,
) {
  const out = new Uint8Array(64);
  const { read, written, error } = decodeBase64(text, 'base64', lastChunk, out, max);
  return { read, bytes: [...out.subarray(0, written)], error };
}

describe('base64', () => {
  it('decodes what it encodes, padded or not', () => {
    const vectors = ['', 'Zg==', 'Zm8=', 'Zm9v', 'Zm9vYg==', 'Zm9vYmE=', 'Zm9vYmFy'];
    for (const [n, text] of vectors.entries()) {
      const bytes = [...'foobar'].slice(0, n).map((c) => c.charCodeAt(0));
      expect(encodeBase64(Uint8Array.from(bytes), 'base64', false)).toBe(text);
      expect(encodeBase64(Uint8Array.from(bytes), 'base64', true)).toBe(text.replace(/=+$/, ''));
      expect(base64(text)).toEqual({ read: text.length, bytes, error: null });
      expect(base64(text.replace(/=+$/, ''))).toMatchObject({ bytes, error: null });
    }
    expect(encodeBase64(Uint8Array.of(251, 255), 'base64url', true)).toBe('-_8');
  });

  it('stops before a chunk that does not fit', () => {
    expect(base64('AQIDBAUG', 'loose', 4)).toEqual({ read: 4, bytes: [1, 2, 3], error: null });
    expect(base64('AQIDBAUG', 'loose', 3)).toEqual({ read: 4, bytes: [1, 2, 3], error: null });
    expect(base64('AQ==', 'loose', 1)).toEqual({ read: 4, bytes: [1], error: null });
    expect(base64('AQ==', 'loose', 0)).toEqual({ read: 0, bytes: [], error: null });
  });

  it('says what is wrong, having written what precedes it', () => {
    expect(base64('AQID*')).toEqual({
      read: 4,
      bytes: [1, 2, 3],
      error: 'The base64 text has a character that is not in the alphabet',
    });
    expect(base64('A===').error).toBe('Padding of the base64 text is too early');
    expect(base64('AQ').bytes).toEqual([1]);
    expect(base64('AQ', 'strict').error).toBe('The base64 text lacks padding');
    expect(base64('AR==', 'strict').error).toBe('The base64 text has extra bits');
    expect(base64('AQIDBA', 'stop-before-partial')).toEqual({ read: 4, bytes: [1, 2, 3], error: null });
    expect(base64('AQ==AQ').error).toBe('The base64 text goes on behind its padding');
  });
});

describe('hexadecimal text', () => {
  it('takes both cases and an even number of digits', () => {
    const out = new Uint8Array(4);
    expect(decodeHex('00fFA9', out, 4)).toEqual({ read: 6, written: 3, error: null });
    expect([...out]).toEqual([0, 255, 169, 0]);
    expect(decodeHex('abc', out, 4)).toMatchObject({ read: 0, error: 'The hexadecimal text has an odd length' });
    expect(decodeHex('00g0', out, 4)).toMatchObject({
      read: 2,
      written: 1,
      error: 'The hexadecimal text has a character that is no digit',
    });
    expect(decodeHex('010203', out, 2)).toEqual({ read: 4, written: 2, error: null });
  });
});
