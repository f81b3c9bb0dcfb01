/** What a step did, in sentences: calls, returns and what they leave behind, writes, births, deaths. */
import { isMachinery, nodeTitle, plain, valueText } from '../names.ts';
import type { SceneFrame, SceneNode } from '../protocol.ts';
import type { State } from './numbering.ts';

const MOST = 5;

const quoted = (names: readonly string[]): string => {
  if (names.length <= 1) return names.map((n) => `\`${n}\``).join('');
  const texts = names.slice(0, 4).map((n) => `\`${n}\``);
  if (names.length > 4) return `${texts.join(', ')} and ${names.length - 4} more`;
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
};

/** Frames are told apart by the number below them too: one that is reused is another activation. */
const keyOf = (frames: readonly SceneFrame[], i: number): string => `${frames.length - i} ${frames[i]?.id}`;

export function happened(before: State, now: State): string[] {
  const out: string[] = [];
  const was = new Map(before.frames.map((f, i) => [keyOf(before.frames, i), f]));
  const is = new Map(now.frames.map((f, i) => [keyOf(now.frames, i), f]));
  for (const [key, frame] of was) if (!frame.hidden && !is.has(key)) out.push(...returned(frame, before, now));
  for (const [key, frame] of [...is].reverse()) if (!frame.hidden && !was.has(key)) out.push(called(frame, before));
  for (const [key, frame] of is) out.push(...written(was.get(key), frame, now, was.has(key)));
  out.push(...globalsWritten(before, now), ...heldWritten(before, now));
  const born = [...now.nodes.values()].filter((n) => !before.nodes.has(n.id) && n.kind !== 'frame');
  for (const node of born.slice(0, 2)) out.push(...birth(node));
  const dead = [...before.nodes.values()].filter(
    (n) => !now.nodes.has(n.id) && n.kind !== 'frame' && !isMachinery(n) && !now.free.some((f) => f.id === n.id),
  );
  if (dead.length > 0) out.push(death(dead));
  return [...new Set(out)].slice(0, MOST);
}

function called(frame: SceneFrame, before: State): string {
  if (frame.function === '<top level>') return 'The program begins: its frame is the bottom of the stack.';
  const again = before.free.some((f) => f.id === frame.id)
    ? 'the frame that an earlier call left serves again'
    : before.nodes.has(frame.id)
      ? 'its suspended frame is back on the stack'
      : 'a frame for it goes on the stack';
  return `${atStart(frame)} is running: ${again}.`;
}

/** A function as a sentence begins with it. */
function atStart(frame: SceneFrame): string {
  if (frame.function === '<top level>') return 'The top level';
  return plain(frame.function, frame.declared).replace(
    /^(the|a) (?=.* )/,
    (word) => word.charAt(0).toUpperCase() + word.slice(1),
  );
}

function returned(frame: SceneFrame, before: State, now: State): string[] {
  const name = atStart(frame);
  const record = now.nodes.get(frame.id);
  if (record !== undefined) {
    const { state } = record;
    if (state !== undefined && state !== 'done')
      return [`${name} is suspended: its frame leaves the stack and waits on the heap.`];
    return [`${name} has returned, and its frame stays: ${keeper(record, now) ?? 'something'} refers to it.`];
  }
  const own = frame.bindings.filter((b) => b.place !== 'capture' && b.kind !== 'this' && b.kind !== 'arguments');
  const stays = own.filter((b) => b.holder !== undefined && now.nodes.has(b.holder));
  const copies = own.flatMap((b) => (stays.includes(b) ? [] : copiesOf(b, frame, before, now)));
  const goes = own.filter((b) => !stays.includes(b) && !copies.some(({ name }) => name === b.name));
  const freed = now.free.some((f) => f.id === frame.id) ? ', free for the next call' : '';
  const out = [`${name} has returned: nothing refers to its frame, so it goes${freed}.`];
  if (stays.length > 0) {
    const holder = now.nodes.get(stays[0]?.holder as number);
    const by = holder === undefined ? undefined : keeper(holder, now);
    const apart = new Set(stays.map((b) => b.holder)).size > 1;
    const verb = stays.length === 1 ? 'stays' : 'stay';
    const where = apart
      ? 'each in an environment of its own'
      : `in the ${holder === undefined ? 'heap' : nodeTitle(holder)}`;
    const why = by === undefined ? '' : apart ? ', because closures refer to them' : `, because ${by} refers to it`;
    out.push(`${quoted(stays.map((b) => b.name))} ${verb}, ${where}${why}.`);
  }
  for (const { name, by } of copies) if (by !== null) out.push(`\`${name}\` lives on: the ${by} has a copy.`);
  if (goes.length > 0)
    out.push(`${quoted(goes.map((b) => b.name))} ${goes.length === 1 ? 'goes' : 'go'} with the frame.`);
  return out;
}

