/** Texts of callees and values for messages, as V8 words them. */
import { ExoticObject, JSArray, JSFunction, isObject } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import { HOLE, type Value } from '../objects/value.ts';
import { OP_LENGTH } from './link.ts';
import type { Machine } from './machine.ts';

/** A value as V8 prints it in messages: strings quoted, `#<Foo>` for objects. */
export function describe(v: Value): string {
  switch (typeof v) {
    case 'string':
      return `"${v}"`;
    case 'symbol':
      return `Symbol(${v.description ?? ''})`;
    case 'bigint':
      return String(v);
    case 'object':
      if (v === null) return 'null';
      if (v instanceof JSFunction) {
        const code = v.code;
        if (code.code !== null && code.spec === null) return code.code.source.text.slice(code.code.start, code.code.end);
        return `function ${code.name}() { [native code] }`;
      }
      if (v instanceof JSArray) return '[object Array]';
      return `#<${constructorName(v)}>`;
    default:
      return String(v);
  }
}

/** Name of the constructor that an object's prototype chain names, without running guest code. */
export function constructorName(v: Value): string {
  let o = isObject(v) ? v : null;
  while (o !== null) {
    if (o instanceof ExoticObject && o.kind === 'Proxy') return 'Object';
    const c = getOwnSlot(o, 'constructor');
    if (c !== HOLE && c instanceof JSFunction) {
      const name = getOwnSlot(c, 'name');
      if (typeof name === 'string' && name !== '') return name;
    }
    o = o.shape.proto;
  }
  return 'Object';
}

/** Source text of the callee of the call that the newest frame is executing, as V8 prints it; the value where there is no text. */
export function calleeText(m: Machine, v: Value): string {
  const f = m.frame;
  if (f === null) return describe(v);
  const body = f.code.body;
  const source = f.code.code?.source;
  if (body === null || source === undefined) return describe(v);
  const at = f.pc - 1;
  const ranges = body.calleeRanges;
  // The call instruction is the last one that starts at or before `at`.
  for (let i = ranges.length - 3; i >= 0; i -= 3)
    if ((ranges[i] as number) <= at) {
      const text = source.text.slice(ranges[i + 1], ranges[i + 2]);
      if (text !== '') return simplify(text);
      break;
    }
  return describe(v);
}

/**
 * Source text of what the instruction before the newest frame's pc iterates or takes apart, as V8 prints it; undefined where the
 * compiler has noted none.
 */
export function operandText(m: Machine): string | undefined {
  const body = m.frame?.code.body;
  const source = m.frame?.code.code?.source;
  const pc = m.frame?.pc as number;
  if (body === null || body === undefined || source === undefined) return undefined;
  const ranges = body.calleeRanges;
  for (let i = ranges.length - 3; i >= 0; i -= 3) {
    const at = ranges[i] as number;
    if (at >= pc) continue;
    if (at + (OP_LENGTH[body.code[at] as number] as number) !== pc) return undefined;
    return simplify(source.text.slice(ranges[i + 1], ranges[i + 2]));
  }
  return undefined;
}

/** V8 prints calls and literals inside a callee as `(...)` and `(intermediate value)`. */
function simplify(text: string): string {
  const t = text.replace(/\s+/g, ' ');
  if (/^[\p{ID_Start}$_#][\p{ID_Continue}$.?#]*$/u.test(t)) return t;
  return t.replace(/\((?:[^()]|\([^()]*\))*\)/g, (all, offset: number) => (offset === 0 ? all : '(...)'));
}
