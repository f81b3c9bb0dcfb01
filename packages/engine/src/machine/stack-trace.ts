/** Stack traces as V8 prints them, of guest frames only. */
import { CodeFlag, CodeKind } from '../bytecode/code.ts';
import { isObject, JSFunction, type JSObject } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import { TDZ } from '../objects/value.ts';
import { LineMap } from '../parser/line-map.ts';
import { constructorName } from './callee-text.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';

export interface Site {
  readonly functionName: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, UTF-16 units. */
  readonly column: number;
}

const lineMaps = new WeakMap<object, LineMap>();

/** Lines of a source text, computed once. */
export function linesOf(source: { readonly text: string }): LineMap {
  let map = lineMaps.get(source);
  if (map === undefined) {
    map = new LineMap(source.text);
    lineMaps.set(source, map);
  }
  return map;
}

/** Offset in the source of the instruction that a frame is executing, or of the call it waits for. */
export function offsetOf(f: Pick<Frame, 'code' | 'pc'>): number {
  const positions = f.code.body?.positions;
  if (positions === undefined || positions.length === 0) return f.code.code?.start ?? 0;
  const at = f.pc - 1;
  let lo = 0;
  let hi = positions.length / 2 - 1;
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1;
    if ((positions[2 * mid] as number) <= at) lo = mid;
    else hi = mid - 1;
  }
  return positions[2 * lo + 1] as number;
}

export function siteOf(f: Frame): Site {
  const source = f.code.code?.source ?? { name: '<native>', text: '' };
  const { line, column } = linesOf(source).position(offsetOf(f));
  return { functionName: functionName(f), file: source.name, line, column };
}

/** How V8 names a frame: `new Foo`, `Foo.method`, `async f`, `Object.<anonymous>` without the parts that are not there. */
function functionName(f: Frame): string {
  const { code } = f;
  if ((code.flags & CodeFlag.TopLevel) !== 0) return '';
  const own = getOwnSlot(f.fn, 'name');
  const name = typeof own === 'string' ? own : code.name;
  if (f.newTarget !== undefined) return `new ${name === '' ? '<anonymous>' : name}`;
  const self = f.slots[0];
  const prefix = code.kind === CodeKind.Async && f.activity?.detached === true ? 'async ' : '';
  if ((code.flags & (CodeFlag.Method | CodeFlag.Arrow)) === CodeFlag.Method && self !== TDZ && isObject(self)) {
    const type = self instanceof JSFunction ? 'Function' : constructorName(self as JSObject);
    return `${prefix}${type}.${name === '' ? '<anonymous>' : name}`;
  }
  return prefix + name;
}

/** Guest frames from the newest, self-hosted ones left out. */
export function guestFrames(m: Machine): Frame[] {
  const out: Frame[] = [];
  for (let f = m.frame; f !== null; f = f.caller) if ((f.code.flags & CodeFlag.SelfHosted) === 0) out.push(f);
  return out;
}

export function siteText(s: Site): string {
  const place = `${s.file}:${s.line}:${s.column}`;
  return s.functionName === '' ? `    at ${place}` : `    at ${s.functionName} (${place})`;
}

/** The `stack` text under that header. Frames above and including those of function `above` are left out. */
export function traceText(m: Machine, header: string, above: JSObject | null): string {
  const limitSlot = m.realm.errorStackLimit;
  if (limitSlot === undefined) return header;
  let text = header;
  let n = 0;
  let f = m.frame;
  if (above !== null) {
    while (f !== null && f.fn !== above) f = f.caller;
    f = f?.caller ?? null;
  }
  for (; f !== null && n < limitSlot; f = f.caller) {
    if ((f.code.flags & CodeFlag.SelfHosted) !== 0) continue;
    text += `\n${siteText(siteOf(f))}`;
    n++;
  }
  m.charge(24 + text.length);
  m.useFuel(n * 4);
  return text;
}
