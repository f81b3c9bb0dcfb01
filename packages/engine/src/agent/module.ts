/** Module records (ECMA-262 §16.2.1) and what the embedder provides for them. */
import type { FunctionCode, ModuleDeclarations } from '../bytecode/code.ts';
import { link } from '../machine/link.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import type { Machine } from '../machine/machine.ts';
import { Cell } from '../machine/records.ts';
import { type ExoticObject, JSFunction, type PlainObject } from '../objects/object.ts';
import { defineData } from '../objects/property.ts';
import { TDZ, type Value } from '../objects/value.ts';
import type { Resolution } from './module-exports.ts';
import { ModuleNode } from './module-state.ts';
import type { Realm } from './realm.ts';

/** A module's text, and what it is. */
export interface LoadedModule {
  readonly source: string;
  /** `json` needs the attribute `type: 'json'` at the import, `text` needs `type: 'text'`. */
  readonly language: 'js' | 'ts' | 'json' | 'text';
}

/**
 * Where modules come from: given by the embedder. What these throw becomes an Error of the guest with the same `message` and, where it
 * is a string, `code` (a TypeError if `name` is that).
 */
export interface ModuleLoader {
  /**
   * The URL of the module that `specifier` names in the script or module `referrer`, which is a URL that this function gave, or the name
   * under which a program was started. The same URL is the same module.
   */
  resolve(specifier: string, referrer: string): string;
  /** Reads it. A promise keeps the importing module waiting, and the machine with it if it has nothing else to do. */
  load(url: string, attributes: Readonly<Record<string, string>>): LoadedModule | PromiseLike<LoadedModule>;
  /** Further properties of `import.meta`, beside `url`. */
  meta?(url: string): Readonly<Record<string, string>>;
}

/** [[Status]] of a Cyclic Module Record (§16.2.1.6). */
export type ModuleStatus = 'new' | 'unlinked' | 'linking' | 'linked' | 'evaluating' | 'evaluating-async' | 'evaluated';

/** The `type` attribute of an import, or that there is none. */
export type ModuleType = '' | 'json' | 'text';

/** [[AsyncEvaluationOrder]] beside the positive numbers. */
export const enum AsyncOrder {
  Unset = 0,
  Done = -1,
}

/** A binding of a module as code that looks names up sees it (a direct eval): its place, and whether it takes assignments. */
export class ModuleBinding {
  readonly cell: Cell;
  readonly constant: boolean;
  constructor(cell: Cell, constant: boolean) {
    this.cell = cell;
    this.constant = constant;
  }
  get value(): Cell['value'] {
    return this.cell.value;
  }
  set value(v: Cell['value']) {
    this.cell.value = v;
  }
}

/**
 * A module: a Source Text Module Record (§16.2.1.7), or a Synthetic Module Record (§16.2.1.8) of one export `default`, whose value is
 * there from the start.
 *
 * Fields from `status` on are written by loading, linking and evaluation only.
 */
export class ModuleRecord extends ModuleNode {
  readonly realm: Realm;
  readonly url: string;
  readonly type: ModuleType;
  readonly declarations: ModuleDeclarations;
  /** Null: a synthetic module. */
  readonly linked: LinkedCode | null;
  /** The function that evaluates it. */
  readonly body: JSFunction | null;
  /** By index of `declarations.cells`; an import's cell is the exporting module's once the module is linked. */
  readonly cells: Cell[];
  /** What the requests of `declarations` have led to; null: not loaded. */
  readonly requested: (ModuleRecord | null)[];
  /** Value of the export of a synthetic module. */
  readonly syntheticValue: Value;
  readonly hasTopLevelAwait: boolean;

