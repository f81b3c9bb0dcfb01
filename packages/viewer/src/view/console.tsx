/** What the program has printed, a prompt that evaluates in the running frame, and questions that a person answers. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { answer, evaluate } from '../state/actions.ts';
import * as s from '../state/store.ts';

interface Said {
  readonly step: number;
  readonly question: string;
  readonly text: string;
  readonly failed: boolean;
}

function Prompt({ onSaid }: { onSaid: (said: Said) => void }) {
  const [text, setText] = useState('');
  const [frame, setFrame] = useState(0);
  const frames = s.shown.value?.frames.filter(({ hidden }) => !hidden) ?? [];
  const index = Math.min(frame, Math.max(0, frames.length - 1));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (text.trim() === '' || s.shown.value === null) return;
    const { step } = s.shown.value;
    const result = await evaluate(index, text);
    onSaid({ step, question: text, ...result });
    setText('');
  };
  return (
    <form class="prompt" onSubmit={(e) => void submit(e)}>
      <span aria-hidden="true">›</span>
      <input
        aria-label="Evaluate in the frame"
        placeholder="Evaluate an expression"
        value={text}
        disabled={s.shown.value === null}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        onInput={(e) => setText(e.currentTarget.value)}
      />
      {frames.length > 1 && (
        <select
          aria-label="Frame to evaluate in"
          value={index}
          onChange={(e) => setFrame(Number(e.currentTarget.value))}
        >
          {frames.slice(0, 30).map((f, i) => (
            <option key={`${frames.length - i}`} value={i}>
              in {f.function}
            </option>
          ))}
        </select>
      )}
    </form>
  );
}

function Question({ id, name, args }: { id: number; name: string; args: readonly string[] }) {
  const [text, setText] = useState('');
  const send = (fails: boolean) => (event: Event) => {
    event.preventDefault();
    void answer(id, text, fails);
  };
  return (
    <form class="question" onSubmit={send(false)}>
      <label>
        <code>
          {name}({args.join(', ')})
        </code>{' '}
        gives
        <input value={text} placeholder="text or JSON" onInput={(e) => setText(e.currentTarget.value)} />
      </label>
      <button type="submit">Answer</button>
      <button type="button" onClick={send(true)}>
        Fail
      </button>
    </form>
  );
}

export function Console() {
  const [said, setSaid] = useState<readonly Said[]>([]);
  const end = useRef<HTMLDivElement>(null);
  const lines = s.shown.value?.console ?? [];
  const ending = s.ending.value;
  const atEnd = (s.shown.value?.step ?? 0) >= s.total.value;
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [lines.length, said.length, atEnd]);
  return (
    <section class="console" aria-label="Console">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div class="lines" ref={end} role="log" tabIndex={0} aria-label="Printed lines">
        {lines.slice(-500).map(({ level, text }, i) => (
          <pre key={i} class={`level-${level}`}>
            {text}
          </pre>
        ))}
        {lines.length === 0 && said.length === 0 && <p class="empty">Nothing printed yet.</p>}
        {said.map(({ step, question, text, failed }, i) => (
          <pre key={`said ${i}`} class={failed ? 'level-error' : 'said'}>
            <span class="asked">
              › {question} <small>at step {step}</small>
            </span>
            {'\n'}
            {text}
          </pre>
        ))}
      </div>
      {atEnd && ending?.kind === 'waiting' && ending.calls.map((call) => <Question key={call.id} {...call} />)}
      <Prompt onSaid={(one) => setSaid([...said.slice(-50), one])} />
    </section>
  );
}
