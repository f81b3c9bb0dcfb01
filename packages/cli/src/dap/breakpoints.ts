/** Breakpoints as the editor has them, in the hands of the debugger as soon as it knows their sources. */
import type { Breakpoint, BreakpointRequest } from '@saguaro/engine';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { pathOf } from '../debug/paths.ts';
import type { Debugged } from '../debug/program.ts';
import type { ProtocolSources } from './sources.ts';

/** One that the editor shows; it may be several for the debugger: functions of one name. */
interface Shown {
  readonly id: number;
  readonly key: string;
  /** Where to put it, as far as that is known. */
  readonly places: () => readonly Pick<BreakpointRequest, 'file' | 'line' | 'column'>[];
  readonly more: Pick<BreakpointRequest, 'condition' | 'hits' | 'log'>;
  /** Why it is nowhere. */
  readonly absent: string;
  /** By place. */
  readonly set: Map<string, Breakpoint>;
  problem: string | undefined;
  /** What the editor has been told of it. */
  told: string;
}

export class ProtocolBreakpoints {
  private readonly sources: ProtocolSources;
  private readonly changed: (breakpoint: DebugProtocol.Breakpoint) => void;
  private debugged: Debugged | null = null;
  private readonly bySource = new Map<string, readonly Shown[]>();
  private functions: readonly Shown[] = [];
  private lastId = 0;

  constructor(sources: ProtocolSources, changed: (breakpoint: DebugProtocol.Breakpoint) => void) {
    this.sources = sources;
    this.changed = changed;
  }

  /** Puts all of them into a program that has just been opened. */
  attach(debugged: Debugged): void {
    this.debugged = debugged;
    for (const one of this.all()) {
      one.set.clear();
      one.problem = undefined;
    }
    this.settle();
  }

  /** A source has been met: what waited for it may find its place. */
  settle(): void {
    for (const one of this.all()) {
      this.place(one);
      const before = one.told;
      const after = this.tell(one);
      if (one.told !== before) this.changed(after);
    }
  }

  private all(): Shown[] {
    return [...[...this.bySource.values()].flat(), ...this.functions];
  }

  /** Those of a source, instead of those it had. */
  inSource(source: DebugProtocol.Source, asked: readonly DebugProtocol.SourceBreakpoint[]): DebugProtocol.Breakpoint[] {
    const file = this.sources.nameOf(source);
    const now = this.replaced(
      this.bySource.get(file) ?? [],
      asked.map(({ line, column, condition, hitCondition, logMessage }) => ({
        key: JSON.stringify([line, column, condition, hitCondition, logMessage]),
        places: () => this.debugged?.places.targets((name) => pathOf(name) === file, line, column) ?? [],
        more: moreOf(condition, hitCondition, logMessage),
        absent: `${file} has not been loaded by the program so far.`,
      })),
    );
    this.bySource.set(file, now);
    return now.map((one) => this.tell(one));
  }

  /** Those on functions, instead of those there were. */
  onFunctions(asked: readonly DebugProtocol.FunctionBreakpoint[]): DebugProtocol.Breakpoint[] {
    this.functions = this.replaced(
      this.functions,
      asked.map(({ name, condition, hitCondition }) => ({
        key: JSON.stringify([name, condition, hitCondition]),
        places: () => this.debugged?.debugger.functionLocations(name) ?? [],
        more: moreOf(condition, hitCondition, undefined),
        absent: `No function called ${name} has been loaded so far.`,
      })),
    );
    return this.functions.map((one) => this.tell(one));
  }

  /** What stays keeps its count of hits. */
  private replaced(
    before: readonly Shown[],
    asked: readonly Pick<Shown, 'key' | 'places' | 'more' | 'absent'>[],
  ): readonly Shown[] {
    const left = [...before];
    const now = asked.map((wanted): Shown => {
      const at = left.findIndex(({ key }) => key === wanted.key);
      const [kept] = at < 0 ? [] : left.splice(at, 1);
      return kept ?? { ...wanted, id: ++this.lastId, set: new Map(), problem: undefined, told: '' };
    });
    for (const { set } of left) for (const { id } of set.values()) this.debugged?.debugger.removeBreakpoint(id);
    for (const one of now) this.place(one);
    return now;
  }

  private place(one: Shown): void {
    if (this.debugged === null) return;
    for (const place of one.places()) {
      const key = JSON.stringify(place);
      if (one.set.has(key)) continue;
      try {
        one.set.set(key, this.debugged.debugger.setBreakpoint({ ...place, ...one.more }));
        one.problem = undefined;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'DebugError') throw error;
        one.problem = error.message;
      }
    }
  }

  private tell(one: Shown): DebugProtocol.Breakpoint {
    const shown = this.shown(one);
    one.told = JSON.stringify(shown);
    return shown;
  }

  private shown(one: Shown): DebugProtocol.Breakpoint {
    const [first] = [...one.set.values()].flatMap(({ at }) => (at === null ? [] : [at]));
    if (first === undefined) {
      const isLoaded = one.set.size > 0;
      const message = one.problem ?? (isLoaded ? 'There is nothing to stop at from here on.' : one.absent);
      return { id: one.id, verified: false, message };
    }
    const { endLine, endColumn } = first;
    const { file, line, column } = this.debugged?.places.shown(first) ?? first;
    const end = file === first.file ? { endLine, endColumn } : {};
    return { id: one.id, verified: true, source: this.sources.of(file), line, column, ...end };
  }

  /** The editor's numbers of what the debugger has hit. */
  idsOf(hit: readonly number[]): { readonly ids: number[]; readonly isFunction: boolean } {
    const isHit = ({ set }: Shown): boolean => [...set.values()].some(({ id }) => hit.includes(id));
    const found = this.all().filter(isHit);
    return {
      ids: found.map(({ id }) => id),
      isFunction: found.length > 0 && this.functions.includes(found[0] as Shown),
    };
  }
}

function moreOf(
  condition: string | undefined,
  hits: string | undefined,
  log: string | undefined,
): Pick<BreakpointRequest, 'condition' | 'hits' | 'log'> {
  return Object.fromEntries(
    Object.entries({ condition, hits, log }).filter(([, text]) => text !== undefined && text.trim() !== ''),
  );
}
