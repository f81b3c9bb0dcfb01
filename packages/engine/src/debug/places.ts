/** Where the code of a function can stop, and what of the source an instruction stands for. */
import { type Body, CodeFlag, type FunctionCode } from '../bytecode/code.ts';
import { INSTRUCTION_LENGTH } from '../bytecode/operands.ts';
import { OP_BY_NAME, OPS } from '../bytecode/optable.ts';
import type { Frame } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { ToBoolean } from '../objects/conversion.ts';
import type { Value } from '../objects/value.ts';
import type { Node, NodeType } from '../parser/ast.ts';
import { type Leap, type ProgramMap, programMapOf, type StopRange } from './program-map.ts';

/** Execution can stop before the instruction at `pc`, which begins the part of the source that `range` is. */
export interface StopPoint {
  readonly pc: number;
  readonly range: StopRange;
  /** Only where this register holds what `when` says: then the test of an `if` leaps by itself. */
  readonly if?: { readonly register: number; readonly when: boolean };
}

const points = new WeakMap<Body, readonly StopPoint[]>();
const JUMP = OP_BY_NAME.get('Jump') as number;
const JUMP_IF_TRUE = OP_BY_NAME.get('JumpIfTrue') as number;
const JUMP_IF_FALSE = OP_BY_NAME.get('JumpIfFalse') as number;

/** Where a function can stop, by ascending pc. A part of the source that is entered at several pcs has one for each. */
export function stopPoints(code: FunctionCode): readonly StopPoint[] {
  const body = code.body();
  let list = points.get(body);
  if (list === undefined) {
    list = findStops(code, body, programMapOf(code.source));
    points.set(body, list);
  }
  return list;
}

function findStops(code: FunctionCode, body: Body, map: ProgramMap | null): StopPoint[] {
  const { positions } = body;
  const found: StopPoint[] = [];
  let last: StopRange | null = null;
  const isTopLevel = (code.flags & CodeFlag.TopLevel) !== 0;
  for (let i = 0; i < positions.length; i += 2) {
    const pc = positions[i] as number;
    const offset = positions[i + 1] as number;
    // Without a tree, whatever has a position of its own.
    const range: StopRange | null =
      map === null ? { kind: 'statement', start: offset, end: offset + 1 } : map.stopAt(offset);
    if (range === null) continue;
    // What a class does by itself, as a constructor that nobody has written, stands at the class.
    const isOutside = !isTopLevel && range.start <= code.start;
    if (range !== last && !isOutside && (body.code[pc] !== JUMP || range.kind === 'leap')) found.push({ pc, range });
    last = range;
  }
  const leaps = map === null || map.leaps.length === 0 ? [] : leapsIn(code.start, body, map);
  return leaps.length === 0 ? found : [...found, ...leaps].sort((a, b) => a.pc - b.pc);
}

interface TestJump {
  readonly pc: number;
  readonly register: number;
  readonly when: boolean;
  readonly target: number;
}

/** The jumps of tests that go to the target of a `break` or `continue` themselves: there, these are executed. */
function leapsIn(codeStart: number, body: Body, map: ProgramMap): StopPoint[] {
  const tests = new Map<Leap, TestJump[]>();
  const written = new Set<number>();
  const { code, positions } = body;
  let at = -2;
  for (let pc = 0; pc < code.length; pc += INSTRUCTION_LENGTH[code[pc] as number] as number) {
    while (at + 2 < positions.length && (positions[at + 2] as number) <= pc) at += 2;
    if (at < 0) continue;
    const offset = positions[at + 1] as number;
    if (positions[at] === pc) {
      const range = map.stopAt(offset);
      if (range?.kind === 'leap') written.add(range.start);
    }
    if (code[pc] !== JUMP_IF_TRUE && code[pc] !== JUMP_IF_FALSE) continue;
    const leap = map.leapAt(offset);
    // Of a function within the test, the jumps are its own.
    if (leap === null || leap.start < codeStart) continue;
    const [register, target] = [code[pc + 1] as number, code[pc + 2] as number];
    const jump = { pc, register, when: code[pc] === JUMP_IF_TRUE, target };
    const known = tests.get(leap);
    if (known === undefined) tests.set(leap, [jump]);
    else known.push(jump);
  }
  const found: StopPoint[] = [];
  for (const [{ to }, jumps] of tests) {
    const last = jumps[jumps.length - 1] as TestJump;
    // Others may go on with the test, or behind it.
    const behind = last.pc + (INSTRUCTION_LENGTH[JUMP_IF_TRUE] as number);
    if (written.has(to.start)) continue;
    for (const { pc, register, when, target } of jumps)
      if (target === last.target && (pc === last.pc || target !== behind))
        found.push({ pc, range: to, if: { register, when } });
  }
  return found;
}

/** Does a frame that has come to the pc of a point stand at it? */
export const holdsAt = ({ if: test }: StopPoint, f: Frame): boolean =>
  test === undefined || ToBoolean(f.slots[test.register] as Value) === test.when;

