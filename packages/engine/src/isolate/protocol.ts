/** What a page or process and the worker that runs a program for it say to each other. Everything here can be cloned structurally. */
import type { EvaluateOptions } from '../host/evaluate.ts';
import type { Outcome } from '../host/options.ts';

/** Options that are data. */
export type SentOptions = Pick<
  EvaluateOptions,
  | 'storage'
  | 'tailCalls'
  | 'limits'
  | 'seed'
  | 'timeZone'
  | 'locale'
  | 'web'
  | 'name'
  | 'kind'
  | 'language'
  | 'completionValue'
>;

/** A value with what in it is no data: `remotes` are objects in the value that stand for guest values, with what they are. */
export interface Parcel {
  readonly value: unknown;
  readonly remotes: readonly RemoteText[];
}

export interface RemoteText {
  readonly type: string;
  readonly text: string;
}

export type ToWorker =
  | {
      readonly kind: 'start';
      readonly source: string;
      readonly options: SentOptions;
      /** Names of functions whose calls are sent over. */
      readonly functions: readonly string[];
    }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly name: string; readonly message: string };

export type FromWorker =
  | { readonly kind: 'print'; readonly level: string; readonly text: string }
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly args: Parcel }
  /** From here on the program runs, or waits. */
  | { readonly kind: 'runs' }
  | { readonly kind: 'waits' }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly data: Parcel }
  /** It did not parse. */
  | { readonly kind: 'refused' }
  /** A fault of the engine, or a mistake in the options. */
  | { readonly kind: 'failed'; readonly message: string };
