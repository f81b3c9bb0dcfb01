/** Which rows a thing's box has, for both views and the table. */
import type { PictureBinding, PictureField, PictureValue } from '@saguaro/engine';
import { nodeTitle, toldName } from '../names.ts';
import type { SceneNode } from '../protocol.ts';

export interface Row {
  /** Unique in its box. */
  readonly key: string;
  readonly label: string;
  readonly value: PictureValue;
  /** The variable it is, where it is one. */
  readonly variable?: string;
  /** A link of the machine's, not something that the program says. */
  readonly isLink: boolean;
}

const LINKS: Readonly<Record<string, string>> = {
  outer: 'outer',
  function: 'function',
  caller: 'caller',
  prototype: 'prototype',
  code: 'code',
};

function rowOf(node: SceneNode, field: PictureField, index: number): Row {
  const { kind, name, value } = field;
  const key = `${kind} ${name} ${index}`;
  const link = LINKS[kind];
  if (link !== undefined) return { key, label: link, value, isLink: true };
  switch (kind) {
    case 'value':
      return { key, label: toldName(node.name), value, variable: node.name, isLink: false };
    case 'binding':
      return { key, label: toldName(String(name)), value, variable: String(name), isLink: false };
    case 'capture': {
      const isRecord = String(name).startsWith('%');
      return isRecord
        ? { key, label: 'environment', value, isLink: true }
        : { key, label: String(name), value, variable: String(name), isLink: false };
    }
    case 'argument':
      return { key, label: `argument ${name}`, value, isLink: true };
    case 'register':
      return { key, label: `r${name}`, value, isLink: true };
    case 'element':
      return { key, label: `[${name}]`, value, isLink: false };
    case 'key':
      return { key, label: `key ${name}`, value, isLink: false };
    case 'entry':
      return { key, label: name === '' ? '→' : `→ ${name}`, value, isLink: false };
    case 'getter':
      return { key, label: `get ${name}`, value, isLink: false };
    case 'setter':
      return { key, label: `set ${name}`, value, isLink: false };
    case 'internal':
    case 'weak':
      return { key, label: `[[${name}]]`, value, isLink: true };
    case 'ephemeron':
      return { key, label: `${name} →`, value, isLink: false };
    default:
      return { key, label: String(name), value, isLink: false };
  }
}

/** Internal slots that say something; the rest is the engine's bookkeeping. */
const SLOTS = new Set<string | number>(['result', 'value', 'source', 'flags', 'delay', 'target', 'message']);

/** They are there once something has asked for one of them. */
const OF_EVERY_FUNCTION = new Set<string | number>(['length', 'name', 'arguments', 'caller']);

/** What a thing has of its own making, and what every thing of its kind has, says nothing. */
function isTold(node: SceneNode, { kind, name, value }: PictureField): boolean {
  if (kind === 'internal') return value.to === undefined ? SLOTS.has(name) : name !== 'object';
  return node.kind !== 'closure' || kind !== 'property' || !OF_EVERY_FUNCTION.has(name);
}

/** The place of an entry that was deleted from a Map or Set, which a collection keeps for iterators under way. */
function isHole(fields: readonly PictureField[], i: number): boolean {
  const key = fields[i]?.kind === 'entry' ? fields[i - 1] : fields[i];
  return key?.kind === 'key' && key.value.type === 'empty';
}

const known = new WeakMap<SceneNode, readonly Row[]>();

export function rowsOf(node: SceneNode): readonly Row[] {
  let rows = known.get(node);
  if (rows === undefined) {
    rows = node.fields
      .filter((field, i) => isTold(node, field) && !isHole(node.fields, i))
      .map((field, i) => rowOf(node, field, i));
    known.set(node, rows);
  }
  return rows;
}

/** Characters of a title beside which there is room for a line's number. */
const SHORT_TITLE = 16;

/** Things that are more than a list of values: what the title line adds. */
export function noteOf(node: SceneNode): string {
  if (node.state !== undefined) return node.state;
  const { kind, name, source } = node;
  if (kind === 'closure' && source !== undefined && name !== '<anonymous>' && nodeTitle(node).length <= SHORT_TITLE)
    return `line ${source.line}`;
  return '';
}

/** Is a frame's variable of use to nobody any more? What an environment holds is not the frame's to drop. */
export function isSpent({ live, holder }: PictureBinding, nodes: ReadonlyMap<number, SceneNode>): boolean {
  return !live && (holder === undefined || !nodes.has(holder));
}
