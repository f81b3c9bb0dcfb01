/** Modules in a snapshot: records, loads that the embedder owes, and graphs being loaded. */
import type { ModuleRecord, ModuleStatus } from '../agent/module.ts';
import { ModuleRecord as Module } from '../agent/module.ts';
import type { LoadWaiter, ModuleRequest } from '../agent/module-load.ts';
import { GraphLoading } from '../agent/module-load.ts';
import type { LoadAnswer, PendingLoad } from '../agent/module-state.ts';
import { LinkedCode } from '../machine/linked-code.ts';
import { Cell } from '../machine/records.ts';
import { type ExoticObject, JSFunction, PlainObject } from '../objects/object.ts';
import {
  bool,
  exotic,
  type FieldCodec,
  fields,
  instance,
  int,
  list,
  nullable,
  oneOf,
  record,
  text,
  uint,
  value,
} from './codecs.ts';
import type { Codec, GraphReader, GraphWriter } from './graph.ts';
import { hostData } from './host-data.ts';
import { damaged } from './snapshot-error.ts';

const module_: Codec<ModuleRecord> = instance(Module as unknown as abstract new () => ModuleRecord);
const loading: Codec<GraphLoading> = instance(GraphLoading);
const promise = exotic('Promise');

/** What of a module changes, and what its constructor makes anew. */
type Fields = { -readonly [K in keyof ModuleRecord]: ModuleRecord[K] };

const moduleFields: FieldCodec<Fields> = fields<Fields>({
  linked: nullable(instance(LinkedCode)),
  body: nullable(instance(JSFunction)),
  cells: list(instance(Cell)),
  requested: list(nullable(module_)),
  syntheticValue: value,
  status: oneOf<ModuleStatus>('new', 'unlinked', 'linking', 'linked', 'evaluating', 'evaluating-async', 'evaluated'),
  dfsIndex: uint,
  dfsAncestorIndex: uint,
  cycleRoot: nullable(module_),
  asyncEvaluationOrder: int,
  pendingAsyncDependencies: int,
  asyncParents: list(module_),
  evaluationError: nullable(record({ value })),
  topLevelPromise: nullable(promise),
  evaluationStack: list(module_),
  namespace: nullable(exotic('ModuleNamespace')),
});

export function writeModule(w: GraphWriter, v: ModuleRecord): void {
  moduleFields.write(w, v);
  nullable(instance(PlainObject)).write(w, (v as unknown as { metaObject: PlainObject | null }).metaObject);
}

export function readModule(r: GraphReader, v: ModuleRecord): void {
  const { cells, requests } = v.declarations;
  moduleFields.readInto(r, v);
  if (v.cells.length !== cells.length || v.requested.length !== requests.length)
    damaged('a module whose parts do not fit its code');
  if ((v.linked === null) !== (v.body === null)) damaged('a module with half a body');
  (v as unknown as { metaObject: PlainObject | null }).metaObject = nullable(instance(PlainObject)).read(r);
}

const attributes = list(record<{ key: string; value: string }>({ key: text, value: text }));

const request: Codec<ModuleRequest & { readonly referrer: string; readonly importPromise: ExoticObject }> = {
  write(w, v) {
    w.text(v.specifier);
    attributes.write(
      w,
      v.attributes.map(([key, val]) => ({ key, value: val })),
    );
    w.text(v.referrer);
    w.node(v.importPromise);
  },
  read: (r) => ({
    specifier: r.text(),
    attributes: attributes.read(r).map((a) => [a.key, a.value] as const),
    referrer: r.text(),
    importPromise: promise.read(r),
  }),
};

/** A loading's own fields, which nobody else sees. */
interface LoadingFields {
  promise: ExoticObject;
  root: ModuleRecord | null;
  wanted: GraphLoading['wanted'];
  visits: { module: ModuleRecord; next: number }[];
  owed: number;
  over: boolean;
}
const loadingFields = fields<LoadingFields>({
  promise,
  root: nullable(module_),
  wanted: nullable(request),
  visits: list(record({ module: module_, next: uint })),
  owed: uint,
  over: bool,
});

export function writeLoading(w: GraphWriter, v: GraphLoading): void {
  w.realm(v.realm);
  loadingFields.write(w, v as unknown as LoadingFields);
  list(module_).write(w, [...(v as unknown as { seen: Set<ModuleRecord> }).seen]);
}

export function readLoading(r: GraphReader, v: GraphLoading): void {
  const open = v as unknown as LoadingFields & { realm: unknown; seen: Set<ModuleRecord> };
  open.realm = r.realm();
  loadingFields.readInto(r, open);
  open.seen = new Set(list(module_).read(r));
}

const waiter: Codec<LoadWaiter> = record<LoadWaiter>({ loading, module: nullable(module_), request: uint });
const answer: Codec<LoadAnswer> = {
  write(w, v) {
    w.bool('error' in v);
    if ('error' in v) hostData.write(w, v.error);
    else {
      w.text(v.module.source);
      language.write(w, v.module.language);
    }
  },
  read: (r) => (r.bool() ? { error: hostData.read(r) } : { module: { source: r.text(), language: language.read(r) } }),
};
const language = oneOf('js', 'ts', 'json', 'text');

interface PendingFields {
  id: number;
  url: string;
  type: PendingLoad['type'];
  referrer: string;
  specifier: string;
  waiters: LoadWaiter[];
  answer: LoadAnswer | null;
}
const pendingFields = fields<PendingFields>({
  id: uint,
  url: text,
  type: oneOf('', 'json', 'text'),
  referrer: text,
  specifier: text,
  waiters: list(waiter),
  answer: nullable(answer),
});

export function writePendingLoad(w: GraphWriter, v: PendingLoad): void {
  w.realm(v.realm);
  pendingFields.write(w, v as unknown as PendingFields);
}

export function readPendingLoad(r: GraphReader, v: PendingLoad): void {
  const open = v as unknown as PendingFields & { realm: unknown };
  open.realm = r.realm();
  pendingFields.readInto(r, open);
  for (const w of open.waiters)
    r.later(() => {
      if (w.module !== null && w.request >= w.module.requested.length) damaged('a request of no module');
    });
}
