/** A script's source with what its functions use, and how V8's positions are found in it. */
import type { CaptureBinding, CaptureFacts, CaptureFunction, CaptureScope } from '@saguaro/engine';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A place in the original of a script. */
export interface OriginalPlace extends Place {
  /** What the original calls what stands there; null where the source map does not say. */
  readonly name: string | null;
}

/** What whoever runs the analysis finds for a script that a snapshot names. */
export interface ScriptSource {
  /** As it is to be shown. */
  readonly file: string;
  readonly text: string;
  readonly facts: CaptureFacts;
  /** Where a place of the script comes from, by its source map; null if that does not tell. */
  readonly original?: (line: number, column: number) => OriginalPlace | null;
}

export type SourceProvider = (script: string) => ScriptSource | null;

const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

export class Script {
  readonly facts: CaptureFacts;
  private readonly lineStarts: number[] = [0];
  private readonly functionAt = new Map<string, number | null>();
  private readonly functionNames = new Map<number, string>();
  /** Functions by where they begin. */
  private readonly byStart: readonly number[];

  constructor(
    readonly source: ScriptSource,
    readonly number: number,
  ) {
    this.facts = source.facts;
    for (const match of source.text.matchAll(LINE_END)) this.lineStarts.push(match.index + match[0].length);
    this.byStart = this.facts.functions
      .map((_, index) => index)
      .sort((a, b) => this.function(a).start - this.function(b).start);
  }

  function(index: number): CaptureFunction {
    return this.facts.functions[index] as CaptureFunction;
  }

  scope(index: number): CaptureScope {
    return this.facts.scopes[index] as CaptureScope;
  }

  binding(index: number): CaptureBinding {
    return this.facts.bindings[index] as CaptureBinding;
  }

  /** The function that V8 places at a line and column, both from 0; `name` is what V8 calls it. */
  functionAtPlace(line: number, column: number, name: string): number | null {
    const key = `${line}:${column}:${name}`;
    let found = this.functionAt.get(key);
    if (found === undefined) {
      const start = this.lineStarts[line];
      found = start === undefined ? null : this.find(start + column, name);
      this.functionAt.set(key, found);
    }
    return found;
  }

  /** V8 places a function at its parameters, an arrow function where it begins, a class's own initialisers anywhere in it. */
  private find(offset: number, name: string): number | null {
    const role =
      name === '<instance_members_initializer>'
        ? 'instance-fields'
        : name === '<static_initializer>'
          ? 'static-fields'
          : null;
    let low = 0;
    let high = this.byStart.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.function(this.byStart[middle] as number).start <= offset) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0; i--) {
      const index = this.byStart[i] as number;
      const fn = this.function(index);
      if (fn.end < offset) continue;
      const initialiser = fn.role === 'instance-fields' || fn.role === 'static-fields';
      if (role === null ? !initialiser && offset <= fn.bodyStart : fn.role === role) return index;
    }
    return null;
  }

  /** Line and column, both from 1, of an offset. */
  positionOf(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.lineStarts.length;
    while (low < high - 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] as number) + 1 };
  }

  /** The binding that a name means in a scope; null where the script does not declare it. */
  declarationOf(name: string, from: number): CaptureBinding | null {
    for (let scope: number | null = from; scope !== null; scope = this.scope(scope).parent) {
      const found = this.scope(scope).bindings.find((binding) => this.binding(binding).name === name);
      if (found !== undefined) return this.binding(found);
    }
    return null;
  }

  /** Where the direct eval stands that makes a scope's bindings reachable by name; null if there is none. */
  evalIn(scope: number): { readonly line: number; readonly column: number } | null {
    for (const binding of this.scope(scope).bindings) {
      const { forced, forcedAt } = this.binding(binding);
      if (forced === 'eval' && forcedAt !== null) return forcedAt;
    }
    return null;
  }

  /** A place as it is to be shown. */
  place(line: number, column: number): Place {
    const original = this.source.original?.(line, column) ?? null;
    if (original === null) return { file: this.source.file, line, column };
    return { file: original.file, line: original.line, column: original.column };
  }

  /** What the program's author calls a function: by its name's place in the source map. */
  functionName(index: number): string {
    let name = this.functionNames.get(index);
    if (name === undefined) {
      name = this.originalName(this.function(index));
      this.functionNames.set(index, name);
    }
    return name;
  }

  private originalName(fn: CaptureFunction): string {
    const { original } = this.source;
    const at = original === undefined || fn.name.startsWith('<') ? null : this.nameOffset(fn);
    if (original === undefined || at === null) return fn.name;
    const { line, column } = this.positionOf(at);
    return original(line, column)?.name ?? fn.name;
  }

  /** Where a function's name stands: in its head, or before it where it is assigned. */
  private nameOffset({ name, start, bodyStart }: CaptureFunction): number | null {
    const { text } = this.source;
    const head = text.slice(start, bodyStart);
    const parameters = head.indexOf('(');
    const inHead = wholeWord(parameters < 0 ? '' : head.slice(0, parameters), name);
    if (inHead >= 0) return start + inHead;
    const before = text.slice(Math.max(0, start - name.length - 16), start);
    const assigned = /([\w$]+)\s*[=:]\s*\(?\s*$/.exec(before);
    return assigned?.[1] === name ? start - before.length + assigned.index : null;
  }

  /** What the program's author calls a binding. */
  nameOf({ name, line, column }: CaptureBinding): string {
    if (name === '.catch') return '<caught>';
    return this.source.original?.(line, column)?.name ?? name;
  }
}

function wholeWord(text: string, word: string): number {
  const isPart = (at: number): boolean => /[\w$]/.test(text.charAt(at));
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!(at > 0 && isPart(at - 1)) && !isPart(at + word.length)) return at;
  return -1;
}
