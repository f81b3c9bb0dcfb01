/** Breakpoints as somebody has set them, and the instructions that they mean. */
import type { FunctionCode } from '../bytecode/code.ts';
import type { Frame } from '../machine/frame.ts';
import type { LinkedCode } from '../machine/linked-code.ts';
import { callPoints, holdsAt, type StopPoint, stopPoints } from './places.ts';
import { mapOf, type ProgramMap, programMapOf, type StopRange } from './program-map.ts';
import { namesFile, targetAt } from './targets.ts';

export interface BreakpointRequest {
  /** Name of the source, or the end of its path. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; default: the first thing on the line. */
  readonly column?: number;
  /** Stops only where this expression is true. */
  readonly condition?: string;
  /** Stops only at so many hits: `5`, `>= 5`, `> 5`, `% 5`; those that fail the condition do not count. */
  readonly hits?: string;
  /** Prints this instead of stopping; expressions in braces are replaced by their values. */
  readonly log?: string;
}

export interface Breakpoint extends BreakpointRequest {
  readonly id: number;
  /** Where it came to lie; null while no such source has been seen. */
  readonly at: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
  } | null;
  readonly hitCount: number;
  readonly enabled: boolean;
}

/** One that has been set. */
export class SetBreakpoint implements Breakpoint {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly condition?: string;
  readonly hits?: string;
  readonly log?: string;
  at: Breakpoint['at'] = null;
  hitCount = 0;
  enabled = true;
  /** What it lies on, by name of the source. */
  private range: StopRange | null = null;

  constructor(id: number, request: BreakpointRequest) {
    this.id = id;
    this.file = request.file;
    this.line = request.line;
    if (request.column !== undefined) this.column = request.column;
    if (request.condition !== undefined) this.condition = request.condition;
    if (request.hits !== undefined) this.hits = request.hits;
    if (request.log !== undefined) this.log = request.log;
  }

  /** Finds its place in a source, if that is the one. True where it has got one now. */
  resolve(name: string, map: ProgramMap | null): boolean {
    if (this.range !== null || map === null || !namesFile(this.file, name)) return false;
    const range = targetAt(map, this.line, this.column);
    if (range === undefined) return false;
    this.range = range;
    const from = map.lines.position(range.start);
    const to = map.lines.position(range.end);
    this.at = { file: name, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    return true;
  }

  /** The instructions of a function at which it may stop. */
  pcsIn(code: LinkedCode): readonly number[] {
    const { range } = this;
    if (range?.kind === 'call' && this.isIn(code))
      return range.start < code.code.start ? [] : callPoints(code.code, range.start);
    return this.pointsIn(code).map(({ pc }) => pc);
  }

  /** Does a frame stand where it stops? */
  meets(f: Frame): boolean {
    if (this.range?.kind === 'call') return this.pcsIn(f.code).includes(f.pc);
    return this.pointsIn(f.code).some((point) => point.pc === f.pc && holdsAt(point, f));
  }

  private isIn(code: LinkedCode): code is LinkedCode & { readonly code: FunctionCode } {
    return this.at !== null && code.code?.source.name === this.at.file;
  }

  private pointsIn(code: LinkedCode): readonly StopPoint[] {
    const { range } = this;
    if (range === null || !this.isIn(code)) return [];
    return stopPoints(code.code).filter((point) => point.range.start === range.start && point.range.end === range.end);
  }
}

/** Whether a hit of that number is one to stop at. */
export function countsAsHit(hits: string | undefined, count: number): boolean {
  if (hits === undefined || hits.trim() === '') return true;
  const match = /^\s*(>=|>|==?=?|<=|<|%)?\s*(\d+)\s*$/.exec(hits);
  if (match === null) return true;
  const n = Number(match[2]);
  switch (match[1]) {
    case '>=':
      return count >= n;
    case '>':
      return count > n;
    case '<=':
      return count <= n;
    case '<':
      return count < n;
    case '%':
      return n > 0 && count % n === 0;
    default:
      return count === n;
  }
}

export const isHitCondition = (hits: string): boolean => /^\s*(?:>=|>|==?=?|<=|<|%)?\s*\d+\s*$/.test(hits);

/** The sources that a debugger knows, by name. */
export class Sources {
  private readonly maps = new Map<string, ProgramMap | null>();
  private readonly texts = new Map<string, string>();

  /** A source that may be run later on. False where it was known. */
  add(name: string, text: string): boolean {
    if (this.texts.get(name) === text) return false;
    this.texts.set(name, text);
    this.maps.set(name, mapOf(text, name));
    return true;
  }

  /** The source of code that a machine has linked. False where it was known. */
  addCode({ code }: LinkedCode): boolean {
    if (code === null) return false;
    const { name, text } = code.source;
    const isKnown = this.texts.get(name) === text;
    if (isKnown && this.maps.get(name) != null) return false;
    // Before the TypeScript parser was there, a source may have been met that only it can read.
    const map = programMapOf(code.source);
    this.texts.set(name, text);
    this.maps.set(name, map);
    return !isKnown || map !== null;
  }

  get names(): readonly string[] {
    return [...this.texts.keys()];
  }

  /** The full name of what `file` names. */
  find(file: string): string | undefined {
    for (const name of this.texts.keys()) if (namesFile(file, name)) return name;
    return undefined;
  }

  text(name: string): string | undefined {
    return this.texts.get(name);
  }

  map(name: string): ProgramMap | null {
    return this.maps.get(name) ?? null;
  }

  resolve(breakpoint: SetBreakpoint): boolean {
    for (const [name, map] of this.maps) if (breakpoint.resolve(name, map)) return true;
    return false;
  }
}
