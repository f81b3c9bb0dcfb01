/** The address of what is shown. */
import { hashOf } from './link.ts';
import * as s from './store.ts';

/** The program and the step shown, as they stand behind the # of a link. */
export function hashHere(): string {
  return hashOf({
    text: s.text.value,
    language: s.language.value,
    storage: s.storage.value,
    step: s.shown.value?.step ?? 0,
  });
}

/** The page's address with that hash, without what else it was opened with. */
export function addressOf(hash: string): string {
  return `${location.pathname}${s.embedded.value ? '?embed' : ''}${hash}`;
}
