/** Everything that changes what the page shows. */

import { batch, effect } from '@preact/signals';
import type { StorageStrategy } from '@saguaro/engine';
import { importIn, statementsOf } from '../editor/statements.ts';
import type { Language, Move, ProgramSource, Scene, SceneNode, SourceError, Target } from '../protocol.ts';
import { ask } from './client.ts';
import type { Example } from './examples.ts';
import * as s from './store.ts';

const program = (): ProgramSource => ({
  text: s.text.value,
  language: s.language.value,
  storage: s.storage.value,
  statements: statementsOf(s.text.value, s.language.value),
});

const NONE: ReadonlyMap<number, SceneNode> = new Map();

/** Runs what talks to the worker; its failures are shown, not thrown. */
async function guarded(work: () => Promise<void>): Promise<void> {
  // Only work that takes a while is worth a word.
  const timer = setTimeout(() => {
    s.busy.value = true;
  }, 150);
  try {
    await work();
    s.failure.value = null;
  } catch (e) {
    s.failure.value = e instanceof Error ? e.message : String(e);
  } finally {
    clearTimeout(timer);
    s.busy.value = false;
  }
}

// ---- the source -----------------------------------------------------------------------------------------------------------------

/** What stands in the way of running a program that parses; null: nothing. */
function obstacle({ text, language }: ProgramSource): SourceError | null {
  const found = importIn(text, language);
  if (found === null) return null;
  const { name, ...place } = found;
  return {
    ...place,
    message: `${name} cannot be imported: this page runs a program of one file`,
    hint: 'Paste what it exports in place of the import, or a bundle of the program: npx esbuild FILE --bundle --format=esm.',
  };
}

let explaining = 0;

/** The static answer for what is in the editor. The worker finds it; the page has only to look for imports, where there may be any. */
export async function explain(): Promise<void> {
  const turn = ++explaining;
  clearTimeout(typing);
  await guarded(async () => {
    const given: ProgramSource = {
      text: s.text.value,
      language: s.language.value,
      storage: s.storage.value,
      statements: NO_STATEMENTS,
    };
    const answer = await ask<'explain'>({ kind: 'explain', program: given });
    if (turn !== explaining || given.text !== s.text.value) return;
    const error = answer.ok ? obstacle(given) : null;
    s.explanation.value = error === null ? answer : { ok: false, error };
  });
}

const NO_STATEMENTS = new Int32Array(0);
/** Milliseconds without a key after which the program is looked at, and characters of one that is looked at at each key. */
const PAUSE = 150;
const SMALL = 20_000;
let typing: ReturnType<typeof setTimeout> | undefined;

export function setText(text: string): void {
  if (text === s.text.value) return;
  s.text.value = text;
  clearTimeout(typing);
  if (text.length <= SMALL) void explain();
  else typing = setTimeout(() => void explain(), PAUSE);
}

export function openExample(example: Example): Promise<void> {
  return openProgram(example.text, example.language ?? 'js');
}

export async function openProgram(text: string, language: Language): Promise<void> {
  batch(() => {
    s.text.value = text;
    s.language.value = language;
    s.breakpoints.value = [];
    s.explanation.value = null;
  });
  await Promise.all([explain(), load()]);
}

export async function setLanguage(language: Language): Promise<void> {
  s.language.value = language;
  await Promise.all([explain(), load()]);
}

/** Runs the program in the editor and shows its beginning. */
export async function load(): Promise<void> {
  stop();
  await guarded(async () => {
    const given = program();
    let answer = await ask<'load'>({ kind: 'load', program: given });
    const error = 'error' in answer ? null : obstacle(given);
    if (error !== null) answer = { error };
    if ('error' in answer) {
      s.explanation.value = { ok: false, error: answer.error };
      clear();
      return;
    }
    clear();
    s.loadedText.value = given.text;
    show(answer.scene);
  });
}

