/** A debugger on a machine: breakpoints, steps forward and, where the machine keeps a history, backward. */

import { INSTRUCTION_LENGTH } from '../bytecode/operands.ts';
import { OP_BY_NAME } from '../bytecode/optable.ts';
import type { Machine } from '../host/embedding.ts';
import type { RunOptions } from '../host/options.ts';
import type { Frame } from '../machine/frame.ts';
import type { LinkedCode } from '../machine/linked-code.ts';
import type { Machine as Core } from '../machine/machine.ts';
import type { Value } from '../objects/value.ts';
import { ActivitySearch, goesOnByItself } from './activity-search.ts';
import {
  type Breakpoint,
  type BreakpointRequest,
  countsAsHit,
  isHitCondition,
  SetBreakpoint,
  Sources,
} from './breakpoints.ts';
import { willBeCaught } from './catching.ts';
import { Covers, type Watcher } from './covers.ts';
import { functionBeginnings } from './function-names.ts';
import { DebugError, Inspector } from './inspector.ts';
import type { DebuggerEvents, DebugOutcome, ExceptionStops, Stopped, StopReason } from './outcome.ts';
import { offsetAt, pointAt, stopPoints } from './places.ts';
import { programMapOf } from './program-map.ts';
import { PlaceSearch, type Search, searchBack, Trail } from './search.ts';
import { StackIndex } from './stack-index.ts';
import { Step, type StepKind } from './stepping.ts';
import { targetsWithin } from './targets.ts';
import { viewOf } from './values.ts';

const DEBUGGER = OP_BY_NAME.get('Debugger') as number;
const THROW = OP_BY_NAME.get('Throw') as number;

export class Debugger extends Inspector implements Watcher {
  readonly sources = new Sources();
  private readonly events: DebuggerEvents;
  private readonly set = new Map<number, SetBreakpoint>();
  private readonly hands = new WeakMap<Core, Covers>();
  private covers: Covers;
  private lastId = 0;
  private exceptions: ExceptionStops = { caught: false, uncaught: false };
  private stopsAtStatements = true;
  private step: Step | null = null;
  private pausing = false;
  private isRunning = false;
  private hasChanged = false;
  private readonly stack = new StackIndex();
  /** What is being looked for in the past: it is shown every place, and nothing stops. */
  private search: Search | null = null;
  /** Where the last step back has come by. */
  private trail: Trail | null = null;
  private stopped: Stopped | null = null;
  /** The instruction at which the machine has just been left: it is no hit when it goes on. */
  private coversAreOld = true;

  /** @param machine that this debugger has to itself; it may be anywhere */
  constructor(machine: Machine, events: DebuggerEvents = {}) {
    super(machine);
    this.events = events;
    this.covers = this.handsOn(machine.core);
    for (const code of this.covers.codes) this.met(code);
    let shown = machine.core;
    machine.onShown(() => {
      this.step?.onto(shown, machine.core);
      shown = machine.core;
      this.covers.uncoverAll();
      this.covers = this.handsOn(machine.core);
      for (const code of this.covers.codes) this.met(code);
      this.coversAreOld = true;
      // Whoever comes to where it was left before comes to it anew.
      this.covers.uncovers = false;
      // In the middle of a run through the past, too.
      this.cover();
    });
  }

  private handsOn(core: Core): Covers {
    let covers = this.hands.get(core);
    if (covers === undefined) {
      covers = new Covers(core, this);
      this.hands.set(core, covers);
    }
    return covers;
  }

  /** Lets the machine run as if there had been no debugger. */
  detach(): void {
    this.covers.detach();
    this.machine.onShown(() => undefined);
  }

  // ---------------------------------------------------------------- breakpoints

  /** Tells of a source before the program is started, so that breakpoints in it find their places. */
  addSource(name: string, text: string): void {
    if (!this.sources.add(name, text)) return;
    this.events.source?.(name);
    this.resolveAll();
  }

