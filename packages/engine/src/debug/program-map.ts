/**
 * What a debugger needs to know of a source text: where statements begin, what a `catch` protects, which expression stands at an
 * offset. Made from the syntax tree, which is parsed anew when somebody asks.
 */
import type { SourceText } from '../bytecode/code.ts';
import type { Node, NodeType, Program } from '../parser/ast.ts';
import type { LineMap } from '../parser/line-map.ts';
import { NODE_FIELDS } from '../parser/node-fields.ts';
import { isTypeScriptLoaded, type Language, parse, type SourceKind } from '../parser/parse.ts';

/** A place where execution can stop, as a range of the source. */
export interface StopRange {
  /**
   * `statement`: also the parts of loops and branches; `leap`: a `break` or `continue`; `end`: the brace that ends a function; `call`: a
   * call inside of a statement.
   */
  readonly kind: 'statement' | 'leap' | 'end' | 'call';
  readonly start: number;
  readonly end: number;
}

/** The test of an `if` whose branch does nothing but leap: where it holds, its code may go to the leap's target at once. */
export interface Leap {
  readonly start: number;
  readonly end: number;
  readonly to: StopRange;
  /** The one around. */
  parent: Leap | null;
}

/** Null `stop`: a function or class body, at whose own parts what is around does not count. */
interface Range {
  readonly start: number;
  readonly end: number;
  readonly stop: StopRange | null;
  parent: Range | null;
}

export class ProgramMap {
  readonly lines: LineMap;
  /** Statements and ends of functions, by their start. */
  readonly stops: readonly StopRange[];
  /** Calls, by the offset at which their code stands. */
  readonly calls: readonly StopRange[];
  /** By their start. */
  readonly leaps: readonly Leap[];
  readonly program: Program;
  private readonly ranges: readonly Range[];

  constructor(program: Program, lines: LineMap) {
    this.program = program;
    this.lines = lines;
    const collected = collect(program, lines.source);
    this.ranges = nested(collected.ranges);
    this.stops = this.ranges.flatMap(({ stop }) => (stop === null ? [] : [stop]));
    this.calls = collected.calls.sort((a, b) => a.start - b.start);
    this.leaps = nested(collected.leaps);
  }

  /** The innermost stop around an offset, within the same function. */
  stopAt(offset: number): StopRange | null {
    return innermost(this.ranges, offset)?.stop ?? null;
  }

  /** The innermost test around an offset that may leap. */
  leapAt(offset: number): Leap | null {
    return innermost(this.leaps, offset);
  }

  /** The nodes around an offset, from the program inward. */
  nodesAt(offset: number): Node[] {
    const path: Node[] = [];
    let node: Node | undefined = this.program;
    while (node !== undefined) {
      path.push(node);
      let best: Node | undefined;
      for (const child of childrenOf(node))
        if (child.start <= offset && offset < child.end && (best === undefined || child.start >= best.start))
          best = child;
      node = best;
    }
    return path;
  }

  /** Does a `catch` of the same function protect what stands at `offset`? */
  isCaught(offset: number): boolean {
    const path = this.nodesAt(offset);
    for (let i = path.length - 1; i >= 0; i--) {
      const node = path[i] as Node;
      if (isFunctionLike(node.type)) return false;
      if (node.type === 'TryStatement' && node.handler !== null && path[i + 1] === node.block) return true;
    }
    return false;
  }
}

export function isFunctionLike(type: NodeType): boolean {
  return (
    type === 'FunctionDeclaration' ||
    type === 'FunctionExpression' ||
    type === 'ArrowFunctionExpression' ||
    type === 'StaticBlock' ||
    type === 'PropertyDefinition'
  );
}

const maps = new WeakMap<SourceText, ProgramMap | null>();

/**
 * The map of a source that some machine runs; null where it cannot be parsed by itself (code of evals that leans on what is around, and
 * TypeScript before `loadTypeScript`).
 */
export function programMapOf(source: SourceText): ProgramMap | null {
  const known = maps.get(source);
  if (known !== undefined) return known;
  const map = mapOf(source.text, source.name);
  maps.set(source, map);
  return map;
}

/** The map of a text that may be a script or a module, JavaScript or TypeScript. Null where it is none of them. */
export function mapOf(text: string, name: string): ProgramMap | null {
  const typed = /\.[cm]?tsx?$/.test(name);
  const languages: readonly Language[] = !isTypeScriptLoaded() ? ['js'] : typed ? ['ts', 'js'] : ['js', 'ts'];
  const kinds: readonly SourceKind[] =
    name.startsWith('file:') || /\.m[jt]s$/.test(name) ? ['module', 'script'] : ['script', 'module'];
  for (const language of languages) {
    for (const kind of [...kinds, 'commonjs'] as const) {
      try {
        const { program, lines } = parse(text, { name, kind, language });
        return new ProgramMap(program, lines);
      } catch {
        // Not this kind of source: the next is tried.
      }
    }
  }
  try {
    const allow = { newTarget: true, superProperty: true, superCall: true };
    const { program, lines } = parse(text, { name, kind: 'eval', allow });
    return new ProgramMap(program, lines);
  } catch {
    return null;
  }
}

// ---------------------------------------------------------------- collecting

export function* childrenOf(node: Node): Generator<Node> {
  for (const field of NODE_FIELDS[node.type].nodes) {
    const value = (node as unknown as Record<string, Node | null | undefined | readonly (Node | null)[]>)[field];
    if (value === null || value === undefined) continue;
    if (Array.isArray(value)) {
      for (const one of value as readonly (Node | null)[]) if (one !== null) yield one;
    } else yield value as Node;
  }
}