function clear(): void {
  batch(() => {
    s.shown.value = null;
    s.previous.value = null;
    s.garbage.value = NONE;
    s.selection.value = null;
    s.why.value = null;
    s.comparison.value = null;
    s.loadedText.value = null;
    s.ending.value = null;
    s.total.value = 0;
  });
}

// ---- the state ------------------------------------------------------------------------------------------------------------------

function show(scene: Scene): void {
  const before = s.shown.value;
  const nodes = new Map<number, SceneNode>(scene.whole ? [] : before?.nodes);
  for (const id of scene.gone) nodes.delete(id);
  for (const node of scene.nodes) nodes.set(node.id, node);
  const { step, at, frames, framesLeftOut, nodesLeftOut, roots, jobs, timers, free, happened, direction } = scene;
  batch(() => {
    if (scene.whole) {
      s.epoch.value++;
      s.folded.value = new Set();
    }
    const garbage = garbageAfter(scene, before, nodes);
    const members =
      (before?.members ?? 0) + (hasSameMembers(scene, before, nodes) && garbage === s.garbage.value ? 0 : 1);
    s.garbage.value = garbage;
    s.previous.value = scene.whole ? null : before;
    s.shown.value = {
      step,
      at,
      frames,
      framesLeftOut,
      nodes,
      nodesLeftOut,
      roots,
      jobs,
      timers,
      free,
      console: linesOf(scene, before),
      happened,
      direction,
      members,
    };
    s.total.value = scene.total;
    s.ending.value = scene.ending;
  });
  if (s.selection.value !== null) void select(s.selection.value);
}

/** What was printed up to the step: the same array, where nothing was printed in between. */
function linesOf({ console: { keep, more } }: Scene, before: s.Shown | null): s.Shown['console'] {
  const known = before?.console ?? [];
  return keep === known.length && more.length === 0 ? known : [...known.slice(0, keep), ...more];
}

const sameIds = (a: readonly { readonly id: number }[], b: readonly { readonly id: number }[]): boolean =>
  a.length === b.length && a.every(({ id }, i) => id === b[i]?.id);

/** Are the things of a scene those that were there before it? */
function hasSameMembers(scene: Scene, before: s.Shown | null, nodes: ReadonlyMap<number, SceneNode>): boolean {
  if (scene.whole || before === null || scene.gone.length > 0 || nodes.size !== before.nodes.size) return false;
  return sameIds(scene.frames, before.frames) && sameIds(scene.free, before.free);
}

/** Garbage lies about until it is collected. Going back in time, what is not there was not born yet. */
function garbageAfter(
  scene: Scene,
  before: s.Shown | null,
  nodes: ReadonlyMap<number, SceneNode>,
): ReadonlyMap<number, SceneNode> {
  const known = s.garbage.value;
  if (scene.whole || scene.direction !== 'forward') return known.size === 0 ? known : NONE;
  const garbage = new Map(known);
  const free = new Set(scene.free.map(({ id }) => id));
  let changed = false;
  for (const id of scene.gone) {
    const node = before?.nodes.get(id);
    // Frames of built-ins come and go too quickly to be worth a word.
    if (node === undefined || node.hidden === true || free.has(id)) continue;
    garbage.set(id, node);
    changed = true;
  }
  for (const id of garbage.keys()) if (nodes.has(id) || free.has(id)) changed = garbage.delete(id);
  return changed ? garbage : known;
}

let moving = false;

/** Goes somewhere on the line of steps. What is asked for while it is under way is dropped, so that a key held down does not queue up. */
export async function move(to: Move): Promise<void> {
  if (moving || s.shown.value === null) return;
  moving = true;
  try {
    await guarded(async () => show(await ask<'move'>({ kind: 'move', move: to })));
  } finally {
    moving = false;
  }
}

let wantedStep: number | null = null;

/** For the slider: the last place asked for counts. */
export async function seek(step: number): Promise<void> {
  wantedStep = step;
  if (moving) return;
  while (wantedStep !== null) {
    const next: number = wantedStep;
    wantedStep = null;
    await move({ kind: 'step', step: next });
  }
}