  /** @throws DebugError for a hit count that is none */
  setBreakpoint(request: BreakpointRequest): Breakpoint {
    if (request.hits !== undefined && request.hits.trim() !== '' && !isHitCondition(request.hits))
      throw new DebugError(`A hit count is a number, or one after >=, >, <, <= or %; got ${request.hits}.`);
    const breakpoint = new SetBreakpoint(++this.lastId, request);
    this.set.set(breakpoint.id, breakpoint);
    this.sources.resolve(breakpoint);
    this.coversAreOld = true;
    return breakpoint;
  }

  /** False where there is no such breakpoint. */
  removeBreakpoint(id: number): boolean {
    this.coversAreOld = true;
    return this.set.delete(id);
  }

  enableBreakpoint(id: number, enabled: boolean): boolean {
    const breakpoint = this.set.get(id);
    if (breakpoint !== undefined) breakpoint.enabled = enabled;
    this.coversAreOld = true;
    return breakpoint !== undefined;
  }

  get breakpoints(): readonly Breakpoint[] {
    return [...this.set.values()];
  }

  /** Every place where a breakpoint can be in lines of a source (1-based, inclusive). Empty where the source is not known. */
  breakpointLocations(
    file: string,
    first: number,
    last = first,
  ): { readonly line: number; readonly column: number; readonly endLine: number; readonly endColumn: number }[] {
    const name = this.sources.find(file);
    const map = name === undefined ? null : this.sources.map(name);
    if (map === null) return [];
    return targetsWithin(map, first, last).map(({ start, end }) => {
      const from = map.lines.position(start);
      const to = map.lines.position(end);
      return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    });
  }

  /** Where functions of that name begin (`name`, or `Class.method`), in all sources that are known: what breakpoints on functions mean. */
  functionLocations(name: string): { readonly file: string; readonly line: number; readonly column: number }[] {
    return this.sources.names.flatMap((file) => {
      const map = this.sources.map(file);
      if (map === null) return [];
      return functionBeginnings(map, name).map(({ start }) => ({ file, ...map.lines.position(start) }));
    });
  }

  /** Which exceptions stop the machine, where they are thrown. Default: none. */
  setExceptionStops(stops: ExceptionStops): void {
    this.exceptions = stops;
  }

  /** Whether `debugger` statements stop it. Default: they do. */
  setDebuggerStatements(stop: boolean): void {
    this.stopsAtStatements = stop;
    this.coversAreOld = true;
  }

  private resolveAll(): void {
    for (const breakpoint of this.set.values())
      if (this.sources.resolve(breakpoint)) {
        this.coversAreOld = true;
        this.events.resolved?.(breakpoint);
      }
  }

  private met(code: LinkedCode): void {
    if (!this.sources.addCode(code)) return;
    if (code.code !== null) this.events.source?.(code.code.source.name);
    this.resolveAll();
  }

  /** @internal */
  knows({ code }: LinkedCode): boolean {
    return code !== null && this.sources.text(code.source.name) === code.source.text;
  }

  /** @internal */
  linked(code: LinkedCode): void {
    if (code.realm.machine !== this.core) return;
    this.met(code);
    this.coverIn(code);
  }

  // ---------------------------------------------------------------- what is covered

  private cover(): void {
    if (!this.coversAreOld) return;
    this.coversAreOld = false;
    this.covers.uncoverAll();
    for (const code of this.covers.codes) this.coverIn(code);
    const resumption = this.step?.resumption;
    if (resumption != null) this.covers.cover(resumption.code, resumption.pc);
  }

  private coverIn(code: LinkedCode): void {
    if (code.code === null || code.body === null) return;
    const everyPart = this.pausing || this.search?.everyPart === true || this.step?.mayEndIn(code) === true;
    if (everyPart) for (const { pc } of stopPoints(code.code)) this.covers.cover(code, pc);
    for (const breakpoint of this.set.values())
      if (breakpoint.enabled) for (const pc of breakpoint.pcsIn(code)) this.covers.cover(code, pc);
    if (!this.stopsAtStatements) return;
    const { code: program } = code.body;
    for (let pc = 0; pc < program.length; pc += INSTRUCTION_LENGTH[program[pc] as number] as number)
      if (program[pc] === DEBUGGER) this.covers.cover(code, pc);
  }

