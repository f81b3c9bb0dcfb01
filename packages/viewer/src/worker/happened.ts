/** What a step did, in sentences: calls, returns and what they leave behind, writes, births, deaths. */
import { nodeTitle, plain } from '../names.ts';
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
  for (const [key, frame] of was) if (!frame.hidden && !is.has(key)) out.push(...returned(frame, now));
  for (const [key, frame] of [...is].reverse()) if (!frame.hidden && !was.has(key)) out.push(called(frame, before));
  for (const [key, frame] of is) out.push(...written(was.get(key), frame, was.has(key)));
  out.push(...globalsWritten(before, now), ...heldWritten(before, now));
  const born = [...now.nodes.values()].filter((n) => !before.nodes.has(n.id) && n.kind !== 'frame');
  for (const node of born.slice(0, 2)) out.push(...birth(node));
  const dead = [...before.nodes.values()].filter(
    (n) => !now.nodes.has(n.id) && n.kind !== 'frame' && !now.free.some((f) => f.id === n.id),
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
  return `${plain(frame.function)} is running: ${again}.`;
}

function returned(frame: SceneFrame, now: State): string[] {
  const name = frame.function === '<top level>' ? 'The top level' : plain(frame.function);
  if (now.nodes.has(frame.id)) {
    const state = now.nodes.get(frame.id)?.state;
    if (state !== undefined && state !== 'done')
      return [`${name} is suspended: its frame leaves the stack and waits on the heap.`];
    return [`${name} has returned, and its frame stays: a closure refers to it.`];
  }
  const own = frame.bindings.filter((b) => b.place !== 'capture' && b.kind !== 'this' && b.kind !== 'arguments');
  const stays = own.filter((b) => b.holder !== undefined && now.nodes.has(b.holder));
  const goes = own.filter((b) => !stays.includes(b));
  const freed = now.free.some((f) => f.id === frame.id) ? ', free for the next call' : '';
  const out = [`${name} has returned: nothing refers to its frame, so it goes${freed}.`];
  if (stays.length > 0) {
    const holder = now.nodes.get(stays[0]?.holder as number);
    const by = holder === undefined ? undefined : keeper(holder, now);
    const verb = stays.length === 1 ? 'stays' : 'stay';
    out.push(
      `${quoted(stays.map((b) => b.name))} ${verb}, in ${holder === undefined ? 'an environment' : `the ${nodeTitle(holder)}`}${by === undefined ? '' : `, because ${by} refers to it`}.`,
    );
  }
  if (goes.length > 0)
    out.push(`${quoted(goes.map((b) => b.name))} ${goes.length === 1 ? 'goes' : 'go'} with the frame.`);
  return out;
}

function keeper(node: SceneNode, now: State): string | undefined {
  for (const other of now.nodes.values())
    if (other.kind !== 'frame' && other.fields.some((f) => f.value.to === node.id && f.kind !== 'weak'))
      return nodeTitle(other);
  return undefined;
}

function written(before: SceneFrame | undefined, now: SceneFrame, wasThere: boolean): string[] {
  if (before === undefined || !wasThere) return [];
  const out: string[] = [];
  for (const binding of now.bindings) {
    const old = before.bindings.find((b) => b.start === binding.start && b.name === binding.name);
    if (old === undefined || old.value.text === binding.value.text) continue;
    if (binding.value.type === 'empty') continue;
    out.push(`\`${binding.name}\` is now ${binding.value.text}.`);
  }
  return out;
}

function globalsWritten(before: State, now: State): string[] {
  const old = new Map(before.roots.filter((r) => r.kind === 'global').map((r) => [r.name, r.value.text]));
  const out: string[] = [];
  for (const { kind, name, value } of now.roots) {
    if (kind !== 'global' || value.type === 'empty' || old.get(name) === value.text) continue;
    if (old.size === 0 && before.step === 0) continue;
    out.push(`\`${name}\` is now ${value.text}.`);
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
      out.push(`\`${node.kind === 'cell' ? node.name : field.name}\` is now ${field.value.text}.`);
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
