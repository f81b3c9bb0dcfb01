/**
 * The machine's view: memory as addressed words. Every frame, environment, closure and object is a run of words with an address that it
 * keeps; what is freed is given to the next that fits. A frame's registers are its words, and its caller is one of them.
 */
import type { PictureRegister, PictureValue } from '@saguaro/engine';
import { useRef } from 'preact/hooks';
import { frameTitle, nodeTitle, plain } from '../names.ts';
import type { SceneFrame, SceneNode, Target } from '../protocol.ts';
import { select } from '../state/actions.ts';
import { Places } from '../state/places.ts';
import * as s from '../state/store.ts';
import { Box, fateOf } from './box.tsx';
import { useViewport } from './heap.tsx';
import { rowsOf } from './rows.ts';
import { sameTarget } from './target.ts';
import { Value } from './value.tsx';

const WORD = 20;
/** Words in a bank: a column of the picture. */
const BANK = 26;
/** Pixels: as many banks lie beside each other as have room, and they share it. */
const NARROWEST = 190;
const WIDEST = 280;
const FIRST_ADDRESS = 0x1000;

export const addressText = (row: number): string => `0x${(FIRST_ADDRESS + row * 8).toString(16)}`;

/** Words of a frame, and the space after it: its title, caller, function, registers. */
function frameWords(registers: number): number {
  return 1 + Math.min(BANK - 2, 2 + registers) + 1;
}

function wordsOf(node: SceneNode, frame: SceneFrame | undefined): number {
  if (frame !== undefined) return frameWords(frame.registers.length);
  const growing = node.kind === 'object' ? 3 : 1;
  return 1 + Math.max(growing, Math.min(BANK - 2, rowsOf(node).length)) + 1;
}

function Register({
  frame,
  register,
  before,
}: {
  frame: SceneFrame;
  register: PictureRegister;
  before: SceneFrame | undefined;
}) {
  const { index, name, value, live } = register;
  const binding = name === undefined ? undefined : frame.bindings.find((b) => b.name === name && b.place !== 'capture');
  const target: Target | null =
    name === undefined || name === 'this' ? null : { kind: 'binding', holder: binding?.holder ?? frame.id, name };
  const chosen = target !== null && sameTarget(s.selection.value, target);
  const old = before?.registers[index];
  const changed = (live || name !== undefined) && old !== undefined && old.value.text !== value.text;
  const classes = [
    'row',
    name === undefined ? 'row-link' : '',
    chosen ? 'chosen' : '',
    changed ? 'changed' : '',
    live ? '' : 'spent',
  ];
  return (
    <div class={classes.join(' ')} key={changed ? s.shown.value?.step : undefined}>
      <span class="register">r{index}</span>
      {target === null ? (
        <span class="label">{name ?? ''}</span>
      ) : (
        <button type="button" class="label" tabIndex={-1} aria-pressed={chosen} onClick={() => void select(target)}>
          {name}
        </button>
      )}
      <Value value={value} port={`m ${frame.id} r${index}`} />
    </div>
  );
}

interface CellsProps {
  readonly frame: SceneFrame;
  readonly node: SceneNode;
  readonly room: number;
  readonly left: string;
  readonly top: number;
  readonly width: string;
  readonly height: number;
  readonly address: string;
  readonly caller: SceneFrame | undefined;
}

/** A frame on the stack: its register file. */
function FrameCells({ frame, node, room, left, top, width, height, address, caller }: CellsProps) {
  const target: Target = { kind: 'node', id: frame.id };
  const chosen = sameTarget(s.selection.value, target);
  const before =
    s.shown.value?.direction === 'forward' ? s.previous.value?.frames.find((f) => f.id === frame.id) : undefined;
  const fixed: [string, PictureValue][] = [
    [
      'caller',
      caller === undefined
        ? { type: 'null', text: 'none' }
        : { type: 'frame', text: frameTitle(caller), to: caller.id },
    ],
    [
      'function',
      frame.closure === undefined
        ? { type: 'native', text: frame.function }
        : { type: 'closure', text: plain(node.name, node.declared), to: frame.closure },
    ],
  ];
  const most = frame.registers.length + 2 > room ? room - 3 : room - 2;
  const classes = ['box box-frame on-stack', chosen ? 'chosen' : '', s.onWay.value.has(frame.id) ? 'on-way' : ''];
  return (
    <div class={classes.join(' ')} style={{ left, top, width, height }} data-box={frame.id}>
      <div class="title">
        <span class="address">{address}</span>
        <button
          type="button"
          class="name"
          data-item
          tabIndex={-1}
          title={nodeTitle(node)}
          aria-pressed={chosen}
          onClick={() => void select(target)}
        >
          {nodeTitle(node)}
        </button>
        {frame.hidden && <span class="tag">built-in</span>}
      </div>
      {fixed.map(([label, value]) => (
        <div class="row row-link" key={label}>
          <span class="label">{label}</span>
          <Value value={value} port={`m ${frame.id} ${label}`} />
        </div>
      ))}
      {frame.registers.slice(0, most).map((register) => (
        <Register frame={frame} register={register} before={before} key={register.index} />
      ))}
      {frame.registers.length > most && <div class="more">{frame.registers.length - most} more registers</div>}
    </div>
  );
}

