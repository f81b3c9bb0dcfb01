/** A link that holds the program and the step: after the #, so that it is never sent to a server. */

import type { StorageStrategy } from '@saguaro/engine';
import { strFromU8, strToU8, unzlibSync, zlibSync } from 'fflate';
import type { Language } from '../protocol.ts';

export interface Shared {
  readonly text: string;
  readonly language: Language;
  readonly storage: StorageStrategy;
  readonly step: number;
}

const STRATEGIES: readonly string[] = ['flat', 'linked', 'frame', 'table'];
/** Longest source that a link opens: a short link may unpack to much. */
const MOST = 2_000_000;

export function hashOf({ text, language, storage, step }: Shared): string {
  const packed = zlibSync(strToU8(text), { level: 9 });
  const code = btoa(strFromU8(packed, true)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return `#v1/${language}/${storage}/${step}/${code}`;
}

/** Null where it is no such link, or a damaged one. */
export function sharedOf(hash: string): Shared | null {
  const [version, language, storage, step, code] = hash.replace(/^#/, '').split('/');
  if (version !== 'v1' || code === undefined) return null;
  if ((language !== 'js' && language !== 'ts') || !STRATEGIES.includes(storage ?? '')) return null;
  if (!/^\d{1,12}$/.test(step ?? '')) return null;
  try {
    const packed = strToU8(atob(code.replaceAll('-', '+').replaceAll('_', '/')), true);
    const text = strFromU8(unzlibSync(packed));
    if (text.length > MOST) return null;
    return { text, language, storage: storage as StorageStrategy, step: Number(step) };
  } catch {
    return null;
  }
}
