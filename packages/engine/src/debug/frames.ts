/** The stack for who looks from outside: frames, their scopes, and in those each variable with its place and value. */
import { CodeFlag, CodeKind } from '../bytecode/code.ts';
import type { Frame } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { linesOf, siteOf } from '../machine/stack-trace.ts';
import { HOLE } from '../objects/value.ts';
import { rangeOf } from './places.ts';
import { type PlaceKind, type ScopeKind, scopesOf, thisOf, type VariableScope } from './scopes.ts';
import { type ValueView, viewOf } from './values.ts';

export interface FrameInspection {
  /** Position on the stack, built-ins counted: what `evaluateIn` and its like take. 0 is the newest. */
  readonly index: number;
  readonly function: string;
  readonly kind: 'script' | 'module' | 'function' | 'generator' | 'async' | 'async-generator';
  /** A built-in's, written in JavaScript. */
  readonly selfHosted: boolean;
  readonly file: string;
  /** Of the expression or statement at hand. Lines and columns are 1-based, columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The same as offsets. */
  readonly start: number;
  readonly end: number;
}

export interface ScopeInspection {
  readonly kind: ScopeKind;
  /** The function whose variables they are. */
  readonly owner: string;
  readonly bindings: readonly BindingInspection[];
  /** `with` and `global`: the object whose properties are the names. */
  readonly object?: ValueView;
}

export interface BindingInspection {
  readonly name: string;
  readonly kind: string;
  readonly place: PlaceKind;
  readonly index: number;
  /** The same number for the same cell, environment, table or frame; null for registers. */
  readonly record: number | null;
  /** `dead`: nothing reads it any more, so that it may be lost when the machine is saved. */
  readonly state: 'live' | 'dead' | 'uninitialised';
  readonly value: ValueView;
  /** Where the frame's source declares it (1-based); null where the machine knows its name only: globals, cells of modules. */
  readonly declared: { readonly line: number; readonly column: number } | null;
}

export interface FramesOptions {
  /** Built-ins' frames too. Default false. */
  readonly selfHosted?: boolean;
  /** Frames (of those asked for) passed over, from the newest. Default 0. */
  readonly skip?: number;
  /** Default: all. */
  readonly count?: number;
}

const isHidden = (f: Frame): boolean => (f.code.flags & CodeFlag.SelfHosted) !== 0;

/** The frames on the stack, newest first. */
export function inspectFrames(m: Machine, options: FramesOptions = {}): FrameInspection[] {
  const { selfHosted = false, count = Number.POSITIVE_INFINITY } = options;
  const list: FrameInspection[] = [];
  let skip = options.skip ?? 0;
  let index = 0;
  for (let f = m.frame; f !== null && list.length < count; f = f.caller, index++) {
    if (isHidden(f) && !selfHosted) continue;
    if (skip-- > 0) continue;
    list.push(inspectFrame(m, f, index));
  }
  return list;
}

/** The frame at an index of `inspectFrames`; null where there is none. */
export function frameAt(m: Machine, index: number): Frame | null {
  let f = m.frame;
  for (let i = 0; f !== null && i < index; i++) f = f.caller;
  return f;
}

/** The newest frame of the program's own; null between jobs. */
export function newestGuestFrame(m: Machine): Frame | null {
  let f = m.frame;
  while (f !== null && isHidden(f)) f = f.caller;
  return f;
}

function inspectFrame(m: Machine, f: Frame, index: number): FrameInspection {
  const site = siteOf(f);
  const { code } = f.code;
  const common = { index, function: nameOf(f, site.functionName), kind: kindOf(f), selfHosted: isHidden(f) };
  if (code === null)
    return { ...common, file: site.file, line: 1, column: 1, endLine: 1, endColumn: 1, start: 0, end: 0 };
  const { start, end } = rangeOf(m, f, code);
  const lines = linesOf(code.source);
  const from = lines.position(start);
  const to = lines.position(end);
  return {
    ...common,
    file: code.source.name,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    start,
    end,
  };
}

function nameOf(f: Frame, name: string): string {
  if ((f.code.flags & CodeFlag.TopLevel) !== 0) return '<top level>';
  return name === '' ? '<anonymous>' : name;
}

function kindOf(f: Frame): FrameInspection['kind'] {
  const { code } = f;
  if ((code.flags & CodeFlag.TopLevel) !== 0) return code.module === null ? 'script' : 'module';
  if (code.kind === CodeKind.Generator) return 'generator';
  if (code.kind === CodeKind.Async) return 'async';
  return code.kind === CodeKind.AsyncGenerator ? 'async-generator' : 'function';
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A number for a cell, environment, table or frame, the same each time it is met. */
export function identityOf(record: object): number {
  let id = identities.get(record);
  if (id === undefined) {
    id = ++lastIdentity;
    identities.set(record, id);
  }
  return id;
}

/** The scopes around the instruction at hand, innermost first, and `this` (undefined where the code does not know it). */
export function inspectScopes(
  m: Machine,
  f: Frame,
): { readonly this: ValueView | undefined; readonly scopes: readonly ScopeInspection[] } {
  const self = thisOf(f);
  return {
    this: self === (HOLE as unknown) ? undefined : viewOf(self),
    scopes: scopesOf(m, f).map((scope) => inspectScope(scope, f)),
  };
}

function inspectScope({ kind, owner, variables, object }: VariableScope, f: Frame): ScopeInspection {
  const source = f.code.code?.source;
  const bindings = variables.map((variable): BindingInspection => {
    const value = viewOf(variable.get());
    return {
      name: variable.name,
      kind: variable.kind,
      place: variable.place,
      index: variable.index,
      record: variable.record === null ? null : identityOf(variable.record),
      state: value.type === 'uninitialised' ? 'uninitialised' : variable.dead ? 'dead' : 'live',
      value,
      declared: variable.start < 0 || source === undefined ? null : linesOf(source).position(variable.start),
    };
  });
  return { kind, owner, bindings, ...(object === null ? {} : { object: viewOf(object) }) };
}
