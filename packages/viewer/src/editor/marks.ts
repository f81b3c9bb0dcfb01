/** What the editor shows beside the text: where each variable lives, where the program is, what is wrong, breakpoints. */
import { type Extension, type Range, RangeSet, StateEffect, StateField, type Text } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutter,
  hoverTooltip,
  WidgetType,
} from '@codemirror/view';
import type { Marker, SourceError } from '../protocol.ts';

export const setMarkers = StateEffect.define<readonly Marker[]>();
export const setProblem = StateEffect.define<SourceError | null>();
export const setPlace = StateEffect.define<{ readonly from: number; readonly to: number } | null>();
export const setBreakpoints = StateEffect.define<readonly number[]>();

/** Offset of a 1-based line and column, within the text. */
function offsetOf(doc: Text, line: number, column: number): number {
  const l = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(l.from + column - 1, l.to);
}

class Label extends WidgetType {
  private readonly memory: 'stack' | 'heap';
  constructor(memory: 'stack' | 'heap') {
    super();
    this.memory = memory;
  }
  override eq(other: Label): boolean {
    return other.memory === this.memory;
  }
  toDOM(): HTMLElement {
    const span = document.createElement('span');
    span.className = `cm-where cm-where-${this.memory}`;
    span.textContent = this.memory;
    return span;
  }
}

class Problem extends WidgetType {
  private readonly error: SourceError;
  constructor(error: SourceError) {
    super();
    this.error = error;
  }
  override eq(other: Problem): boolean {
    return other.error.message === this.error.message && other.error.hint === this.error.hint;
  }
  toDOM(): HTMLElement {
    const { message, hint, line, column } = this.error;
    const box = document.createElement('div');
    box.className = 'cm-problem';
    box.setAttribute('role', 'alert');
    const what = document.createElement('strong');
    what.textContent = `${message} (${line}:${column})`;
    box.append(what);
    if (hint !== undefined) box.append(document.createElement('br'), hint);
    return box;
  }
}

/** Variables that are declared: `this` has no declaration to be tinted. */
const isTinted = ({ kind }: Marker): boolean => kind !== 'this' && kind !== 'arguments' && kind !== 'self';

interface Placed {
  readonly from: number;
  readonly to: number;
  readonly marker: Marker;
}

const markers = StateField.define<{ readonly placed: readonly Placed[]; readonly shown: DecorationSet }>({
  create: () => ({ placed: [], shown: Decoration.none }),
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setMarkers)) continue;
      const { doc } = transaction.state;
      const placed: Placed[] = effect.value.filter(isTinted).map((marker) => {
        const from = offsetOf(doc, marker.line, marker.column);
        return { from, to: Math.min(from + marker.name.length, doc.length), marker };
      });
      const ranges: Range<Decoration>[] = [];
      for (const { from, to, marker } of placed) {
        if (from >= to) continue;
        ranges.push(Decoration.mark({ class: `cm-lives cm-lives-${marker.memory}` }).range(from, to));
        ranges.push(Decoration.widget({ widget: new Label(marker.memory), side: 1 }).range(to));
      }
      return { placed, shown: Decoration.set(ranges, true) };
    }
    if (!transaction.docChanged) return value;
    // Until the new answer is there, the old one moves along with the text.
    const { changes } = transaction;
    return {
      placed: value.placed.map((p) => ({ ...p, from: changes.mapPos(p.from, 1), to: changes.mapPos(p.to, -1) })),
      shown: value.shown.map(changes),
    };
  },
  provide: (field) => EditorView.decorations.from(field, ({ shown }) => shown),
});

const problem = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setProblem)) continue;
      if (effect.value === null) return Decoration.none;
      const { doc } = transaction.state;
      const from = Math.min(effect.value.from, doc.length);
      const to = Math.min(Math.max(effect.value.to, from), doc.length);
      const widget = Decoration.widget({ widget: new Problem(effect.value), side: 1, block: true });
      const ranges = [widget.range(doc.lineAt(from).to)];
      if (to > from) ranges.push(Decoration.mark({ class: 'cm-wrong' }).range(from, to));
      return Decoration.set(ranges, true);
    }
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const place = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setPlace)) continue;
      if (effect.value === null) return Decoration.none;
      const { doc } = transaction.state;
      const from = Math.min(effect.value.from, doc.length);
      const to = Math.min(effect.value.to, doc.length);
      const ranges = [Decoration.line({ class: 'cm-here' }).range(doc.lineAt(from).from)];
      if (to > from) ranges.push(Decoration.mark({ class: 'cm-now' }).range(from, to));
      return Decoration.set(ranges, true);
    }
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Dot extends GutterMarker {
  override toDOM(): HTMLElement {
    const dot = document.createElement('span');
    dot.className = 'cm-breakpoint';
    dot.title = 'breakpoint';
    return dot;
  }
}
const dot = new Dot();

const breakpointLines = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setBreakpoints)) continue;
      const { doc } = transaction.state;
      const lines = effect.value.filter((line) => line <= doc.lines);
      return RangeSet.of(lines.map((line) => dot.range(doc.line(line).from)));
    }
    return value.map(transaction.changes);
  },
});

function whyText({ name, kind, memory, place, capturedBy, why }: Marker): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-why';
  const head = document.createElement('div');
  const where = document.createElement('b');
  where.className = `cm-where cm-where-${memory}`;
  where.textContent = memory;
  const title = document.createElement('code');
  title.textContent = name;
  head.append(title, ` (${kind}) `, where, ` ${place}`);
  const reason = document.createElement('div');
  reason.textContent = why;
  box.append(head, reason);
  if (capturedBy.length > 0) {
    const by = document.createElement('div');
    by.textContent = `Captured by ${capturedBy.map((c) => `${c.function} (line ${c.line})`).join(', ')}`;
    box.append(by);
  }
  return box;
}

const hover = hoverTooltip((view, pos) => {
  const found = view.state.field(markers).placed.find(({ from, to }) => from <= pos && pos <= to);
  if (found === undefined) return null;
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: whyText(found.marker) }) };
});

export function marks(onBreakpoint: (line: number) => void): Extension {
  return [
    markers,
    problem,
    place,
    breakpointLines,
    hover,
    gutter({
      class: 'cm-breakpoints',
      markers: (view) => view.state.field(breakpointLines),
      initialSpacer: () => dot,
      domEventHandlers: {
        mousedown(view, block) {
          onBreakpoint(view.state.doc.lineAt(block.from).number);
          return true;
        },
      },
    }),
  ];
}
