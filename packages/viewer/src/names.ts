/** What things are called on the page, in one place for pictures, tables and sentences. */
import type { PictureValue } from '@saguaro/engine';
import type { SceneFrame, SceneNode } from './protocol.ts';

/** `environment of foo`, `closure bar`, `frame of foo`, `Array`. */
export function nodeTitle(
  node: Pick<SceneNode, 'kind' | 'name'> &
    Partial<Pick<SceneNode, 'owner' | 'source' | 'bindings' | 'declared' | 'fields'>>,
): string {
  const { kind, name, owner, source, bindings, declared, fields } = node;
  switch (kind) {
    case 'cell':
      return owner === undefined || isNameless(owner)
        ? `environment with ${toldName(name)}`
        : `environment of ${owner}`;
    case 'environment':
    case 'table': {
      if (!isNameless(name) || bindings === undefined || bindings.length === 0) return `environment of ${plain(name)}`;
      const names = bindings.slice(0, 2).map((b) => toldName(b.name));
      return `environment with ${names.join(', ')}${bindings.length > 2 ? ' …' : ''}`;
    }
    case 'with':
      return 'environment of with';
    case 'closure':
      return name === '<anonymous>' && source !== undefined
        ? `closure of line ${source.line}`
        : `closure ${toldName(plain(name))}`;
    case 'built-in':
      if (name !== '<anonymous>') return `built-in ${name}`;
      return fields?.some((f) => f.kind === 'internal' && f.name === 'promise')
        ? 'resolver of a promise'
        : 'built-in function';
    case 'frame':
      return name === '<anonymous>' && declared !== undefined ? `frame of line ${declared}` : `frame of ${plain(name)}`;
    default:
      return name === '' ? kind : name;
  }
}

/** Names that the machine gives to functions and variables of its own making, and how they are told. */
const OWN: readonly (readonly [RegExp, string])[] = [
  [/^<instance_members_initializer>$/, 'that sets the fields'],
  [/^<static_initializer>$/, 'that sets the static fields'],
  [/^%fields/, 'fields of the class'],
  [/^%this$/, 'this'],
];

export function toldName(name: string): string {
  return OWN.find(([pattern]) => pattern.test(name))?.[1] ?? name;
}

const isNameless = (name: string): boolean => name === '<anonymous>' || name === '<top level>';

/**
 * A function's name, without the brackets of what has none of its own.
 * @param declared line of its declaration
 */
export function plain(name: string, declared?: number): string {
  if (name === '<top level>') return 'top level';
  if (name !== '<anonymous>') return name;
  return declared === undefined ? 'a nameless function' : `the function of line ${declared}`;
}

/** A frame's title, where there is little room. */
export function frameTitle({ function: name, declared }: Pick<SceneFrame, 'function' | 'declared'>): string {
  return plain(name, declared).replace(/^the /, '');
}

/** Characters of a value in a sentence. */
const LONG = 60;

/** A value in a sentence: a function without a name is told by its line. */
export function valueText({ text, to }: PictureValue, nodes: ReadonlyMap<number, SceneNode>): string {
  const node = to === undefined ? undefined : nodes.get(to);
  if (node?.kind === 'closure' && node.name === '<anonymous>') return `the ${nodeTitle(node)}`;
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

/** A frame on the stack that there is no room to draw there: it says whom it will return to, as one off the stack does not. */
export function isOnStack({ kind, fields }: SceneNode): boolean {
  return kind === 'frame' && fields.some((field) => field.kind === 'caller');
}

/** The program's own outermost function, and frames of built-ins: of no interest to who watches a program. */
export function isMachinery({ kind, name, hidden }: SceneNode): boolean {
  return hidden === true || (kind === 'closure' && name === '<top level>');
}

/** The families that the page colours. */
export type Family = 'frame' | 'environment' | 'closure' | 'object';

export function familyOf(kind: SceneNode['kind']): Family {
  switch (kind) {
    case 'frame':
      return 'frame';
    case 'cell':
    case 'environment':
    case 'table':
    case 'with':
      return 'environment';
    case 'closure':
    case 'built-in':
      return 'closure';
    default:
      return 'object';
  }
}

export function bytesText(n: number): string {
  if (n < 1024) return `${n} bytes`;
  if (n < 1024 * 1024) return `${(n / 1024).toFixed(n < 10 * 1024 ? 1 : 0)} KB`;
  return `${(n / 1024 / 1024).toFixed(1)} MB`;
}

/** Made once: making one takes longer than all that a step draws. */
const numbers = new Intl.NumberFormat('en-US');

export function numberText(n: number): string {
  return numbers.format(n);
}
