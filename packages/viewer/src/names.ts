/** What things are called on the page, in one place for pictures, tables and sentences. */
import type { SceneNode } from './protocol.ts';

/** `environment of foo`, `closure bar`, `frame of foo`, `Array`. */
export function nodeTitle({
  kind,
  name,
  owner,
}: Pick<SceneNode, 'kind' | 'name'> & { readonly owner?: string }): string {
  switch (kind) {
    case 'cell':
      return owner === undefined ? `environment with ${name}` : `environment of ${owner}`;
    case 'environment':
    case 'table':
      return `environment of ${name}`;
    case 'with':
      return 'environment of with';
    case 'closure':
      return `closure ${name}`;
    case 'frame':
      return `frame of ${name}`;
    default:
      return name === '' ? kind : name;
  }
}

/** `of` what kind it is, for the eye and the screen reader: the three families that the page colours. */
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

export function numberText(n: number): string {
  return n.toLocaleString('en-US');
}
