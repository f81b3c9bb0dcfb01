/** Nodes without content: all are there before any is filled, so that each can refer to each. */
import { ModuleRecord } from '../agent/module.ts';
import { GraphLoading } from '../agent/module-load.ts';
import { PendingLoad } from '../agent/module-state.ts';
import { EntryTable } from '../builtins/entry-table.ts';
import { INTRINSICS } from '../builtins/index.ts';
import { WeakTable } from '../builtins/weak-table.ts';
import type { ScopeNames } from '../bytecode/code.ts';
import { GeneratorState } from '../machine/activity.ts';
import { Frame } from '../machine/frame.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import { Cell, Environment, LexicalCell, Table, WithRecord } from '../machine/records.ts';
import { type ExoticKind, ExoticObject, JSArray, JSFunction, NO_ELEMENTS, PlainObject } from '../objects/object.ts';
import { PrivateName, symbols } from '../objects/value.ts';
import { findBuiltin } from './builtin-names.ts';
import { NodeTag, RECORD_KINDS, type RecordKind } from './graph.ts';
import type { StateReader } from './graph-reader.ts';
import { dataCodec } from './kinds.ts';
import { damaged, SnapshotError } from './snapshot-error.ts';

/** Gives frames the layout that all frames have, before their code is known. */
const NO_CODE = { template: [] } as unknown as LinkedCode;
const NO_FUNCTION = null as unknown as JSFunction;
const NO_SCOPE: ScopeNames = { bindings: [], owner: '', source: { name: '', text: '' } };

/** A node of that kind, the i-th, whose content is read later. */
export function shell(r: StateReader, tag: NodeTag, i: number): unknown {
  const shape = r.placeholder;
  switch (tag) {
    case NodeTag.Plain:
      return new PlainObject(shape, undefined, undefined, undefined, undefined);
    case NodeTag.Array:
      return new JSArray(shape, NO_ELEMENTS);
    case NodeTag.Exotic: {
      const kind = r.text() as ExoticKind;
      if (kind === 'Global' || kind === 'ObjectPrototype') damaged('a built-in object as one of the program');
      requireCodec(kind);
      return new ExoticObject(shape, kind, null);
    }
    case NodeTag.Function:
      return new JSFunction(shape, NO_CODE, []);
    case NodeTag.Builtin: {
      const realm = r.realm();
      const name = r.text();
      r.names.set(i, name);
      const f = findBuiltin(name, realm, r.hostFunctions);
      r.realmOf.set(f, realm);
      return f;
    }
    case NodeTag.Instance: {
      const realm = r.realm();
      const name = r.text();
      r.names.set(i, name);
      return new JSFunction(shape, findBuiltin(name, realm, r.hostFunctions).code, []);
    }
    case NodeTag.Intrinsic: {
      const realm = r.realm();
      const id = r.text();
      if (!INTRINSICS.has(id))
        throw new SnapshotError('MISSING_BUILTIN', `This engine has no built-in ${JSON.stringify(id)}.`);
      r.names.set(i, id);
      const o = realm.intrinsic(id);
      r.realmOf.set(o, realm);
      return o;
    }
    case NodeTag.Global: {
      const realm = r.realm();
      r.realmOf.set(realm.globalObject, realm);
      return realm.globalObject;
    }
    case NodeTag.Cell:
      return new Cell(undefined);
    case NodeTag.Lexical:
      return new LexicalCell(undefined, r.bool());
    case NodeTag.Environment:
      return new Environment(undefined, [], NO_SCOPE);
    case NodeTag.Table: {
      const varScope = r.bool();
      return new Table(undefined, varScope, r.scope());
    }
    case NodeTag.With:
      return new WithRecord(undefined, r.machine.mainRealm.globalObject);
    case NodeTag.Frame:
      return new Frame(NO_CODE, NO_FUNCTION);
    case NodeTag.Activity:
      return new GeneratorState('generator', null, NO_FUNCTION as unknown as ExoticObject);
    case NodeTag.Entries:
      return EntryTable.empty();
    case NodeTag.WeakTable:
      return new WeakTable();
    default:
      return rareShell(r, tag, i);
  }
}

function rareShell(r: StateReader, tag: NodeTag, i: number): unknown {
  const m = r.machine;
  switch (tag) {
    case NodeTag.WellKnown: {
      const name = r.text();
      return Object.hasOwn(symbols, name)
        ? symbols[name as keyof typeof symbols]
        : damaged(`no well-known symbol is called ${name}`);
    }
    case NodeTag.Registered: {
      const key = r.text();
      let symbol = m.symbolRegistry.get(key);
      if (symbol === undefined) {
        symbol = Symbol(key);
        m.symbolRegistry.set(key, symbol);
        m.symbolKeys.set(symbol, key);
      }
      return symbol;
    }
    case NodeTag.Symbol:
      return r.bool() ? Symbol(r.text()) : Symbol();
    case NodeTag.Private:
      return new PrivateName(r.text());
    case NodeTag.Code: {
      const realm = r.realm();
      const lc = new LinkedCode(realm, r.code(), null, null);
      if (r.bool()) lc.referrer = r.text();
      if (r.bool()) lc.evalOrigin = { text: r.text(), direct: r.bool() };
      return lc;
    }
    case NodeTag.BuiltinCode: {
      const realm = r.realm();
      return findBuiltin(r.text(), realm, r.hostFunctions).code;
    }
    case NodeTag.Module: {
      const realm = r.realm();
      const url = r.text();
      const type = r.text();
      if (type !== '' && type !== 'json' && type !== 'text') damaged('a module of an unknown type');
      if (!r.bool()) return ModuleRecord.ofValue(realm, url, type, undefined);
      const code = r.code();
      if (code.module === null) damaged('a module whose code is none');
      return ModuleRecord.ofSource(realm, url, code);
    }
    case NodeTag.PendingLoad:
      return Object.create(PendingLoad.prototype);
    case NodeTag.Loading:
      return Object.create(GraphLoading.prototype);
    case NodeTag.Record:
      r.names.set(i, RECORD_KINDS[r.input.below(RECORD_KINDS.length, 'kind of record')] as RecordKind);
      return {};
    default:
      return damaged('an unknown node');
  }
}

/** @throws SnapshotError where objects of that kind cannot be read. */
function requireCodec(kind: ExoticKind): void {
  try {
    dataCodec(kind);
  } catch {
    damaged(`an object of unknown kind ${kind}`);
  }
}
