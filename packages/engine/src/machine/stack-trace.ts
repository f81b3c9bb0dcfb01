/** Stack traces as V8 prints them. */
import { CodeFlag } from '../bytecode/code.ts';
import type { SourcePlace } from '../host/options.ts';
import type { JSObject } from '../objects/object.ts';
import { LineMap } from '../parser/line-map.ts';
import { type CallSite, captureSites, guestSite, isBuiltinSite, SiteFlag } from './call-sites.ts';
import { callHelper } from './calls.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { debugName, isEvalCode, siteHead } from './site-names.ts';

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
  return { functionName: siteHead(guestSite(f)), file: source.name, line, column };
}

/** Guest frames from the newest, self-hosted ones left out. */
export function guestFrames(m: Machine): Frame[] {
  const out: Frame[] = [];
  for (let f = m.frame; f !== null; f = f.caller) if ((f.code.flags & CodeFlag.SelfHosted) === 0) out.push(f);
  return out;
}

/** Where a guest function's site is; null for a built-in's. */
export function sitePlace(s: CallSite): SourcePlace | null {
  const source = s.fn.code.code?.source;
  if (source === undefined || isBuiltinSite(s)) return null;
  return { file: source.name, ...linesOf(source).position(s.at) };
}

/** The name that an eval's text gives itself, `//# sourceURL=…`. */
export function sourceUrlOf(s: CallSite): string | undefined {
  return /\/\/[#@] sourceURL=([^\s'"]*)\s*$/.exec(s.fn.code.code?.source.text ?? '')?.[1];
}

/** What stands in the parentheses of a line. */
function placeText(s: CallSite, mapped: boolean): string {
  let place = sitePlace(s);
  if (place === null) return '<anonymous>';
  if (isEvalCode(s.fn.code)) {
    const own = sourceUrlOf(s);
    const file = own ?? `${s.fn.code.evalOrigin?.text}, <anonymous>`;
    return `${file}:${place.line}:${place.column}`;
  }
  if (mapped) place = s.fn.code.realm.machine.options.host.mapPosition?.(place) ?? place;
  return `${place.file}:${place.line}:${place.column}`;
}

/** A site as `CallSite.prototype.toString` gives it; `mapped`: through source maps, as a trace has it. */
export function siteText(s: CallSite, mapped = false): string {
  const head = siteHead(s);
  if ((s.flags & SiteFlag.Combinator) !== 0) return `async Promise.${s.fn.code.name} (index ${s.at})`;
  const place = placeText(s, mapped);
  return head === '' || head === 'async ' ? head + place : `${head} (${place})`;
}

/** The lines of a stack, each with a line break before it. */
export function traceText(sites: readonly CallSite[]): string {
  let text = '';
  for (const s of sites) text += `\n    at ${siteText(s, true)}`;
  return text;
}

/** Where a direct or indirect eval, or a call of `Function`, stands: `eval at f (file:1:2)`. */
export function evalOriginText(m: Machine): string {
  const frame = guestFrames(m)[0];
  if (frame === undefined) return 'eval at <anonymous> (<anonymous>)';
  const newest = guestSite(frame);
  const name = (frame.code.flags & CodeFlag.TopLevel) !== 0 ? '' : debugName(frame.fn);
  return `eval at ${name === '' ? '<anonymous>' : name} (${evalPlace(newest)})`;
}

function evalPlace(s: CallSite): string {
  return isEvalCode(s.fn.code) ? (s.fn.code.evalOrigin?.text ?? '') : placeText(s, false);
}

/** How a machine makes the stacks of errors. */
export interface StackTracer {
  capture(m: Machine, above: JSObject | null): readonly CallSite[] | null;
  text(sites: readonly CallSite[]): string;
  /** Puts the helper on the stack that has a stack made by guest code. */
  prepare(m: Machine, error: JSObject): void;
}

/** The sites of a new error, hiding those down to the call of `above`; null where `Error.stackTraceLimit` asks for no stack at all. */
export function captureStack(m: Machine, above: JSObject | null): CallSite[] | null {
  const limit = m.realm.errorStackLimit;
  if (limit === undefined) return null;
  const sites = captureSites(m, Math.trunc(limit), above);
  m.charge(24 + 64 * sites.length);
  m.useFuel(sites.length * 4);
  return sites;
}

export const STACK_TRACER: StackTracer = {
  capture: captureStack,
  text: traceText,
  prepare: (m, error) => callHelper(m, 'PrepareStack', [error]),
};