/**
 * The closure that took a copy of a variable along. `by` null: one may have, or it may be one that an earlier call of the function made, so
 * nothing is said.
 */
function copiesOf(
  { name, value }: SceneFrame['bindings'][number],
  frame: SceneFrame,
  before: State,
  now: State,
): { readonly name: string; readonly by: string | null }[] {
  const code = (now.nodes.get(frame.closure ?? -1) ?? before.nodes.get(frame.closure ?? -1))?.source;
  if (code === undefined) return [];
  let found: { readonly name: string; readonly by: string | null } | null = null;
  for (const node of now.nodes.values()) {
    const { kind, source, fields } = node;
    if (kind !== 'closure' || source === undefined || source.start <= code.start || source.end > code.end) continue;
    const copy = fields.find((f) => f.kind === 'capture' && f.name === name);
    if (copy === undefined || copy.value.text !== value.text) continue;
    const isSure = !before.nodes.has(node.id) || (value.to !== undefined && copy.value.to === value.to);
    if (isSure) return [{ name, by: nodeTitle(node) }];
    found = { name, by: null };
  }
  return found === null ? [] : [found];
}

function keeper(node: SceneNode, now: State): string | undefined {
  for (const other of now.nodes.values())
    if (other.kind !== 'frame' && other.fields.some((f) => f.value.to === node.id && f.kind !== 'weak'))
      return nodeTitle(other);
  return undefined;
}

function written(before: SceneFrame | undefined, now: SceneFrame, { nodes }: State, wasThere: boolean): string[] {
  if (before === undefined || !wasThere) return [];
  const out: string[] = [];
  for (const binding of now.bindings) {
    const old = before.bindings.find((b) => b.start === binding.start && b.name === binding.name);
    if (old === undefined || old.value.text === binding.value.text) continue;
    if (binding.value.type === 'empty') continue;
    out.push(`\`${binding.name}\` is now ${valueText(binding.value, nodes)}.`);
  }
  return out;
}

function globalsWritten(before: State, now: State): string[] {
  const old = new Map(before.roots.filter((r) => r.kind === 'global').map((r) => [r.name, r.value.text]));
  const out: string[] = [];
  for (const { kind, name, value } of now.roots) {
    if (kind !== 'global' || value.type === 'empty' || old.get(name) === value.text) continue;
    if (old.size === 0 && before.step === 0) continue;
    out.push(`\`${name}\` is now ${valueText(value, now.nodes)}.`);
  }
  return out;
}

/** Variables in environments. */
function heldWritten(before: State, now: State): string[] {
  const out: string[] = [];
  for (const node of now.nodes.values()) {
    if (node.kind !== 'cell' && node.kind !== 'environment' && node.kind !== 'table') continue;
    const old = before.nodes.get(node.id);
    if (old === undefined || old === node) continue;
    for (const field of node.fields) {
      if (field.kind !== 'value' && field.kind !== 'binding') continue;
      const text = old.fields.find((f) => f.name === field.name)?.value.text;
      if (text === undefined || text === field.value.text || field.value.type === 'empty') continue;
      out.push(`\`${node.kind === 'cell' ? node.name : field.name}\` is now ${valueText(field.value, now.nodes)}.`);
    }
  }
  return out;
}

function birth(node: SceneNode): string[] {
  if (node.kind === 'closure') {
    const taken = node.fields.filter((f) => f.kind === 'capture').map((f) => String(f.name));
    const names = taken.filter((n) => !n.startsWith('%'));
    const along =
      names.length > 0
        ? ` and takes ${quoted(names)} along`
        : taken.length > 0
          ? ' and takes its environment along'
          : '';
    return node.name === '<anonymous>' && along === '' ? [] : [`The ${nodeTitle(node)} is made${along}.`];
  }
  if (node.kind === 'cell') return [`\`${node.name}\` gets an environment of its own on the heap.`];
  if (node.kind === 'environment' || node.kind === 'table') return [`The ${nodeTitle(node)} is made.`];
  return [];
}

function death(dead: readonly SceneNode[]): string {
  const titles = [...new Set(dead.map(nodeTitle))];
  const some = titles.slice(0, 3).join(', ');
  const more = titles.length > 3 ? ` and ${titles.length - 3} more` : '';
  return dead.length === 1
    ? `Nothing refers to ${some} any more: it is garbage.`
    : `Nothing refers to ${some}${more} any more: ${dead.length} things are garbage.`;
}
