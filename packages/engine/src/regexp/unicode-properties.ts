/**
 * Unicode properties, from the host's tables: asked once a property, of all code points, and kept. (A host's regular expressions are
 * the only way to them that every host has.)
 */
import { MAX_CODE_POINT, type Ranges, rangesOf } from './ranges.ts';

const kept = new Map<string, Ranges | undefined>();

/** All code points in order, as texts that hold no surrogate pair by accident; made when first needed. */
let texts: readonly { readonly text: string; readonly first: number; readonly wide: boolean }[] | undefined;

function allCodePoints(): NonNullable<typeof texts> {
  if (texts !== undefined) return texts;
  const make = (first: number, last: number) => {
    let text = '';
    for (let c = first; c <= last; c += 4096) {
      const part: number[] = [];
      for (let d = c; d < c + 4096 && d <= last; d++) part.push(d);
      text += String.fromCodePoint(...part);
    }
    return { text, first, wide: first > 0xffff };
  };
  const out = [make(0, 0xdbff), make(0xdc00, 0xffff)];
  for (let plane = 1; plane <= 16; plane++) out.push(make(plane << 16, (plane << 16) | 0xffff));
  texts = out;
  return out;
}

/**
 * The code points that have a property, or a property with a value; undefined where the host knows no such property. Names are those
 * of ECMA-262 tables 66 to 71, checked by the parser.
 */
export function propertyRanges(name: string, value: string | null): Ranges | undefined {
  const key = value === null ? name : `${name}=${value}`;
  if (kept.has(key)) return kept.get(key);
  const found = key === 'Any' ? [0, MAX_CODE_POINT] : search(key);
  kept.set(key, found);
  return found;
}

function search(key: string): Ranges | undefined {
  let run: RegExp;
  try {
    run = new RegExp(`\\p{${key}}+`, 'gu');
  } catch {
    return undefined;
  }
  const pairs: number[] = [];
  for (const { text, first, wide } of allCodePoints()) {
    run.lastIndex = 0;
    const shift = wide ? 1 : 0;
    for (let match = run.exec(text); match !== null; match = run.exec(text))
      pairs.push(first + (match.index >> shift), first + ((match.index + match[0].length) >> shift) - 1);
  }
  return rangesOf(pairs);
}
