/** Loading of modules: HostLoadImportedModule over the embedder's loader, LoadRequestedModules (ECMA-262 §16.2.1.6.1.1, §16.2.1.9). */
import { parseJson } from '../builtins/json-parse.ts';
import { compileSource } from '../compiler/front.ts';
import { GuestThrow } from '../machine/guest-throw.ts';
import type { Machine } from '../machine/machine.ts';
import { fulfillPromise, newPromise, rejectPromise } from '../machine/promises.ts';
import type { ExoticObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import { isTypeScriptLoaded, loadTypeScript } from '../parser/parse.ts';
import { type LoadedModule, ModuleRecord, type ModuleType } from './module.ts';
import { codedError, earlyError, jsonError, loaderError } from './module-errors.ts';
import { type LoadAnswer, ModuleNode, opaque, PendingLoad } from './module-state.ts';
import type { Realm } from './realm.ts';

export type Attributes = readonly (readonly [key: string, value: string])[];

/** What a script, module or `import()` asks for. */
export interface ModuleRequest {
  readonly specifier: string;
  readonly attributes: Attributes;
}

/** A request of a module being loaded, or of an `import()` (module null). */
export interface LoadWaiter {
  readonly loading: GraphLoading;
  readonly module: ModuleRecord | null;
  readonly request: number;
}

interface Visit {
  readonly module: ModuleRecord;
  /** Its next request. */
  next: number;
}

/** GraphLoadingState Record: a module and all that it asks for, loaded one module a step. */
export class GraphLoading extends ModuleNode {
  readonly realm: Realm;
  /** Settled when everything is there, or something can't be had. */
  readonly promise: ExoticObject;
  /** Null: an `import()` whose module is still to be found, as `wanted` says. */
  root: ModuleRecord | null;
  readonly wanted: (ModuleRequest & { readonly referrer: string; readonly importPromise: ExoticObject }) | null;
  private readonly seen = new Set<ModuleRecord>();
  /** Modules whose requests are being gone through, the innermost last. */
  private readonly visits: Visit[] = [];
  /** Loads that the embedder still owes. */
  private owed = 0;
  private over = false;

  constructor(m: Machine, realm: Realm, root: ModuleRecord | null, wanted: GraphLoading['wanted']) {
    super();
    this.realm = realm;
    this.promise = newPromise(m);
    this.root = root;
    this.wanted = wanted;
    if (root !== null) this.enter(root);
  }

  held(): readonly unknown[] {
    return [this.promise, this.root, this.wanted?.importPromise, ...this.seen];
  }

  /** Does the next thing. False: nothing is left to be done now. */
  step(m: Machine): boolean {
    if (this.over) return false;
    if (this.root === null) {
      const { wanted } = this;
      if (wanted === null) throw new Error('internal fault: a loading without a module');
      if (this.owed > 0) return false;
      this.request(m, wanted.referrer, wanted, { loading: this, module: null, request: 0 });
      return true;
    }
    const at = this.visits[this.visits.length - 1];
    if (at === undefined) {
      if (this.owed === 0) this.finish(m);
      return false;
    }
    const { module } = at;
    const i = at.next++;
    const wanted = module.declarations.requests[i];
    if (wanted === undefined) this.visits.pop();
    else {
      const known = module.requested[i];
      if (known !== null && known !== undefined) this.enter(known);
      else this.request(m, module.url, wanted, { loading: this, module, request: i });
    }
    return true;
  }

  /** FinishLoadingImportedModule (§16.2.1.9.1), a record having been had. */
  take(waiter: LoadWaiter, record: ModuleRecord): void {
    if (waiter.module === null) this.root = record;
    else waiter.module.requested[waiter.request] = record;
    this.enter(record);
  }

  /** The embedder has answered for one waiter. */
  answered(): void {
    this.owed--;
  }

  /** The same, it having failed. An `import()` whose own module can't be had is rejected at once (§13.3.10.3 step 1). */
  fail(m: Machine, reason: Value): void {
    if (this.over) return;
    this.over = true;
    rejectPromise(m, this.root === null && this.wanted !== null ? this.wanted.importPromise : this.promise, reason);
  }

  private enter(module: ModuleRecord): void {
    if (module.status !== 'new' || this.seen.has(module)) return;
    this.seen.add(module);
    this.visits.push({ module, next: 0 });
  }

  private request(m: Machine, referrer: string, wanted: ModuleRequest, waiter: LoadWaiter): void {
    try {
      checkAttributes(m, wanted.attributes, waiter.module === null ? 'TypeError' : 'SyntaxError');
      const result = loadImportedModule(m, this.realm, referrer, wanted, waiter);
      if (result === null) this.owed++;
      else this.take(waiter, result);
    } catch (e) {
      if (!(e instanceof GuestThrow)) throw e;
      this.fail(m, e.value);
    }
  }

  private finish(m: Machine): void {
    this.over = true;
    for (const module of this.seen) module.status = 'unlinked';
    fulfillPromise(m, this.promise, undefined);
  }
}

/** AllImportAttributesSupported (§16.2.1.9.2); the error is of the type that the kind of import asks for. */
function checkAttributes(m: Machine, attributes: Attributes, type: 'TypeError' | 'SyntaxError'): void {
  for (const [key, value] of attributes) {
    if (key === 'type' && (value === 'json' || value === 'text')) continue;
    const message = `Import attribute "${key}" with value "${value}" is not supported`;
    // An unknown type is no matter of syntax: it is the load that fails.
    const kind = key === 'type' ? 'TypeError' : type;
    throw new GuestThrow(codedError(m, kind, message, 'ERR_IMPORT_ATTRIBUTE_UNSUPPORTED'));
  }
}

/** Runs a function of the embedder. What it throws is the guest's to see as an error of its own. */
function ask<T>(m: Machine, action: () => T): T {
  try {
    return action();
  } catch (e) {
    throw new GuestThrow(loaderError(m, e));
  }
}

function moduleKey(url: string, type: ModuleType): string {
  return type === '' ? url : `${url}\n${type}`;
}

/** Makes a module known by its URL. */
export function registerModule(record: ModuleRecord): void {
  record.realm.modules.set(moduleKey(record.url, record.type), record);
}

/** HostLoadImportedModule (§16.2.1.9): the record, or null where the embedder will answer later. Throws a guest error. */
function loadImportedModule(
  m: Machine,
  realm: Realm,
  referrer: string,
  { specifier, attributes }: ModuleRequest,
  waiter: LoadWaiter,
): ModuleRecord | null {
  const { loader } = m.options;
  if (loader === null) {
    const message = `Cannot find module '${specifier}' imported from ${referrer}: this machine was given no module loader`;
    throw new GuestThrow(codedError(m, 'Error', message, 'ERR_MODULE_NOT_FOUND'));
  }
  const type = (attributes.find(([key]) => key === 'type')?.[1] ?? '') as ModuleType;
  const url = ask(m, () => String(loader.resolve(specifier, referrer)));
  const known = realm.modules.get(moduleKey(url, type));
  if (known !== undefined) return known;
  for (const load of m.modules.pending.values())
    if (load.url === url && load.type === type && load.realm === realm) {
      load.waiters.push(waiter);
      return null;
    }
  const answer = ask(m, () => loader.load(url, Object.fromEntries(attributes)));
  if (isPromiseLike(answer)) {
    const load = pend(m, realm, url, type, referrer, specifier, waiter);
    answer.then(
      (module) => settleLoad(m, load.id, { module }),
      (error: unknown) => settleLoad(m, load.id, { error }),
    );
    return null;
  }
  if (answer.language === 'ts' && !isTypeScriptLoaded()) {
    const load = pend(m, realm, url, type, referrer, specifier, waiter);
    loadTypeScript().then(
      () => settleLoad(m, load.id, { module: answer }),
      (error: unknown) => settleLoad(m, load.id, { error }),
    );
    return null;
  }
  return makeRecord(m, realm, url, type, answer);
}

function isPromiseLike(v: LoadedModule | PromiseLike<LoadedModule>): v is PromiseLike<LoadedModule> {
  return typeof (v as { readonly then?: unknown }).then === 'function';
}

function pend(
  m: Machine,
  realm: Realm,
  url: string,
  type: ModuleType,
  referrer: string,
  specifier: string,
  waiter: LoadWaiter,
): PendingLoad {
  const load = new PendingLoad(++m.modules.lastLoad, realm, url, type, referrer, specifier, waiter);
  m.modules.pending.set(load.id, load);
  return load;
}

/**
 * The embedder's answer to a pending load. The machine takes it in when it runs next. Ids that are not pending are ignored, so that a
 * load may be answered again by a machine's copy.
 */
export function settleLoad(m: Machine, id: number, answer: LoadAnswer): void {
  const { heir } = m.modules;
  if (heir !== null) {
    if (id <= heir.lastId) settleLoad(heir.machine, id, answer);
    return;
  }
  const load = m.modules.pending.get(id);
  if (load === undefined || load.answer !== null) return;
  if ('module' in answer && answer.module.language === 'ts' && !isTypeScriptLoaded()) {
    loadTypeScript().then(
      () => settleLoad(m, id, answer),
      (error: unknown) => settleLoad(m, id, { error }),
    );
    return;
  }
  load.answer = m.modules.recorder === null ? answer : m.modules.recorder(id, answer);
  m.enqueue({ kind: 'call', fn: load.realm.helper('FinishLoad'), self: undefined, args: [opaque(load)] });
  m.modules.arrived();
}

/** Takes in an answered load: the loadings that can go on. */
export function finishLoad(m: Machine, load: PendingLoad): GraphLoading[] {
  const { answer, realm } = load;
  m.modules.pending.delete(load.id);
  const loadings = load.waiters.map((w) => w.loading);
  for (const loading of loadings) loading.answered();
  try {
    if (answer === null) throw new Error('internal fault: a load finished without an answer');
    if ('error' in answer) throw new GuestThrow(loaderError(m, answer.error));
    const record = makeRecord(m, realm, load.url, load.type, answer.module);
    for (const w of load.waiters) w.loading.take(w, record);
  } catch (e) {
    if (!(e instanceof GuestThrow)) throw e;
    for (const loading of loadings) loading.fail(m, e.value);
  }
  return loadings;
}

/** The record of a text that has been read, known by its URL from now on. Throws a guest SyntaxError, or a TypeError for a wrong type. */
function makeRecord(
  m: Machine,
  realm: Realm,
  url: string,
  type: ModuleType,
  { source, language }: LoadedModule,
): ModuleRecord {
  const known = realm.modules.get(moduleKey(url, type));
  if (known !== undefined) return known;
  const found: ModuleType = language === 'json' || language === 'text' ? language : '';
  if (found !== type) throw new GuestThrow(wrongType(m, url, type, found));
  m.useFuel(source.length >> 1);
  m.charge(source.length * 8);
  const record = recordOf(m, realm, url, type, source, language);
  registerModule(record);
  return record;
}

function recordOf(
  m: Machine,
  realm: Realm,
  url: string,
  type: ModuleType,
  source: string,
  language: LoadedModule['language'],
): ModuleRecord {
  switch (language) {
    case 'text':
      return ModuleRecord.ofValue(realm, url, type, source);
    case 'json':
      return ModuleRecord.ofValue(realm, url, type, parseJsonModule(m, url, source));
    default:
      try {
        return ModuleRecord.ofSource(
          realm,
          url,
          compileSource(source, { name: url, kind: 'module', language, storage: m.options.storage }),
        );
      } catch (e) {
        throw new GuestThrow(earlyError(m, e));
      }
  }
}

/** ParseJSONModule (§16.2.1.8.2). */
function parseJsonModule(m: Machine, url: string, text: string): Value {
  try {
    return parseJson(m, text, false).value;
  } catch (e) {
    if (!(e instanceof GuestThrow)) throw e;
    throw new GuestThrow(jsonError(m, url, e.value));
  }
}

function wrongType(m: Machine, url: string, wanted: ModuleType, found: ModuleType) {
  return wanted === ''
    ? codedError(
        m,
        'TypeError',
        `Module "${url}" needs an import attribute of "type: ${found}"`,
        'ERR_IMPORT_ATTRIBUTE_MISSING',
      )
    : codedError(
        m,
        'TypeError',
        `Module "${url}" is not of type "${wanted}"`,
        'ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE',
      );
}
