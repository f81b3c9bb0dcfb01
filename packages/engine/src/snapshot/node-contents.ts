/** What nodes hold. */
import { ModuleRecord } from '../agent/module.ts';
import type { GraphLoading } from '../agent/module-load.ts';
import type { PendingLoad } from '../agent/module-state.ts';
import type { EntryTable } from '../builtins/entry-table.ts';
import { INTRINSICS } from '../builtins/index.ts';
import { CodeFlag } from '../bytecode/code.ts';
import type { GeneratorState } from '../machine/activity.ts';
import { Frame } from '../machine/frame.ts';
import { link } from '../machine/link.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import { type Cell, Environment, type ScopeRecord, Table, WithRecord } from '../machine/records.ts';
import {
  type ExoticObject,
  type JSArray,
  type JSFunction,
  type JSObject,
  NO_SLOTS,
  type PlainObject,
  type Slot,
} from '../objects/object.ts';
import { ShapeFlag } from '../objects/shape.ts';
import { changes, readIntrinsic } from './builtin-changes.ts';
import { originalGlobals } from './builtin-state.ts';
import { arrayLength, elements } from './element-lists.ts';
import { NodeTag, type RecordKind } from './graph.ts';
import type { StateReader } from './graph-reader.ts';
import { activityFields, capturesCodec, dataCodec, entryTable, RECORDS } from './kinds.ts';
import { readLoading, readModule, readPendingLoad } from './module-nodes.ts';
import { damaged } from './snapshot-error.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads the content of a node. */
export function fill(r: StateReader, tag: NodeTag, node: unknown, i: number): void {
  switch (tag) {
    case NodeTag.Plain: {
      const o = node as PlainObject;
      r.shapes.give(o, ShapeFlag.Plain);
      o.elements = elements(r, o);
      return;
    }
    case NodeTag.Array: {
      const a = node as JSArray;
      r.shapes.give(a, ShapeFlag.Array);
      a.elements = elements(r, a);
      a.length = arrayLength(r, a);
      return;
    }
    case NodeTag.Exotic: {
      const o = node as ExoticObject;
      r.shapes.give(o, ShapeFlag.None);
      o.elements = elements(r, o);
      o.data = dataCodec(o.kind).read(r);
      return;
    }
    case NodeTag.Function:
      function_(r, node as JSFunction);
      return;
    case NodeTag.Builtin:
    case NodeTag.Instance:
      builtin(r, node as JSFunction, r.names.get(i) as string, tag === NodeTag.Builtin);
      return;
    case NodeTag.Intrinsic:
      if (r.bool()) readIntrinsic(r, node as JSObject, r.names.get(i) as string);
      return;
    case NodeTag.Global:
      changes(r, node as JSObject, originalGlobals(r.machine.options.web));
      return;
    case NodeTag.Cell:
    case NodeTag.Lexical:
      (node as Cell).value = slotOrRecord(r) as Slot;
      return;
    case NodeTag.Environment: {
      const e = node as Mutable<Environment>;
      e.outer = outer(r);
      e.scope = r.scope();
      for (let n = r.input.count(); n > 0; n--) (e.slots as unknown[]).push(r.any());
      return;
    }
    case NodeTag.Frame:
      r.frames.read(node as Mutable<Frame>);
      return;
    default:
      fillRare(r, tag, node, i);
  }
}

function fillRare(r: StateReader, tag: NodeTag, node: unknown, i: number): void {
  switch (tag) {
    case NodeTag.Table: {
      const t = node as Mutable<Table>;
      t.outer = outer(r);
      for (let n = r.input.count(); n > 0; n--) {
        const name = r.text();
        const mode = r.input.below(7, 'mode of a binding');
        t.bindings.set(name, { value: slotOrRecord(r) as Slot, mode });
      }
      return;
    }
    case NodeTag.With: {
      const w = node as Mutable<WithRecord>;
      w.outer = outer(r);
      w.object = r.object();
      return;
    }
    case NodeTag.Activity:
      activityFields.readInto(r, node as GeneratorState);
      return;
    case NodeTag.Entries:
      entryTable.readInto(r, node as EntryTable);
      return;
    case NodeTag.Code:
    case NodeTag.BuiltinCode:
      linked(r, node as LinkedCode, tag === NodeTag.BuiltinCode);
      return;
    case NodeTag.Module:
      readModule(r, node as ModuleRecord);
      return;
    case NodeTag.PendingLoad:
      readPendingLoad(r, node as PendingLoad);
      return;
    case NodeTag.Loading:
      readLoading(r, node as GraphLoading);
      return;
    case NodeTag.Record:
      RECORDS[r.names.get(i) as RecordKind].readInto(r, node);
      return;
    default:
  }
}

function slotOrRecord(r: StateReader): unknown {
  const v = r.any();
  return v instanceof Frame || v instanceof LinkedCode ? damaged('a frame in a cell') : v;
}

function outer(r: StateReader): ScopeRecord | undefined {
  const v = r.any();
  if (
    v === undefined ||
    v instanceof Environment ||
    v instanceof Frame ||
    v instanceof Table ||
    v instanceof WithRecord
  )
    return v;
  return damaged('a record whose outer one is none');
}

function function_(r: StateReader, f: JSFunction): void {
  const code = r.node();
  if (!(code instanceof LinkedCode)) damaged('a function without code');
  (f as Mutable<JSFunction>).code = code;
  r.shapes.give(f, ShapeFlag.None);
  const captures: unknown[] = [];
  for (let n = r.input.count(); n > 0; n--) captures.push(r.any());
  f.captures = captures;
  if (code.code !== null && code.code.captures.length !== captures.length && !isTopLevel(code))
    damaged('a closure that lacks captures');
}

function builtin(r: StateReader, f: JSFunction, name: string, canonical: boolean): void {
  if (INTRINSICS.has(name) && canonical) {
    if (r.bool()) readIntrinsic(r, f, name);
    return;
  }
  if (canonical && !r.bool()) return;
  f.slots = NO_SLOTS;
  r.shapes.give(f, ShapeFlag.None);
  f.captures = capturesCodec(name).read(r);
}

function linked(r: StateReader, lc: LinkedCode, builtin: boolean): void {
  const hasCode = r.bool();
  if (builtin) {
    if (hasCode) {
      const code = r.code();
      if (lc.code !== code) {
        const own = new LinkedCode(lc.realm, code, lc.spec, null);
        r.replaced.set(lc, own);
      }
    }
  } else {
    const module = r.any();
    if (module !== null && !(module instanceof ModuleRecord)) damaged('code of a module that is none');
    lc.module = module;
  }
  const isLinked = r.bool();
  if (!isLinked) return;
  const target = r.replaced.get(lc) ?? lc;
  if (target.code === null) damaged('code without a body');
  if (target.body === null) link(target);
  const n = r.input.count();
  if (n !== target.functions.length) damaged('code that lacks inner functions');
  for (let i = 0; i < n; i++) {
    const inner = r.node();
    if (!(inner instanceof LinkedCode)) damaged('an inner function without code');
    target.functions[i] = inner;
  }
  for (let k = r.input.count(); k > 0; k--) {
    const index = r.input.uint();
    target.templates ??= new Map();
    target.templates.set(index, r.object());
  }
}

function isTopLevel(code: LinkedCode): boolean {
  return (code.flags & CodeFlag.TopLevel) !== 0;
}
