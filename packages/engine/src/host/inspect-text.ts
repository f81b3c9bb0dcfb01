/** Strings, keys and numbers as inspection prints them, and how wide text is on a terminal. */

const NAMED_ESCAPES: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
  92: '\\\\',
};

const NEEDS_ESCAPE = /[\x00-\x1f\x27\x5c\x7f-\x9f\ud800-\udfff]/;

/** A string as a literal: in single quotes, or in those that spare escapes. */
export function quote(s: string): string {
  if (!NEEDS_ESCAPE.test(s)) return `'${s}'`;
  let q = "'";
  if (s.includes("'")) {
    if (!s.includes('"')) q = '"';
    else if (!s.includes('`') && !s.includes('${')) q = '`';
  }
  return q + escapeText(s, q) + q;
}

/** Control characters, lone surrogates, backslashes and the quote escaped. */
export function escapeText(s: string, q: string): string {
  let out = '';
  let from = 0;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    const written = escapeOf(s, i, c, q);
    if (written === undefined) continue;
    out += s.slice(from, i) + written;
    from = i + 1;
  }
  return out + s.slice(from);
}

function escapeOf(s: string, i: number, c: number, q: string): string | undefined {
  if (c === 39) return q === "'" ? "\\'" : undefined;
  if (c === 92 || c < 32 || (c >= 0x7f && c <= 0x9f))
    return NAMED_ESCAPES[c] ?? `\\x${c.toString(16).toUpperCase().padStart(2, '0')}`;
  if (c < 0xd800 || c > 0xdfff) return undefined;
  const paired = c < 0xdc00 ? isTrail(s.charCodeAt(i + 1)) : isLead(s.charCodeAt(i - 1));
  return paired ? undefined : `\\u${c.toString(16)}`;
}

const isLead = (c: number): boolean => c >= 0xd800 && c <= 0xdbff;
const isTrail = (c: number): boolean => c >= 0xdc00 && c <= 0xdfff;

export function symbolText(s: symbol): string {
  return `Symbol(${s.description ?? ''})`;
}

/** A property name: bare where it is an ordinary identifier. */
export function keyText(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key) ? key : quote(key);
}

export function numberText(n: number): string {
  return Object.is(n, -0) ? '-0' : String(n);
}

/** Columns that text takes on a terminal: wide East Asian characters and emoji two, combining marks none. */
export function textWidth(s: string): number {
  if (/^[\x20-\x7e]*$/.test(s)) return s.length;
  let width = 0;
  for (const character of s.normalize('NFC')) {
    const c = character.codePointAt(0) as number;
    if (isWide(c)) width += 2;
    else if (!isZeroWidth(c)) width++;
  }
  return width;
}

function isWide(c: number): boolean {
  return (
    c >= 0x1100 &&
    (c <= 0x115f ||
      c === 0x2329 ||
      c === 0x232a ||
      (c >= 0x2e80 && c <= 0x3247 && c !== 0x303f) ||
      (c >= 0x3250 && c <= 0x4dbf) ||
      (c >= 0x4e00 && c <= 0xa4c6) ||
      (c >= 0xa960 && c <= 0xa97c) ||
      (c >= 0xac00 && c <= 0xd7a3) ||
      (c >= 0xf900 && c <= 0xfaff) ||
      (c >= 0xfe10 && c <= 0xfe19) ||
      (c >= 0xfe30 && c <= 0xfe6b) ||
      (c >= 0xff01 && c <= 0xff60) ||
      (c >= 0xffe0 && c <= 0xffe6) ||
      (c >= 0x1b000 && c <= 0x1b001) ||
      (c >= 0x1f200 && c <= 0x1f251) ||
      (c >= 0x1f300 && c <= 0x1f64f) ||
      (c >= 0x1f900 && c <= 0x1f9ff) ||
      (c >= 0x20000 && c <= 0x3fffd))
  );
}

function isZeroWidth(c: number): boolean {
  return (
    c <= 0x1f ||
    (c >= 0x7f && c <= 0x9f) ||
    (c >= 0x300 && c <= 0x36f) ||
    (c >= 0x200b && c <= 0x200f) ||
    (c >= 0x20d0 && c <= 0x20ff) ||
    (c >= 0xfe00 && c <= 0xfe0f) ||
    (c >= 0xfe20 && c <= 0xfe2f) ||
    (c >= 0xe0100 && c <= 0xe01ef)
  );
}
