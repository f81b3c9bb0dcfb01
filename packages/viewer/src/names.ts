/** What things are called on the page, in one place for pictures, tables and sentences. */
import type { SceneNode } from './protocol.ts';

/** `environment of foo`, `closure bar`, `frame of foo`, `Array`. */
export function nodeTitle(
  node: Pick<SceneNode, 'kind' | 'name'> & Partial<Pick<SceneNode, 'owner' | 'source'>>,
): string {
  const { kind, name, owner, source } = node;
  switch (kind) {
    case 'cell':
      return owner === undefined ? `environment with ${name}` : `environment of ${plain(owner)}`;
    case 'environment':
    case 'table':
      return `environment of ${plain(name)}`;
    case 'with':
      return 'environment of with';
    case 'closure':
      return name === '<anonymous>' && source !== undefined
        ? `closure of line ${source.line}`
        : `closure ${plain(name)}`;
    case 'built-in':
      return name === '<anonymous>' ? 'built-in function' : `built-in ${name}`;
    case 'frame':
      return `frame of ${plain(name)}`;
    default:
      return name === '' ? kind : name;
  }
}

/** Without the brackets of what has no name of its own. */
export function plain(name: string): string {
  return name === '<top level>' ? 'top level' : name === '<anonymous>' ? 'a nameless function' : name;
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