export function Memory() {
  const places = useRef<{ readonly epoch: number; readonly places: Places; members: number } | null>(null);
  const epoch = s.epoch.value;
  if (places.current?.epoch !== epoch) places.current = { epoch, places: new Places(BANK), members: -1 };
  const { ref, port } = useViewport();
  const shown = s.shown.value;
  const garbage = s.garbage.value;
  const frames = new Map<number, [SceneFrame, SceneFrame | undefined]>();
  shown?.frames.forEach((frame, i) => {
    frames.set(frame.id, [frame, shown.frames[i + 1]]);
  });
  const free = new Map(shown?.free.map((f) => [f.id, f]));
  const at = places.current.places;
  const nodes = shown?.nodes ?? new Map<number, SceneNode>();
  const nodeOf = (id: number): SceneNode | undefined => nodes.get(id) ?? garbage.get(id);
  const members = shown?.members ?? 0;
  if (places.current.members !== members) {
    places.current.members = members;
    const ids = new Set([...nodes.keys(), ...garbage.keys(), ...free.keys()]);
    at.settle(
      [...ids].sort((a, b) => a - b),
      (id) => {
        const node = nodeOf(id);
        return node === undefined ? frameWords(free.get(id)?.registers ?? 0) : wordsOf(node, frames.get(id)?.[0]);
      },
    );
  }
  const columns = Math.max(1, Math.floor((port.width - 8) / NARROWEST));
  const bankWidth = Math.min(WIDEST, Math.floor((port.width - 8) / columns));
  const banks = Math.ceil(at.height / BANK);
  const bankHeight = BANK * WORD + 14;
  const height = Math.max(1, Math.ceil(banks / columns)) * bankHeight;
  // The banks of the lines that are in view.
  const firstLine = Math.floor((port.top - 200) / bankHeight);
  const lastLine = Math.ceil((port.top + port.height + 200) / bankHeight);
  const visible = at.between(Math.max(0, firstLine * columns * BANK), lastLine * columns * BANK);
  return (
    <div class="memory" ref={ref} tabIndex={-1}>
      <section class="banks" style={{ height }} aria-label="Memory">
        {[...visible].map((id) => {
          const place = at.of(id);
          if (place === undefined) return null;
          const bank = Math.floor(place.row / BANK);
          const box = {
            left: `${(bank % columns) * bankWidth + 4}px`,
            top: Math.floor(bank / columns) * bankHeight + (place.row % BANK) * WORD,
            width: `${bankWidth - 8}px`,
            height: (place.rows - 1) * WORD + 12,
            address: addressText(place.row),
            room: place.rows - 2,
          };
          const frame = frames.get(id);
          const node = nodeOf(id);
          if (frame !== undefined && node !== undefined)
            return <FrameCells key={id} {...box} frame={frame[0]} caller={frame[1]} node={node} />;
          if (node !== undefined) {
            const dead = garbage.has(id);
            return <Box key={id} {...box} node={node} dead={dead} {...fateOf(node, dead)} />;
          }
          const waiting = free.get(id);
          return (
            <div
              class="box box-free"
              key={id}
              style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
              data-box={id}
            >
              <div class="title">
                <span class="address">{box.address}</span>
                <span class="name">free frame</span>
              </div>
              <div class="row none">waits for the next call of {plain(waiting?.function ?? '')}</div>
            </div>
          );
        })}
      </section>
    </div>
  );
}