interface Collected {
  readonly ranges: Range[];
  readonly calls: StopRange[];
  readonly leaps: Leap[];
}

/** Where the head of a statement ends: behind the bracket that closes it, which stands between two of its parts. */
function behindBracket(text: string, from: number, before: number): number {
  const at = text.lastIndexOf(')', before - 1);
  return at < from ? from : at + 1;
}

/** Left spines and `else if` chains are deep: the walk keeps its own stack. */
function collect(program: Program, text: string): Collected {
  const ranges: Range[] = [];
  const calls: StopRange[] = [];
  const leaps: Leap[] = [];
  const add = (start: number, end: number, kind: StopRange['kind'] = 'statement'): void => {
    if (end > start) ranges.push({ start, end, stop: { kind, start, end }, parent: null });
  };
  const leap = ({ start, end }: Node, branch: Node): void => {
    const only = branch.type === 'BlockStatement' && branch.body.length === 1 ? branch.body[0] : branch;
    if (only?.type !== 'BreakStatement' && only?.type !== 'ContinueStatement') return;
    leaps.push({ start, end, to: { kind: 'leap', start: only.start, end: only.end }, parent: null });
  };
  const shut = (node: Node): void => {
    ranges.push({ start: node.start, end: node.end, stop: null, parent: null });
  };
  const pending: Node[] = [program];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    switch (node.type) {
      case 'ExpressionStatement':
        if (node.directive !== undefined) break;
        // What tools that make code small join by commas were statements.
        if (node.expression.type !== 'SequenceExpression') add(node.start, node.end);
        else for (const part of node.expression.expressions) add(part.start, part.end);
        break;
      case 'ReturnStatement':
        if (node.argument?.type !== 'SequenceExpression') add(node.start, node.end);
        else for (const part of node.argument.expressions) add(part.start, part.end);
        break;
      case 'BreakStatement':
      case 'ContinueStatement':
        add(node.start, node.end, 'leap');
        break;
      case 'ThrowStatement':
      case 'DebuggerStatement':
        add(node.start, node.end);
        break;
      case 'VariableDeclaration': {
        let from = node.start;
        for (const declarator of node.declarations) {
          if (declarator.init !== null) add(from, declarator.end);
          from = declarator.end;
          while (from < text.length && /[\s,]/.test(text[from] as string)) from++;
        }
        break;
      }
      case 'IfStatement':
        add(node.start, behindBracket(text, node.test.end, node.consequent.start));
        leap(node.test, node.consequent);
        break;
      case 'WhileStatement':
        // The test stands alone: what comes before it is the jump into the loop.
        add(node.test.start, node.test.end);
        break;
      case 'DoWhileStatement':
        add(node.test.start, node.test.end);
        break;
      case 'ForStatement':
        for (const part of [node.init, node.test, node.update])
          if (part !== null && part.type !== 'VariableDeclaration') add(part.start, part.end);
        break;
      case 'ForInStatement':
      case 'ForOfStatement':
        add(node.left.start, node.left.end);
        add(node.right.start, node.right.end);
        break;
      case 'SwitchStatement':
        add(node.start, behindBracket(text, node.discriminant.end, text.indexOf('{', node.discriminant.end)));
        break;
      case 'SwitchCase':
        if (node.test !== null) add(node.test.start, node.test.end);
        break;
      case 'WithStatement':
        add(node.start, behindBracket(text, node.object.end, node.body.start));
        break;
      case 'ClassDeclaration':
        add(node.start, node.body.start);
        break;
      case 'ExportDefaultDeclaration':
        if (node.declaration.type !== 'FunctionDeclaration' && node.declaration.type !== 'ClassDeclaration')
          add(node.start, node.end);
        break;
      case 'PropertyDefinition':
        // A computed name is evaluated with the class, and the value with each object.
        if (node.value !== null) add(node.computed ? node.value.start : node.start, node.value.end);
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
        shut(node);
        add(node.end - 1, node.end, 'end');
        break;
      case 'ArrowFunctionExpression':
        shut(node);
        if (node.body.type === 'BlockStatement') add(node.end - 1, node.end, 'end');
        else add(node.body.start, node.body.end);
        break;
      case 'ClassBody':
        shut(node);
        break;
      case 'CallExpression': {
        const { callee } = node;
        const at =
          callee.type === 'Identifier'
            ? callee.start
            : callee.type === 'MemberExpression' && !callee.computed
              ? callee.property.start
              : text.indexOf('(', callee.end);
        if (at >= 0 && at < node.end) calls.push({ kind: 'call', start: at, end: node.end });
        break;
      }
      case 'NewExpression':
        calls.push({ kind: 'call', start: node.start, end: node.end });
        break;
      default:
        break;
    }
    for (const child of childrenOf(node)) pending.push(child);
  }
  return { ranges, calls, leaps };
}

interface Nested<T> {
  readonly start: number;
  readonly end: number;
  parent: T | null;
}

/** Sorts ranges, outer before inner, and tells each what is around it. */
function nested<T extends Nested<T>>(ranges: T[]): T[] {
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  const open: T[] = [];
  for (const range of ranges) {
    while (open.length > 0 && (open[open.length - 1] as T).end <= range.start) open.pop();
    range.parent = open[open.length - 1] ?? null;
    open.push(range);
  }
  return ranges;
}

/** The innermost of nested ranges around an offset. */
function innermost<T extends Nested<T>>(ranges: readonly T[], offset: number): T | null {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as T).start <= offset) low = middle + 1;
    else high = middle;
  }
  let range: T | null = ranges[low - 1] ?? null;
  while (range !== null && offset >= range.end) range = range.parent;
  return range;
}
