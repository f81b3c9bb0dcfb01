/** RegExp.escape (ECMA-262 §22.2.5.1): text that a pattern matches literally wherever it is put. */

const SYNTAX = new Set('^$\\.*+?()[]{}|/');
const CONTROL: Readonly<Record<string, string>> = { '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r' };
const OTHER_PUNCTUATORS = new Set(',-=<>#&!%:;@~\'`"');
/** WhiteSpace and LineTerminator. */
const SPACE = /^\s$/;

export function escapeRegExp(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const character = text[i] as string;
    // A digit or letter at the start could go on with an escape that stands before it.
    if (i === 0 && /^[0-9A-Za-z]$/.test(character)) out += `\\x${c.toString(16)}`;
    else if (SYNTAX.has(character)) out += `\\${character}`;
    else if (CONTROL[character] !== undefined) out += `\\${CONTROL[character] as string}`;
    else if (OTHER_PUNCTUATORS.has(character) || SPACE.test(character) || isLoneSurrogate(text, i))
      out += c < 256 ? `\\x${c.toString(16).padStart(2, '0')}` : `\\u${c.toString(16).padStart(4, '0')}`;
    else out += character;
  }
  return out;
}

function isLoneSurrogate(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  if (c < 0xd800 || c > 0xdfff) return false;
  if (c < 0xdc00) {
    const next = text.charCodeAt(i + 1);
    return !(next >= 0xdc00 && next <= 0xdfff);
  }
  const before = text.charCodeAt(i - 1);
  return !(before >= 0xd800 && before <= 0xdbff);
}
