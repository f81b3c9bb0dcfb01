/** What a machine knows of modules, beside the records in its realms. */
import type { Machine } from '../machine/machine.ts';
import type { Value } from '../objects/value.ts';
import type { LoadedModule, ModuleRecord, ModuleType } from './module.ts';
import type { LoadWaiter } from './module-load.ts';
import type { Realm } from './realm.ts';

/** What of modules can be met in registers and records beside guest values: walks over the heap ask it what it keeps alive. */
export abstract class ModuleNode {
  /** Guest values, cells and further nodes. */
  abstract held(): readonly unknown[];
}

/** A module that the embedder has been asked for and has not given yet. */
export class PendingLoad extends ModuleNode {
  readonly id: number;
  readonly url: string;
  readonly type: ModuleType;
  readonly referrer: string;
  readonly specifier: string;
  readonly realm: Realm;
  /** Who goes on once it is there. */
  readonly waiters: LoadWaiter[];
  /** The embedder's answer, until the machine has taken it in. */
  answer: LoadAnswer | null = null;

  constructor(
    id: number,
    realm: Realm,
    url: string,
    type: ModuleType,
    referrer: string,
    specifier: string,
    waiter: LoadWaiter,
  ) {
    super();
    this.id = id;
    this.realm = realm;
    this.url = url;
    this.type = type;
    this.referrer = referrer;
    this.specifier = specifier;
    this.waiters = [waiter];
  }

  held(): readonly unknown[] {
    return this.waiters.flatMap((w) => [w.loading, w.module]);
  }
}

export type LoadAnswer = { readonly module: LoadedModule } | { readonly error: unknown };

export class ModuleState {
  /** The program started last, if it is a module. */
  main: ModuleRecord | null = null;
  readonly pending = new Map<number, PendingLoad>();
  lastLoad = 0;
  /** [[ModuleAsyncEvaluationCount]] of the agent (§9.7). */
  asyncEvaluations = 0;
  /** Not null: these loads are forgotten but for those up to an id, which are pending there now. */
  heir: { readonly machine: Machine; readonly lastId: number } | null = null;
  /** Told of each answered load; gives what is to be kept of the answer. No part of a saved state. */
  recorder: ((id: number, answer: LoadAnswer) => LoadAnswer) | null = null;
  /** The embedder's code that waits for an answer: no part of a saved state. */
  private listeners: (() => void)[] = [];

  /** Settles when the next pending load is answered, at once if none is pending. */
  nextAnswer(): Promise<void> {
    for (const load of this.pending.values()) if (load.answer !== null) return Promise.resolve();
    if (this.pending.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.listeners.push(resolve));
  }

  /** A load has been answered. */
  arrived(): void {
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) listener();
  }
}

/** Nodes travel through registers of self-hosted code, which hands them on and looks at nothing in them. */
export function opaque(v: ModuleNode): Value {
  return v as unknown as Value;
}
