/** One thing as a box: title, rows, what keeps it. Both views draw it, each in its way. */
import { memo } from 'preact/compat';
import { familyOf, nodeTitle } from '../names.ts';
import type { SceneNode, Target } from '../protocol.ts';
import { select, toggleFold } from '../state/actions.ts';
import * as s from '../state/store.ts';
import { noteOf, type Row, rowsOf } from './rows.ts';
import { sameTarget } from './target.ts';
import { Value } from './value.tsx';

/** What stands in a thing that has no rows. */
const EMPTY: Partial<Record<SceneNode['kind'], string>> = { object: 'nothing in it', closure: 'took nothing along' };

/** What holds variables of the function that it is called after. */
const RECORDS: ReadonlySet<SceneNode['kind']> = new Set(['environment', 'table', 'frame']);

interface RowProps {
  readonly row: Row;
  readonly node: SceneNode;
  readonly before: SceneNode | undefined;
  readonly dead: boolean;
}

function RowLine({ row, node, before, dead }: RowProps) {
  const { label, value, variable, isLink, key } = row;
  const target: Target | null = variable === undefined ? null : { kind: 'binding', holder: node.id, name: variable };
  const chosen = target !== null && sameTarget(s.selection.value, target);
  const old = before === undefined ? undefined : rowsOf(before).find((r) => r.key === key);
  const changed = !dead && before !== undefined && before !== node && old?.value.text !== value.text;
  const owner = node.owner ?? (RECORDS.has(node.kind) ? node.name : undefined);
  const needless = variable !== undefined && owner !== undefined && s.needless.value.has(`${owner}/${variable}`);
  const classes = [
    'row',
    isLink ? 'row-link' : '',
    chosen ? 'chosen' : '',
    changed ? 'changed' : '',
    needless ? 'needless' : '',
  ];
  const name =
    target === null || dead ? (
      <span class="label">{label}</span>
    ) : (
      <button type="button" class="label" tabIndex={-1} aria-pressed={chosen} onClick={() => void select(target)}>
        {label}
      </button>
    );
  return (
    <div class={classes.join(' ')} key={`${key} ${changed ? s.shown.peek()?.step : ''}`}>
      {name}
      {needless && <span class="tag tag-leak">kept needlessly</span>}
      <Value value={value} port={`${node.id} ${key}`} />
    </div>
  );
}

interface Props {
  readonly node: SceneNode;
  readonly dead: boolean;
  /** What it was at the step before, where the last step has changed it. */
  readonly before: SceneNode | undefined;
  readonly born: boolean;
  /** Rows that there is room for. */
  readonly room: number;
  readonly left: string;
  readonly top: number;
  readonly width: string;
  readonly height: number;
  /** Address, in the machine view. */
  readonly address?: string;
}

function BoxView({ node, dead, before, born, room, left, top, width, height, address }: Props) {
  const target: Target = { kind: 'node', id: node.id };
  const chosen = sameTarget(s.selection.value, target);
  const onWay = s.onWay.value.has(node.id);
  const isFolded = s.folded.value.has(node.id);
  const rows = rowsOf(node);
  // The last row of the room says what is left out.
  const most = rows.length + (node.more > 0 ? 1 : 0) > room ? room - 1 : room;
  const visible = isFolded ? [] : rows.slice(0, most);
  const more = rows.length + node.more - visible.length;
  const classes = [
    'box',
    `box-${familyOf(node.kind)}`,
    chosen ? 'chosen' : '',
    onWay ? 'on-way' : '',
    dead ? 'dead' : '',
    born ? 'born' : '',
    isFolded ? 'folded' : '',
  ];
  const title = nodeTitle(node);
  const note = noteOf(node);
  return (
    <div
      class={classes.join(' ')}
      style={{ left, top, width, height: isFolded ? undefined : height }}
      data-box={node.id}
    >
      <div class="title">
        {address !== undefined && <span class="address">{address}</span>}
        <button
          type="button"
          class="name"
          data-item
          tabIndex={-1}
          title={note === '' ? title : `${title}, ${note}`}
          aria-pressed={chosen}
          aria-label={`${title}${dead ? ', garbage' : ''}${note === '' ? '' : `, ${note}`}`}
          onClick={() => void select(dead ? null : target)}
        >
          {title}
        </button>
        {note !== '' && <span class="note">{note}</span>}
        {dead && <span class="tag">garbage</span>}
        <button
          type="button"
          class="fold"
          tabIndex={-1}
          aria-expanded={!isFolded}
          aria-label={`${isFolded ? 'Unfold' : 'Fold'} ${title}`}
          onClick={() => toggleFold(node.id)}
        >
          {isFolded ? '▸' : '▾'}
        </button>
      </div>
      {visible.map((row) => (
        <RowLine row={row} node={node} before={before} dead={dead} key={row.key} />
      ))}
      {rows.length === 0 && !isFolded && EMPTY[node.kind] !== undefined && (
        <div class="row none">{EMPTY[node.kind]}</div>
      )}
      {more > 0 && !isFolded && (
        <button type="button" class="more" tabIndex={-1} onClick={() => void select(target)}>
          {more} more
        </button>
      )}
    </div>
  );
}

export const Box = memo(BoxView);

/** What the last step has done to a thing: nothing, where one did not go forward. */
export function fateOf(node: SceneNode, dead: boolean): Pick<Props, 'before' | 'born'> {
  const last = s.previous.value;
  if (dead || last === null || s.shown.value?.direction !== 'forward') return { before: undefined, born: false };
  const before = last.nodes.get(node.id);
  return { before: before === node ? undefined : before, born: before === undefined };
}
