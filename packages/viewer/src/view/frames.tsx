/** The stack as textbooks draw it: frames, newest on top, each with its variables. */
import type { PictureBinding } from '@saguaro/engine';
import { frameTitle, numberText } from '../names.ts';
import type { SceneFrame, Target } from '../protocol.ts';
import { select, toggleFold } from '../state/actions.ts';
import * as s from '../state/store.ts';
import { isSpent } from './rows.ts';
import { sameTarget, variableOf } from './target.ts';
import { Value } from './value.tsx';

function Variable({
  binding,
  frame,
  before,
}: {
  binding: PictureBinding;
  frame: SceneFrame;
  before: SceneFrame | undefined;
}) {
  const { name, holder, value, place, start } = binding;
  const spent = isSpent(binding, s.shown.value?.nodes ?? new Map());
  // Where the source says that it lives, it lives: a register may be where a value is until closures take copies along.
  const declared = s.declarations.value.get(`${binding.line}:${binding.column}`);
  const onHeap = holder !== undefined || place === 'capture' || declared?.memory === 'heap';
  const target = variableOf(binding, frame);
  const chosen = sameTarget(s.selection.value, target);
  const old = before?.bindings.find((b) => b.name === name && b.start === start);
  const changed = old !== undefined && old.value.text !== value.text;
  const classes = ['row', chosen ? 'chosen' : '', changed ? 'changed' : '', spent ? 'spent' : ''];
  return (
    <div class={classes.join(' ')} key={changed ? s.shown.value?.step : undefined}>
      <button
        type="button"
        class="label"
        tabIndex={-1}
        aria-pressed={chosen}
        title={spent ? 'It will not be read again: it keeps nothing alive' : undefined}
        onClick={() => void select(target)}
      >
        {name}
      </button>
      <span
        class={`tag tag-${onHeap ? 'heap' : 'stack'}`}
        title={declared?.place}
        data-port={holder === undefined ? undefined : `${frame.id} ${name} ${start}`}
        data-to={holder}
      >
        {onHeap ? 'heap' : 'stack'}
      </span>
      <Value value={value} port={`${frame.id} value ${name} ${start}`} />
    </div>
  );
}

function FrameBox({ frame, top }: { frame: SceneFrame; top: boolean }) {
  const target: Target = { kind: 'node', id: frame.id };
  const chosen = sameTarget(s.selection.value, target);
  const shown = s.shown.value;
  const forward = shown?.direction === 'forward';
  const before = forward ? s.previous.value?.frames.find((f) => f.id === frame.id) : undefined;
  const isFolded = s.folded.value.has(frame.id);
  const classes = [
    'box box-frame',
    top ? 'running' : '',
    chosen ? 'chosen' : '',
    s.onWay.value.has(frame.id) ? 'on-way' : '',
    forward && before === undefined ? 'born' : '',
  ];
  return (
    <li class={classes.join(' ')} data-box={frame.id}>
      <div class="title">
        <button
          type="button"
          class="name"
          data-item
          tabIndex={-1}
          aria-pressed={chosen}
          onClick={() => void select(target)}
        >
          {frameTitle(frame)}
        </button>
        <span class="note">line {frame.line}</span>
        {frame.kept && <span class="tag tag-heap">will stay</span>}
        <button
          type="button"
          class="fold"
          tabIndex={-1}
          aria-expanded={!isFolded}
          aria-label={`${isFolded ? 'Unfold' : 'Fold'} the frame of ${frameTitle(frame)}`}
          onClick={() => toggleFold(frame.id)}
        >
          {isFolded ? '▸' : '▾'}
        </button>
      </div>
      {!isFolded && <Variables frame={frame} before={before} />}
    </li>
  );
}

function Variables({ frame, before }: { frame: SceneFrame; before: SceneFrame | undefined }) {
  const own = frame.bindings.filter((b) => b.place !== 'capture' && b.kind !== 'this');
  const taken = frame.bindings.filter((b) => b.place === 'capture');
  const closure = frame.closure === undefined ? undefined : s.shown.value?.nodes.get(frame.closure);
  return (
    <>
      {own.map((binding) => (
        <Variable binding={binding} frame={frame} before={before} key={`${binding.name} ${binding.start}`} />
      ))}
      {taken.length > 0 && <div class="sub">taken along by its closure</div>}
      {taken.map((binding) => (
        <Variable binding={binding} frame={frame} before={before} key={`${binding.name} ${binding.start}`} />
      ))}
      {closure !== undefined && frame.function !== '<top level>' && (
        <div class="row row-link">
          <span class="label">outer</span>
          <Value
            value={{ type: 'closure', text: `closure ${closure.name}`, to: closure.id }}
            port={`${frame.id} outer`}
          />
        </div>
      )}
      {own.length + taken.length === 0 && frame.function !== '<top level>' && <div class="row none">no variables</div>}
    </>
  );
}

export function Globals() {
  const roots = s.shown.value?.roots.filter(({ kind }) => kind === 'global' || kind === 'module') ?? [];
  const old = new Map(s.previous.value?.roots.map((r) => [`${r.kind} ${r.name}`, r.value.text]));
  const forward = s.shown.value?.direction === 'forward';
  return (
    <li class="box box-global" data-box="global">
      <div class="title">
        <span class="name">Global</span>
        <span class="note">alive by itself</span>
      </div>
      {roots.map(({ kind, name, value }) => {
        const before = old.get(`${kind} ${name}`);
        const changed = forward && before !== undefined && before !== value.text;
        const target: Target = { kind: 'global', name: String(name) };
        const chosen = sameTarget(s.selection.value, target);
        return (
          <div
            class={`row ${chosen ? 'chosen' : ''} ${changed ? 'changed' : ''}`}
            key={`${kind} ${name} ${changed ? s.shown.value?.step : ''}`}
          >
            <button type="button" class="label" tabIndex={-1} aria-pressed={chosen} onClick={() => void select(target)}>
              {name}
            </button>
            <Value value={value} port={`global ${name}`} />
          </div>
        );
      })}
      {roots.length === 0 && <div class="row none">nothing yet</div>}
    </li>
  );
}

export function Stack() {
  const shown = s.shown.value;
  if (shown === null) return null;
  const frames = shown.frames.filter((frame) => !frame.hidden);
  const last = frames.at(-1);
  return (
    <ol class="stack" aria-label="Stack, newest frame first">
      {frames.map((frame, i) => [
        shown.framesLeftOut > 0 && frame === last && (
          <li class="left-out" key="left-out">
            {numberText(shown.framesLeftOut)} more frames
          </li>
        ),
        <FrameBox frame={frame} top={i === 0} key={`${frames.length - i} ${frame.id}`} />,
      ])}
      {frames.length === 0 && <li class="left-out">no frame on the stack</li>}
      <Globals />
    </ol>
  );
}
