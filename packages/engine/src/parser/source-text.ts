const MODIFIERS = new Set([
  'static',
  // TypeScript's, which are erased
  'abstract',
  'accessor',
  'declare',
  'override',
  'private',
  'protected',
  'public',
  'readonly',
]);

const WORD = /[$\w]+/y;
const SPACE = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y;

/**
 * Where the source text of a method starts: a class element's text less the modifiers before the method definition
 * (ECMA-262 §15.4.4: the text matched by MethodDefinition, which `static` is no part of). `keyStart` bounds the search,
 * since a method may be named like a modifier.
 */
export function methodTextStart(source: string, start: number, keyStart: number): number {
  let at = start;
  while (at < keyStart) {
    WORD.lastIndex = at;
    const word = WORD.exec(source);
    if (word === null || !MODIFIERS.has(word[0])) return at;
    SPACE.lastIndex = at + word[0].length;
    SPACE.exec(source);
    at = SPACE.lastIndex;
  }
  return at;
}