  status: ModuleStatus = 'new';
  /** [[DFSIndex]] and [[DFSAncestorIndex]], meaningful while linking and evaluating. */
  dfsIndex = 0;
  dfsAncestorIndex = 0;
  /** The module of its cycle that was visited first; null: not evaluated. */
  cycleRoot: ModuleRecord | null = null;
  /** Position among the agent's asynchronous evaluations, or AsyncOrder. */
  asyncEvaluationOrder: number = AsyncOrder.Unset;
  pendingAsyncDependencies = 0;
  readonly asyncParents: ModuleRecord[] = [];
  /** Boxed, since any value can be thrown. */
  evaluationError: { readonly value: Value } | null = null;
  /** Promise of its evaluation, for the module on which Evaluate was called. */
  topLevelPromise: ExoticObject | null = null;
  /** Modules being evaluated, where this one was asked for. */
  evaluationStack: ModuleRecord[] = [];
  /** Where its exports live, as far as somebody has asked; see `resolveExport`. */
  readonly resolutions = new Map<string, Resolution>();
  /** Made on first use; see `namespaceOf`. */
  namespace: ExoticObject | null = null;
  private metaObject: PlainObject | null = null;
  private names: Map<string, number> | null = null;

  private constructor(
    realm: Realm,
    url: string,
    type: ModuleType,
    declarations: ModuleDeclarations,
    code: FunctionCode | null,
    value: Value,
  ) {
    super();
    this.realm = realm;
    this.url = url;
    this.type = type;
    this.declarations = declarations;
    this.linked = code === null ? null : new LinkedCode(realm, code, null, this);
    this.body = this.linked === null ? null : new JSFunction(realm.closureShape(this.linked.kind), this.linked, []);
    this.cells = declarations.cells.map((c) => new Cell(c.tdz ? TDZ : undefined));
    this.requested = declarations.requests.map(() => null);
    this.syntheticValue = value;
    this.hasTopLevelAwait = declarations.hasTopLevelAwait;
  }

  /** ParseModule (§16.2.1.7.1), the parsing done. */
  static ofSource(realm: Realm, url: string, code: FunctionCode): ModuleRecord {
    if (code.module === null) throw new Error(`internal fault: ${url} was not compiled as a module`);
    return new ModuleRecord(realm, url, '', code.module, code, undefined);
  }

  /** CreateDefaultExportSyntheticModule (§16.2.1.8.1). */
  static ofValue(realm: Realm, url: string, type: ModuleType, value: Value): ModuleRecord {
    return new ModuleRecord(realm, url, type, SYNTHETIC, null, value);
  }

  held(): readonly unknown[] {
    const {
      body,
      cells,
      syntheticValue,
      requested,
      asyncParents,
      evaluationError,
      topLevelPromise,
      namespace,
      metaObject,
    } = this;
    return [
      body,
      ...cells,
      syntheticValue,
      ...requested,
      ...asyncParents,
      evaluationError?.value,
      topLevelPromise,
      namespace,
      metaObject,
    ];
  }

  /** Code of the inner functions, the body compiled first. */
  get functions(): readonly LinkedCode[] {
    const { linked } = this;
    if (linked === null) return [];
    if (linked.body === null) link(linked);
    return linked.functions;
  }

  /** The top-level binding of that name, where code of this module can look names up. */
  binding(name: string): ModuleBinding | undefined {
    const { cells } = this.declarations;
    this.names ??= new Map(cells.map((c, i) => [c.name, i]));
    const i = this.names.get(name);
    return i === undefined ? undefined : new ModuleBinding(this.cells[i] as Cell, cells[i]?.constant === true);
  }

  /** `import.meta` (§13.3.12.1). */
  meta(m: Machine): PlainObject {
    if (this.metaObject === null) {
      m.charge(160);
      const o = this.realm.newObject(null);
      const more = m.options.loader?.meta?.(this.url) ?? {};
      for (const [key, v] of Object.entries(more)) defineData(o, key, String(v));
      defineData(o, 'url', this.url);
      this.metaObject = o;
    }
    return this.metaObject;
  }
}

const SYNTHETIC: ModuleDeclarations = {
  requests: [],
  cells: [{ name: '*default*', import: null, tdz: false, constant: true }],
  localExports: [{ exportName: 'default', cell: 0 }],
  indirectExports: [],
  starExports: [],
  functions: [],
  hasTopLevelAwait: false,
};
