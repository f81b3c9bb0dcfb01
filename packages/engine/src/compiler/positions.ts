/** Source positions that are no node's: operators and parentheses, which stack traces point at. */
import type { Context } from './context.ts';

/** Offset of the first token at or after `from` that `text` begins with, comments, white space and closing parentheses skipped. */
export function tokenAfter(c: Context, from: number, text: string): number {
  const source = c.unit.source.text;
  let at = from;
  for (;;) {
    const ch = source.charCodeAt(at);
    if (source.startsWith(text, at)) return at;
    if (ch === 47 /* / */ && source.charCodeAt(at + 1) === 47) {
      const end = source.indexOf('\n', at);
      if (end < 0) return from;
      at = end + 1;
    } else if (ch === 47 && source.charCodeAt(at + 1) === 42 /* * */) {
      const end = source.indexOf('*/', at + 2);
      if (end < 0) return from;
      at = end + 2;
    } else if (ch <= 32 || ch === 41 /* ) */ || ch > 127) {
      if (at >= source.length) return from;
      at++;
    } else {
      // Erased type syntax stands between: the operand's end serves.
      return from;
    }
  }
}
