/** What the page shows, as signals. Changed by `actions.ts` only. */

import { computed, signal } from '@preact/signals';
import type { PictureJob, PictureRoot, PictureTimer, StorageStrategy } from '@saguaro/engine';
import type {
  Comparison,
  ConsoleLine,
  Ending,
  Explanation,
  Language,
  Marker,
  Scene,
  SceneFrame,
  SceneFree,
  SceneNode,
  Target,
  Why,
} from '../protocol.ts';

export type View = 'both' | 'language' | 'machine' | 'table';
export type Theme = 'auto' | 'light' | 'dark';
export type Panel = 'source' | 'picture' | 'console';

/** The state at the step shown. */
export interface Shown {
  readonly step: number;
  readonly at: Scene['at'];
  readonly frames: readonly SceneFrame[];
  readonly framesLeftOut: number;
  readonly nodes: ReadonlyMap<number, SceneNode>;
  readonly nodesLeftOut: number;
  readonly roots: readonly PictureRoot[];
  readonly jobs: readonly PictureJob[];
  readonly timers: readonly PictureTimer[];
  readonly free: readonly SceneFree[];
  readonly console: readonly ConsoleLine[];
  readonly happened: readonly string[];
  readonly direction: Scene['direction'];
  /** Another number, when other things are there: frames, nodes, garbage, frames that wait. Their contents may change under the same. */
  readonly members: number;
}

export const text = signal('');
export const language = signal<Language>('js');
export const storage = signal<StorageStrategy>('flat');
export const explanation = signal<Explanation | null>(null);

/** Null: no program has been loaded yet, or the one in the editor does not parse. */
export const shown = signal<Shown | null>(null);
/** The state shown before, for telling what has changed. */
export const previous = signal<Shown | null>(null);
/** Counts programs loaded: ids mean other things in each. */
export const epoch = signal(0);
export const total = signal(0);
export const ending = signal<Ending | null>(null);
/** The text that is loaded; the editor's may have gone on. */
export const loadedText = signal<string | null>(null);
export const busy = signal(false);
export const failure = signal<string | null>(null);

/** What nothing refers to any more, still in its place until it is collected. */
export const garbage = signal<ReadonlyMap<number, SceneNode>>(new Map());

export const selection = signal<Target | null>(null);
export const why = signal<Why | null>(null);
export const comparison = signal<Comparison | null>(null);

export const view = signal<View>('both');
export const panel = signal<Panel>('source');
export const theme = signal<Theme>('auto');
export const allArrows = signal(false);
export const playing = signal(false);
/** Stops a second. */
export const speed = signal(2);
export const breakpoints = signal<readonly number[]>([]);
export const shortcuts = signal(true);
export const embedded = signal(false);
/** Ids of what is folded to its title. */
export const folded = signal<ReadonlySet<number>>(new Set());

export const stale = computed(() => loadedText.value !== null && loadedText.value !== text.value);

/** By `line:column`, the declarations of the program that is loaded, where the static answer is about it. */
export const declarations = computed<ReadonlyMap<string, Marker>>(() => {
  const answer = explanation.value;
  if (answer === null || !answer.ok || stale.value) return new Map();
  return new Map(answer.markers.map((marker) => [`${marker.line}:${marker.column}`, marker]));
});

/** Ids on the way from a root to the selection, in order. */
export const way = computed<readonly number[]>(
  () => why.value?.way.flatMap(({ id }) => (id === null ? [] : [id])) ?? [],
);
export const onWay = computed<ReadonlySet<number>>(() => new Set(way.value));

/** Names of variables that this strategy keeps and `flat` does not, as far as they have been compared. */
export const needless = computed<ReadonlySet<string>>(() => {
  const row = comparison.value?.rows.find((r) => r.storage === storage.value);
  return new Set(row?.extra.map((e) => `${e.function}/${e.name}`));
});