  /** @internal */
  stopsHere(): boolean {
    const { search, core } = this;
    if (search !== null) {
      search.look(this.machine.steps());
      return false;
    }
    const frame = core.frame as Frame;
    const { code, pc } = frame;
    if (code.code === null) return false;
    const hit = this.hitsAt(frame);
    const point = pointAt(frame) !== undefined;
    const reason: StopReason | null =
      hit.ids.length > 0 || hit.problem !== undefined
        ? 'breakpoint'
        : this.stopsAtStatements && code.body?.code[pc] === DEBUGGER
          ? 'debugger'
          : this.pausing && point
            ? 'pause'
            : this.step?.endsAt(core, this.stack, point) === true
              ? 'step'
              : null;
    if (reason === null) return false;
    const returned = this.step?.returned(core);
    this.stopped = {
      status: 'stopped',
      reason,
      breakpoints: hit.ids,
      ...(hit.problem === undefined ? {} : { problem: hit.problem }),
      ...(returned === undefined ? {} : { returned: viewOf(returned.value) }),
    };
    return true;
  }

  /** The breakpoints at an instruction that are hit, logs printed. */
  private hitsAt(frame: Frame): { readonly ids: number[]; readonly problem?: string } {
    const ids: number[] = [];
    let problem: string | undefined;
    for (const breakpoint of this.set.values()) {
      if (!breakpoint.enabled || !breakpoint.meets(frame)) continue;
      const verdict = this.holds(breakpoint);
      if (typeof verdict === 'string') problem = verdict;
      if (verdict === false) continue;
      breakpoint.hitCount++;
      if (!countsAsHit(breakpoint.hits, breakpoint.hitCount)) continue;
      if (breakpoint.log === undefined) ids.push(breakpoint.id);
      else this.events.log?.(this.logText(breakpoint.log), breakpoint);
    }
    return problem === undefined ? { ids } : { ids, problem };
  }

  /** Whether a breakpoint's condition holds here; a text: why that cannot be told. */
  private holds({ condition }: SetBreakpoint): boolean | string {
    if (condition === undefined || condition.trim() === '') return true;
    const answer = this.evaluate(condition);
    // Any object is true.
    if (answer.status === 'done') return answer.value.type === 'object' || Boolean(answer.value.value);
    return answer.status === 'threw'
      ? `The condition ${condition} throws ${answer.error.text}`
      : `The condition ${condition} does not come to an end`;
  }

  private logText(template: string): string {
    return template.replace(/\{([^{}]*)\}/g, (_all, source: string) => {
      const answer = this.evaluate(source);
      if (answer.status === 'limit') return '<no end>';
      const { type, text, value } = answer.status === 'done' ? answer.value : answer.error;
      return answer.status === 'done' ? (type === 'string' ? String(value) : text) : `<${text}>`;
    });
  }

  /** @internal */
  stopsAtThrow(value: Value): boolean {
    const { caught, uncaught } = this.exceptions;
    const { core } = this;
    if ((!caught && !uncaught) || this.search !== null || this.isPassingOn(value)) return false;
    const isCaught = willBeCaught(core);
    if (isCaught ? !caught : !uncaught) return false;
    this.stopped = { status: 'stopped', reason: 'exception', breakpoints: [], thrown: viewOf(value), caught: isCaught };
    return true;
  }

