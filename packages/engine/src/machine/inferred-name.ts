/** The name that V8 infers for a function without one: what it is assigned to, `exports.handler` or `Foo.bar` of `Foo.prototype.bar`. */
import type { FunctionCode } from '../bytecode/code.ts';

/** How far back an assignment's target is looked for. */
const REACH = 256;

const NAME = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;
const PART = String.raw`\.\s*#?${NAME}|\[\s*(?:'[^'\\\n]*'|"[^"\\\n]*"|${NAME}|\d+)\s*\]`;
const TARGET = new RegExp(
  String.raw`(?:^|[^.\p{ID_Continue}$'"\])])(${NAME})((?:\s*(?:${PART}))+)\s*=\s*(?:async\s*)?\(*$`,
  'u',
);
const PARTS = new RegExp(PART, 'gu');

/** Empty where nothing is assigned. */
export function inferredName(code: FunctionCode | null): string {
  if (code === null) return '';
  const before = code.source.text.slice(Math.max(0, code.start - REACH), code.start);
  const target = TARGET.exec(before);
  if (target === null) return '';
  const names = target[1] === 'this' ? [constructorAround(code)] : [target[1] as string];
  for (const [part] of (target[2] as string).matchAll(PARTS)) names.push(nameOfPart(part));
  return names.filter((name) => name !== '' && name !== 'prototype').join('.');
}

function nameOfPart(part: string): string {
  if (part.startsWith('.')) return part.slice(1).trim();
  const key = part.slice(1, -1).trim();
  return /^['"]/.test(key) ? key.slice(1, -1) : '<computed>';
}

/** `this.x = function () {}` in a function whose name looks like a constructor's. */
function constructorAround({ source, start }: FunctionCode): string {
  const before = source.text.slice(Math.max(0, start - 8 * REACH), start);
  let name = '';
  for (const [, found] of before.matchAll(/\bfunction\s+([A-Z][\w$]*)\s*\(/g)) name = found as string;
  return name;
}
