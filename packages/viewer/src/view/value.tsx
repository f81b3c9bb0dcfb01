/** A value: as text, or as a link to the thing it leads to. */
import type { PictureValue } from '@saguaro/engine';
import { nodeTitle } from '../names.ts';
import { select } from '../state/actions.ts';
import * as s from '../state/store.ts';

/** Characters shown of a value in a box. */
export const SHORT = 26;

export function shorten(text: string, most = SHORT): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** `port`: from where arrows start. */
export function Value({ value, port, long }: { value: PictureValue; port?: string; long?: boolean }) {
  const { to, type } = value;
  // A thing that something leads to keeps its title: no need to look again at each step.
  const node = to === undefined ? undefined : s.shown.peek()?.nodes.get(to);
  if (to === undefined || node === undefined) {
    const text = type === 'weak' ? `${value.text} (weak)` : value.text;
    return (
      <span class={`value value-${type}`} title={text.length > SHORT && !long ? text : undefined}>
        {long ? text : shorten(text)}
      </span>
    );
  }
  const named = node.kind === 'object' || (node.kind === 'closure' && node.name !== '<anonymous>');
  const title = named ? value.text : nodeTitle(node);
  return (
    <button
      type="button"
      class={`value link link-${type}`}
      data-port={port}
      data-to={to}
      tabIndex={-1}
      title={`Show ${nodeTitle(node)}`}
      onClick={(event) => {
        event.stopPropagation();
        void select({ kind: 'node', id: to });
      }}
    >
      {shorten(title)}
    </button>
  );
}