  /** An exception that was thrown before: by code of ours that has closed what it opened, or behind a `finally`. */
  private isPassingOn(value: Value): boolean {
    const { frame, passing } = this.core;
    if (frame === null) return false;
    if (passing !== null && passing.frame === frame && passing.value === value) return true;
    const { code, body } = frame.code;
    if (code === null || body === null || frame.pc < 2 || body.code[frame.pc - 2] !== THROW) return false;
    const map = programMapOf(code.source);
    if (map === null) return false;
    return !map.nodesAt(offsetAt(code, frame.pc - 2)).some(({ type }) => type === 'ThrowStatement');
  }

  // ---------------------------------------------------------------- forward

  /** Goes on until something stops it. A step that is under way (the machine had to wait) goes on too. */
  resume(options: RunOptions = {}): DebugOutcome {
    this.cover();
    this.stopped = null;
    this.isRunning = true;
    const outcome = this.machine.run(options);
    this.isRunning = false;
    if (this.hasChanged) {
      this.hasChanged = false;
      this.machine.changed();
    }
    if (outcome.status === 'paused' && (outcome.reason === 'breakpoint' || outcome.reason === 'exception')) {
      const stopped = this.stopped as Stopped | null;
      this.settle();
      return stopped ?? { status: 'stopped', reason: 'step', breakpoints: [] };
    }
    if (outcome.status === 'done' || outcome.status === 'threw') this.settle();
    return outcome as DebugOutcome;
  }

  protected override get isInRun(): boolean {
    return this.isRunning || this.search !== null;
  }

  /** In the middle of a run there is no state that the history could keep: it is told at the run's end what conditions have done. */
  protected override noteChange(): void {
    if (this.isRunning) this.hasChanged = true;
    else super.noteChange();
  }

  override restartFrame(frame: number): void {
    super.restartFrame(frame);
    this.settle();
    this.covers.uncovers = false;
  }

  private settle(): void {
    this.step = null;
    this.pausing = false;
    this.coversAreOld = true;
  }

  /** Forgets a step that is under way, and goes on to the next breakpoint. */
  continue(options: RunOptions = {}): DebugOutcome {
    this.settle();
    return this.resume(options);
  }

  /** To the next statement, wherever it is. */
  stepIn(options: RunOptions = {}): DebugOutcome {
    return this.stepBy('in', options);
  }

  /** To the next statement of this function, or behind its call where it ends. */
  stepOver(options: RunOptions = {}): DebugOutcome {
    return this.stepBy('over', options);
  }

  /** To where this function's caller goes on. */
  stepOut(options: RunOptions = {}): DebugOutcome {
    return this.stepBy('out', options);
  }

  private stepBy(kind: StepKind, options: RunOptions): DebugOutcome {
    this.settle();
    this.step = new Step(this.core, kind);
    return this.resume(options);
  }

  /** Makes it stop at the next statement it comes to; `false`: not any more, nor where a step under way would end. */
  pause(wanted = true): void {
    if (!wanted) this.step = null;
    this.pausing = wanted;
    this.coversAreOld = true;
  }

  /** On to a place, or to a breakpoint before it. @throws DebugError where the file has nothing to stop at there */
  runTo(file: string, line: number, column?: number, options: RunOptions = {}): DebugOutcome {
    const target = this.setBreakpoint({ file, line, ...(column === undefined ? {} : { column }) });
    try {
      if (target.at === null) throw new DebugError(`There is nothing to stop at in ${file} from line ${line} on.`);
      return this.continue(options);
    } finally {
      this.removeBreakpoint(target.id);
    }
  }

  // ---------------------------------------------------------------- backward

  /** To the statement executed before this one, wherever that was. @throws where the machine keeps no history */
  backIn(): Stopped {
    return finish(this.backward('in'));
  }

  /** To the statement executed before this one in this function, or, at its beginning, to its call. */
  backOver(): Stopped {
    return finish(this.backward('over'));
  }

  /** To the statement that called this function. */
  backOut(): Stopped {
    return finish(this.backward('out'));
  }

