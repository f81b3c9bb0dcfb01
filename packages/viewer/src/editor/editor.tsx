/** The source, in CodeMirror. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascriptLanguage, typescriptLanguage } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { load, setText, toggleBreakpoint } from '../state/actions.ts';
import * as s from '../state/store.ts';
import { marks, setBreakpoints, setMarkers, setPlace, setProblem } from './marks.ts';
import { expressionAt } from './statements.ts';
import { theme } from './theme.ts';

function run(): boolean {
  void load();
  return true;
}

function breakpointHere({ state }: EditorView): boolean {
  toggleBreakpoint(state.doc.lineAt(state.selection.main.head).number);
  return true;
}

/**
 * Does something when the pictures have been drawn, which Preact does in the next microtask: CodeMirror asks where the selection is, for
 * which the page is laid out, once for both if it comes second.
 */
function afterRender(work: () => void): void {
  queueMicrotask(() => queueMicrotask(work));
}

export function Editor() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const grammar = new Compartment();
    const view = new EditorView({
      parent: host.current as HTMLDivElement,
      state: EditorState.create({
        doc: s.text.peek(),
        extensions: [
          // Before the rest, which would take the key for a new line.
          keymap.of([
            { key: 'Mod-Enter', run },
            { key: 'F9', run: breakpointHere },
          ]),
          EditorView.lineWrapping,
          marks(toggleBreakpoint),
          lineNumbers({
            domEventHandlers: {
              mousedown(view, block) {
                toggleBreakpoint(view.state.doc.lineAt(block.from).number);
                return true;
              },
            },
          }),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          indentUnit.of('  '),
          grammar.of(javascriptLanguage),
          // Without a key that takes Tab, which leads on through the page.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ 'aria-label': 'Source of the program', tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) setText(update.state.doc.toString());
          }),
          theme,
        ],
      }),
    });
    const undo = [
      effect(() => {
        const text = s.text.value;
        if (text !== view.state.doc.toString())
          view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, scrollIntoView: false });
      }),
      effect(() => {
        const language = s.language.value === 'ts' ? typescriptLanguage : javascriptLanguage;
        view.dispatch({ effects: grammar.reconfigure(language) });
      }),
      effect(() => {
        const answer = s.explanation.value;
        if (answer === null) return;
        const effects = answer.ok
          ? [setMarkers.of(answer.markers), setProblem.of(null)]
          : [setProblem.of(answer.error)];
        view.dispatch({ effects });
      }),
      effect(() => {
        const at = s.shown.value?.at ?? null;
        if (at === null || s.stale.value) {
          view.dispatch({ effects: setPlace.of(null) });
          return;
        }
        const range = expressionAt(s.loadedText.peek() ?? '', s.language.peek(), at.offset);
        afterRender(() => {
          // To the line, not to the column: text that slides sideways is hard to follow.
          const line = view.state.doc.lineAt(Math.min(range.from, view.state.doc.length));
          const effects = [setPlace.of(range), EditorView.scrollIntoView(line.from)];
          view.dispatch({ effects });
        });
      }),
      effect(() => {
        view.dispatch({ effects: setBreakpoints.of(s.breakpoints.value) });
      }),
    ];
    return () => {
      for (const f of undo) f();
      view.destroy();
    };
  }, []);
  return <div class="editor" ref={host} />;
}
