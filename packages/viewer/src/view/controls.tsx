/** Time: to and fro, by steps of several sizes, by the slider, by playing. */
import { numberText } from '../names.ts';
import { collect, goOn, load, move, play, seek, stop } from '../state/actions.ts';
import * as s from '../state/store.ts';
import { Icon, type IconName } from './icon.tsx';

interface Button {
  readonly label: string;
  readonly icon: IconName;
  readonly key: string;
  readonly run: () => void;
}

const BACK: readonly Button[] = [
  { label: 'To the start', icon: 'start', key: 'Home', run: () => void move({ kind: 'start' }) },
  { label: 'Back out', icon: 'backOut', key: 'Shift+U', run: () => void move({ kind: 'out', back: true }) },
  { label: 'Back over', icon: 'backOver', key: 'Shift+O', run: () => void move({ kind: 'over', back: true }) },
  { label: 'Step back', icon: 'back', key: 'P', run: () => void move({ kind: 'into', back: true }) },
];
const FORWARD: readonly Button[] = [
  { label: 'Step', icon: 'step', key: 'N', run: () => void move({ kind: 'into', back: false }) },
  { label: 'Step over', icon: 'over', key: 'O', run: () => void move({ kind: 'over', back: false }) },
  { label: 'Step out', icon: 'out', key: 'U', run: () => void move({ kind: 'out', back: false }) },
  { label: 'To the end', icon: 'end', key: 'End', run: () => void move({ kind: 'end' }) },
];

function Buttons({ list }: { list: readonly Button[] }) {
  const none = s.shown.value === null;
  return (
    <div class="buttons">
      {list.map(({ label, icon, key, run }) => (
        <button type="button" key={label} aria-label={label} title={`${label} (${key})`} disabled={none} onClick={run}>
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

function EndingText() {
  const ending = s.ending.value;
  const shown = s.shown.value;
  if (ending === null || shown === null) return null;
  const atEnd = shown.step >= s.total.value;
  switch (ending.kind) {
    case 'done':
      return atEnd ? (
        <div class="ending">
          <span>The program has ended.</span>
        </div>
      ) : null;
    case 'threw':
      return (
        <div class="ending ending-bad">
          <span title={ending.text}>{ending.text.split('\n')[0]}</span>{' '}
          {ending.line > 0 && (
            <button type="button" class="quiet" onClick={() => void move({ kind: 'step', step: ending.step - 1 })}>
              Go to the throw, line {ending.line}
            </button>
          )}
        </div>
      );
    case 'waiting':
      return atEnd ? (
        <div class="ending">
          <span>It waits for your answer, below the console.</span>
        </div>
      ) : null;
    case 'limit':
      return (
        <div class="ending ending-bad">
          <span title={ending.text}>{ending.text}</span>{' '}
          {ending.resumable && (
            <button type="button" class="quiet" onClick={() => void goOn()}>
              Go on
            </button>
          )}
        </div>
      );
  }
}

export function Controls() {
  const shown = s.shown.value;
  const step = shown?.step ?? 0;
  const total = s.total.value;
  const playing = s.playing.value;
  const garbage = s.garbage.value.size;
  return (
    <footer class="controls">
      <div class="line moves">
        <Buttons list={BACK} />
        <button
          type="button"
          class="play"
          aria-label={playing ? 'Pause' : 'Play'}
          title={`${playing ? 'Pause' : 'Play'} (Space)`}
          disabled={shown === null}
          onClick={playing ? stop : play}
        >
          <Icon name={playing ? 'pause' : 'play'} /> <span>{playing ? 'Pause' : 'Play'}</span>
        </button>
        <Buttons list={FORWARD} />
        <label class="speed">
          <span>Speed</span>
          <select
            aria-label="Speed"
            value={s.speed.value}
            onChange={(e) => {
              s.speed.value = Number(e.currentTarget.value);
            }}
          >
            {[0.5, 1, 2, 5, 15, 60].map((n) => (
              <option key={n} value={n}>
                {n} a second
              </option>
            ))}
          </select>
        </label>
        <div class="buttons">
          <button
            type="button"
            class="wide"
            disabled={shown === null}
            title="Previous change of environment (Shift+E)"
            onClick={() => void move({ kind: 'environment', back: true })}
          >
            ← env
          </button>
          <button
            type="button"
            class="wide"
            disabled={shown === null}
            title="Next change of environment (E)"
            onClick={() => void move({ kind: 'environment', back: false })}
          >
            env →
          </button>
          {s.breakpoints.value.length > 0 && (
            <>
              <button
                type="button"
                class="wide"
                title="Previous breakpoint (Shift+B)"
                onClick={() => void move({ kind: 'breakpoint', back: true, lines: s.breakpoints.value })}
              >
                ← <span class="cm-breakpoint" /> <span class="sr">previous breakpoint</span>
              </button>
              <button
                type="button"
                class="wide"
                title="Next breakpoint (B)"
                onClick={() => void move({ kind: 'breakpoint', back: false, lines: s.breakpoints.value })}
              >
                <span class="cm-breakpoint" /> → <span class="sr">next breakpoint</span>
              </button>
            </>
          )}
        </div>
      </div>
      <EndingText />
      <div class="line run">
        <button
          type="button"
          class="wide"
          disabled={shown === null}
          title="Collect the garbage now (C); empties WeakRefs too"
          onClick={() => void collect()}
        >
          Collect{garbage > 0 ? ` ${numberText(garbage)}` : ''}
        </button>
        <button
          type="button"
          class={`wide ${s.stale.value ? 'call' : ''}`}
          title="Run the program in the editor (Ctrl+Enter)"
          onClick={() => void load()}
        >
          {shown === null || s.stale.value ? 'Run' : 'Run again'}
        </button>
      </div>
      <div class="line time">
        <input
          class="slider"
          type="range"
          aria-label="Step"
          aria-valuetext={`step ${numberText(step)} of ${numberText(total)}`}
          min={0}
          max={Math.max(total, 1)}
          value={step}
          disabled={shown === null}
          onInput={(e) => void seek(Number(e.currentTarget.value))}
        />
        <output class="steps">
          {numberText(step)} / {numberText(total)}
        </output>
      </div>
    </footer>
  );
}