export function goOn(): Promise<void> {
  return guarded(async () => show(await ask<'goOn'>({ kind: 'goOn' })));
}

let timer: ReturnType<typeof setTimeout> | null = null;

export function play(): void {
  if (s.shown.value === null) return;
  s.playing.value = true;
  const tick = async (): Promise<void> => {
    const before = s.shown.value?.step;
    await move({ kind: 'into', back: false });
    const atBreakpoint = s.breakpoints.value.includes(s.shown.value?.at?.line ?? -1);
    if (!s.playing.value || s.shown.value?.step === before || atBreakpoint) return stop();
    timer = setTimeout(() => void tick(), 1000 / s.speed.value);
  };
  void tick();
}

export function stop(): void {
  s.playing.value = false;
  if (timer !== null) clearTimeout(timer);
  timer = null;
}

export function toggleBreakpoint(line: number): void {
  const { value } = s.breakpoints;
  s.breakpoints.value = value.includes(line) ? value.filter((l) => l !== line) : [...value, line].sort((a, b) => a - b);
}

// ---- asking ---------------------------------------------------------------------------------------------------------------------

export async function select(target: Target | null): Promise<void> {
  s.selection.value = target;
  if (target === null) {
    s.why.value = null;
    return;
  }
  await guarded(async () => {
    const answer = await ask<'why'>({ kind: 'why', target });
    if (s.selection.value === target) s.why.value = answer;
  });
}

export async function setStorage(storage: StorageStrategy): Promise<void> {
  if (storage === s.storage.value) return;
  stop();
  s.storage.value = storage;
  void explain();
  if (s.shown.value === null) return;
  await guarded(async () => {
    const scene = await ask<'strategy'>({ kind: 'strategy', storage });
    s.selection.value = null;
    s.why.value = null;
    s.comparison.value = null;
    show(scene);
    s.comparison.value = await ask<'compare'>({ kind: 'compare' });
  });
}

export function compare(): Promise<void> {
  return guarded(async () => {
    const began = performance.now();
    s.comparison.value = await ask<'compare'>({ kind: 'compare' });
    comparesQuickly = performance.now() - began < QUICK;
  });
}

/** Milliseconds: a comparison that takes no longer is made anew by itself when one has come to rest at another step. */
const QUICK = 400;
const REST = 250;
let comparesQuickly = true;
let resting: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const step = s.shown.value?.step;
  clearTimeout(resting);
  if (step === undefined || s.playing.value || !comparesQuickly) return;
  if (s.comparison.value !== null && s.comparison.value.step !== step) resting = setTimeout(() => void compare(), REST);
});

export function collect(): Promise<void> {
  return guarded(async () => {
    const scene = await ask<'collect'>({ kind: 'collect' });
    show({ ...scene, direction: 'jump' });
  });
}

export function answer(id: number, text: string, fails: boolean): Promise<void> {
  return guarded(async () => show(await ask<'answer'>({ kind: 'answer', id, text, fails })));
}

export async function evaluate(
  frame: number,
  text: string,
): Promise<{ readonly text: string; readonly failed: boolean }> {
  try {
    return await ask<'evaluate'>({ kind: 'evaluate', frame, text });
  } catch (e) {
    return { text: e instanceof Error ? e.message : String(e), failed: true };
  }
}

// ---- files ----------------------------------------------------------------------------------------------------------------------

export async function saveBytes(): Promise<Uint8Array> {
  return ask<'save'>({ kind: 'save' });
}

export function openBytes(bytes: Uint8Array): Promise<void> {
  stop();
  return guarded(async () => {
    const answer = await ask<'open'>({ kind: 'open', bytes });
    clear();
    batch(() => {
      s.text.value = answer.text;
      s.loadedText.value = answer.text;
      s.language.value = answer.language;
      s.storage.value = answer.storage;
    });
    show(answer.scene);
    void explain();
  });
}

export function toggleFold(id: number): void {
  const folded = new Set(s.folded.value);
  if (!folded.delete(id)) folded.add(id);
  s.folded.value = folded;
}