  /**
   * The same, left for others to do something in between: goes on at each `next()`, and ends with where it has stopped. Left off
   * (`return()`), it shows the state again from which it began.
   * @param way `in`, `over`, `out`: as `backIn`, `backOver`, `backOut`; `continue`: as `reverseContinue`
   */
  backward(way: StepKind | 'continue'): Generator<void, Stopped> {
    if (way === 'continue') return this.reverseInSlices();
    const { frame } = this.core;
    if (way !== 'in' && frame !== null && goesOnByItself(frame) && (way === 'over' || frame.activity?.kind === 'async'))
      return this.backInActivity(way);
    // After the end, and between jobs, what was executed last was at the bottom of the stack.
    const depth = Math.max(1, this.stack.guestDepth(this.core));
    return this.backInSlices(way === 'in' ? Number.POSITIVE_INFINITY : way === 'over' ? depth : depth - 1);
  }

  private *backInActivity(way: 'over' | 'out'): Generator<void, Stopped> {
    // Asks for a history, where there is none.
    void this.machine.pastVersion;
    this.settle();
    const found = yield* this.searched(this.machine.steps(), new ActivitySearch(this.machine, this.stack, way));
    return this.arrived(found ? 'step' : 'earliest');
  }

  /** @param deepest frames of the program's that may be on the stack */
  private *backInSlices(deepest: number): Generator<void, Stopped> {
    const { machine } = this;
    const { pastVersion } = machine;
    this.settle();
    let end = machine.steps();
    if (this.trail?.knows(pastVersion, end) === true) {
      const known = this.trail.ask(deepest).found(end);
      if (known >= 0) {
        machine.seek(known);
        return this.arrived('step');
      }
      end = this.trail.reaches;
    }
    this.trail = new Trail(pastVersion, () => {
      const { frame } = this.core;
      const isPart = frame !== null && pointAt(frame) !== undefined;
      return isPart ? this.stack.guestDepth(this.core) : -1;
    });
    const found = yield* this.searched(end, this.trail.ask(deepest));
    return this.arrived(found ? 'step' : 'earliest');
  }

  /** To the breakpoint or `debugger` statement met last; to the earliest state where there was none. Hit counts do not matter. */
  reverseContinue(): Stopped {
    return finish(this.reverseInSlices());
  }

  private *reverseInSlices(): Generator<void, Stopped> {
    let hit: number[] = [];
    const accepts = (): boolean => {
      const frame = this.core.frame as Frame;
      const { code, pc } = frame;
      const ids = [...this.set.values()]
        .filter((b) => b.enabled && b.log === undefined && b.meets(frame) && this.holds(b) !== false)
        .map(({ id }) => id);
      const isStatement = this.stopsAtStatements && code.body?.code[pc] === DEBUGGER;
      if (ids.length === 0 && !isStatement) return false;
      hit = ids;
      return true;
    };
    // Asks for a history, where there is none.
    void this.machine.pastVersion;
    this.settle();
    const found = yield* this.searched(this.machine.steps(), new PlaceSearch(accepts));
    return this.arrived(!found ? 'earliest' : hit.length > 0 ? 'breakpoint' : 'debugger', hit);
  }

  private searched(end: number, search: Search): Generator<void, boolean> {
    return searchBack(this.machine, end, search, {
      begin: () => {
        this.search = search;
        this.coversAreOld = true;
        this.cover();
      },
      last: () => {
        const { frame } = this.core;
        if (frame !== null && this.covers.has(frame.code, frame.pc)) search.look(this.machine.steps());
        search.arrive?.();
      },
      end: () => {
        this.search = null;
        this.coversAreOld = true;
      },
    });
  }

  private arrived(reason: StopReason, breakpoints: readonly number[] = []): Stopped {
    // It stands there already: going on, it does not stop at it.
    if (reason !== 'earliest') this.covers.uncovers = true;
    return { status: 'stopped', reason, breakpoints: reason === 'earliest' ? [] : breakpoints };
  }
}

/** Goes through all slices at once. */
function finish<T>(slices: Generator<void, T>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}
