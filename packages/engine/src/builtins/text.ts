/** Work on texts that several built-ins share: parts of texts, replacing, splitting. Leaves. */
import type { Machine } from '../machine/machine.ts';
import type { JSArray } from '../objects/object.ts';

/** Strings of at least this length are parents worth freeing. */
const LARGE = 1 << 15;
/** The host copies shorter slices by itself. */
const COPIED_BY_HOST = 13;

/**
 * The part of `s` from `from` to `to`. Hosts let a slice refer to its whole parent, so a small part of a large string is copied: else
 * it would keep the parent alive uncounted.
 */
export function substring(m: Machine, s: string, from: number, to: number): string {
  if (from >= to) return '';
  const length = to - from;
  const t = s.slice(from, to);
  return length < COPIED_BY_HOST ? t : detached(m, t, s.length);
}

/** `part` of a string of length `whole`, copied where it would keep a much larger string alive. */
export function detached(m: Machine, part: string, whole: number): string {
  const { length } = part;
  if (length < COPIED_BY_HOST) return part;
  m.charge(length + 24);
  // Joining makes a fresh text; slicing that makes the host flatten it.
  return whole >= LARGE && length * 4 < whole ? ` ${part}`.slice(1) : part;
}

const DOLLAR = 36;

/** GetSubstitution (ECMA-262 §22.1.3.19.1) where there are no named captures: `$<` stands for itself. */
export function getSubstitution(
  m: Machine,
  matched: string,
  text: string,
  position: number,
  captures: readonly (string | undefined)[],
  template: string,
): string {
  let at = template.indexOf('$');
  if (at < 0) return template;
  const count = captures.length;
  let out = '';
  let plain = 0;
  const add = (part: string) => {
    m.checkGrowth(out.length, part.length);
    out += part;
  };
  while (at >= 0 && at + 1 < template.length) {
    const c = template.charCodeAt(at + 1);
    let end = at + 2;
    let part: string | undefined;
    if (c === DOLLAR) part = '$';
    else if (c === 38) part = matched;
    else if (c === 96) part = text.slice(0, position);
    else if (c === 39) part = text.slice(Math.min(position + matched.length, text.length));
    else if (c >= 48 && c <= 57) {
      // Two digits where they name a capture, else one.
      let index = c - 48;
      const d = template.charCodeAt(at + 2);
      if (d >= 48 && d <= 57 && index * 10 + (d - 48) <= count && index * 10 + (d - 48) > 0) {
        index = index * 10 + (d - 48);
        end = at + 3;
      }
      if (index >= 1 && index <= count) part = captures[index - 1] ?? '';
    }
    if (part === undefined) at = template.indexOf('$', at + 1);
    else {
      add(template.slice(plain, at));
      add(part);
      plain = end;
      at = template.indexOf('$', end);
    }
  }
  add(template.slice(plain));
  return out;
}

/**
 * Cuts a replacement text at its `$<name>` references: text, name, text, name, … text. No other reference straddles a cut.
 */
export function namedPieces(template: string): string[] {
  const pieces: string[] = [];
  let plain = 0;
  let at = template.indexOf('$');
  while (at >= 0) {
    if (template[at + 1] === '<') {
      const close = template.indexOf('>', at + 2);
      if (close < 0) break;
      pieces.push(template.slice(plain, at), template.slice(at + 2, close));
      plain = close + 1;
      at = template.indexOf('$', plain);
    } else at = template.indexOf('$', template[at + 1] === '$' ? at + 2 : at + 1);
  }
  pieces.push(template.slice(plain));
  return pieces;
}

const NO_CAPTURES: readonly string[] = [];

/** Replaces the first, or every, `what` in `s`, references in `template` filled in. */
export function replaceText(m: Machine, s: string, what: string, template: string, all: boolean): string {
  m.useFuel(s.length >> 6);
  let position = s.indexOf(what);
  if (position < 0) return s;
  const plainTemplate = !template.includes('$');
  const step = Math.max(1, what.length);
  let out = '';
  let end = 0;
  let count = 0;
  do {
    const replacement = plainTemplate ? template : getSubstitution(m, what, s, position, NO_CAPTURES, template);
    // Two joints, and what they join.
    m.charge(96);
    if ((++count & 1023) === 0) m.mindTime();
    m.checkGrowth(out.length, position - end + replacement.length);
    m.useFuel(4);
    out += s.slice(end, position) + replacement;
    end = position + what.length;
    if (!all || position + step > s.length) break;
    position = s.indexOf(what, position + step);
  } while (position >= 0);
  if (end < s.length) {
    m.checkGrowth(out.length, s.length - end);
    out += s.slice(end);
  }
  return out;
}

/** String.prototype.split (§22.1.3.23) from step 6 on; separator undefined: none given. */
export function splitText(m: Machine, s: string, separator: string | undefined, limit: number): JSArray {
  const { realm } = m;
  if (limit === 0) return realm.newArray([]);
  if (separator === undefined) return realm.newArray([s]);
  const parts: string[] = [];
  m.useFuel(s.length >> 4);
  if (separator === '') {
    const n = Math.min(s.length, limit);
    m.charge(16 * n);
    m.useFuel(n);
    for (let i = 0; i < n; i++) parts.push(s[i] as string);
    return realm.newArray(parts);
  }
  if (s === '') return realm.newArray([s]);
  let from = 0;
  for (;;) {
    const at = s.indexOf(separator, from);
    if (at < 0) break;
    m.charge(48);
    if ((parts.length & 1023) === 0) m.mindTime();
    parts.push(substring(m, s, from, at));
    if (parts.length >= limit) return realm.newArray(parts);
    from = at + separator.length;
  }
  parts.push(substring(m, s, from, s.length));
  m.useFuel(parts.length * 2);
  return realm.newArray(parts);
}