/** The point at which a frame stands; undefined in the middle of something. */
export function pointAt(f: Frame): StopPoint | undefined {
  const { code } = f.code;
  return code === null ? undefined : stopPoints(code).find((point) => point.pc === f.pc && holdsAt(point, f));
}

/** Where the code makes the calls that stand at `start`. */
export function callPoints(code: FunctionCode, start: number): readonly number[] {
  const { positions } = code.body();
  const found: number[] = [];
  for (let i = 0; i < positions.length; i += 2) if (positions[i + 1] === start) found.push(positions[i] as number);
  return found;
}

/** Offset in the source of the instruction at `pc`. */
export function offsetAt(code: FunctionCode, pc: number): number {
  const { positions } = code.body();
  if (positions.length === 0) return code.start;
  let low = 0;
  let high = positions.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((positions[2 * middle] as number) <= pc) low = middle;
    else high = middle - 1;
  }
  return positions[2 * low + 1] as number;
}

/** The pc of the instruction that a frame is in the middle of, or, for the newest one, is about to execute. */
export function currentPc(m: Machine, f: Frame): number {
  return f === m.frame && m.thrown === null ? f.pc : instructionBefore(f);
}

function instructionBefore(f: Frame): number {
  const program = f.code.body?.code ?? [];
  let at = 0;
  for (let pc = 0; pc < f.pc && pc < program.length; ) {
    at = pc;
    pc += INSTRUCTION_LENGTH[program[pc] as number] as number;
  }
  return at;
}

const CALLS: ReadonlySet<NodeType> = new Set([
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'ImportExpression',
]);
const MEMBERS: ReadonlySet<NodeType> = new Set([
  'MemberExpression',
  'CallExpression',
  'AssignmentExpression',
  'UpdateExpression',
]);
const OPERATORS: ReadonlySet<NodeType> = new Set([
  'BinaryExpression',
  'UnaryExpression',
  'UpdateExpression',
  'AssignmentExpression',
  'TemplateLiteral',
]);
const PAUSES: ReadonlySet<NodeType> = new Set(['AwaitExpression', 'YieldExpression', 'ForOfStatement']);

/** Which expressions an instruction may be the work of; null: whatever stands there. */
function nodesOf(opcode: string): ReadonlySet<NodeType> | null {
  if (/^(?:Call(?:Spread|Eval)?|New(?:Spread)?|Super)/.test(opcode)) return CALLS;
  if (/^(?:Get|Set|Delete|Has)/.test(opcode)) return MEMBERS;
  if (/^(?:Await|Yield|PromiseResolve)/.test(opcode)) return PAUSES;
  return /^(?:Add|Sub|Mul|Div|Mod|Exp|Bit|Sh|USh|Eq|Ne|Strict|L[te]$|G[te]$|In|Neg|Plus|Inc|Dec|To|Not|Typeof)/.test(
    opcode,
  )
    ? OPERATORS
    : null;
}

/** The part of the source that a frame is at: the innermost fitting expression, else the statement. */
export function rangeOf(m: Machine, f: Frame, code: FunctionCode): { readonly start: number; readonly end: number } {
  const pc = currentPc(m, f);
  const leap = pc === f.pc ? pointAt(f) : undefined;
  return leap?.if === undefined ? rangeAt(code, pc) : leap.range;
}

/** The part of the source that the instruction at `pc` works on. */
function rangeAt(code: FunctionCode, pc: number): { readonly start: number; readonly end: number } {
  const offset = offsetAt(code, pc);
  const map = programMapOf(code.source);
  if (map === null) return { start: offset, end: offset + 1 };
  const path = map.nodesAt(offset);
  const stop = map.stopAt(offset);
  // Where a statement begins it is the whole of it.
  if (stop !== null && stopPoints(code).some((point) => point.pc === pc && point.if === undefined)) return stop;
  const opcode = OPS[code.body().code[pc] as number]?.name ?? '';
  const wanted = nodesOf(opcode);
  if (wanted !== null)
    for (let i = path.length - 1; i >= 0; i--) {
      const node = path[i] as Node;
      if (node.start < code.start || (stop !== null && (node.start < stop.start || node.end > stop.end + 1))) break;
      if (wanted.has(node.type)) return { start: node.start, end: node.end };
    }
  const innermost = path[path.length - 1];
  const isName =
    /^(?:Load|CheckTdz)/.test(opcode) && innermost !== undefined && innermost.end <= (stop?.end ?? code.end);
  if (isName && offset !== stop?.start) {
    const around = path[path.length - 2];
    const isCallee = around?.type === 'CallExpression' && around.callee === innermost;
    const { start, end } = isCallee ? around : innermost;
    return { start, end };
  }
  if (stop !== null) return stop;
  return innermost === undefined || innermost.type === 'Program' ? { start: offset, end: offset + 1 } : innermost;
}
