/** The bytecode verifier: what the machine takes for granted, checked. On in tests. */
import type { Body } from './code.ts';
import { endsBlock, INSTRUCTION_LENGTH, OPERAND_KINDS } from './operands.ts';
import { OPS } from './optable.ts';

/**
 * Checks operand ranges, jump targets, registers, the nesting of try regions and that control does not run off the end.
 *
 * @throws Error (an internal fault) that names the pc.
 */
export function verifyBody(body: Body): void {
  const { code } = body;
  const starts = new Uint8Array(code.length + 1);
  let last = -1;
  for (let pc = 0; pc < code.length; ) {
    const length = INSTRUCTION_LENGTH[code[pc]!];
    if (length === undefined) fail(pc, `unknown opcode ${code[pc]}`);
    if (pc + length > code.length) fail(pc, 'the instruction is cut off');
    starts[pc] = 1;
    last = pc;
    pc += length;
  }
  if (last < 0 || !endsBlock(code[last]!)) fail(Math.max(last, 0), 'control runs off the end');
  for (let pc = 0; pc < code.length; pc += INSTRUCTION_LENGTH[code[pc]!]!) verifyOperands(body, pc, starts);
  verifyRegions(body, starts);
  verifyTables(body, starts);
}

function fail(pc: number, message: string): never {
  throw new Error(`internal fault: bytecode at pc ${pc}: ${message}`);
}

function verifyOperands(body: Body, pc: number, starts: Uint8Array): void {
  const { code } = body;
  const opcode = code[pc]!;
  const kinds = OPERAND_KINDS[opcode]!;
  const readable = body.registerCount + body.pinned.length;
  kinds.forEach((kind, i) => {
    const value = code[pc + 1 + i]!;
    const name = `${OPS[opcode]!.name}: ${OPS[opcode]!.operands[i]} is ${value}`;
    switch (kind) {
      case 'reg':
        if (value < 0 || value >= readable) fail(pc, name);
        break;
      case 'base': {
        const count = code[pc + 2 + i]!;
        if (count < 0) fail(pc, `${name}, ${count} registers`);
        if (count === 0) break;
        // A run may be one pinned constant, never more.
        const limit = count === 1 ? readable : body.registerCount;
        if (value < 0 || value + count > limit) fail(pc, `${name}, ${count} registers`);
        break;
      }
      case 'dst':
        if (value < 0 || value >= body.registerCount) fail(pc, name);
        break;
      case 'const':
        if (value < 0 || value >= body.constants.length) fail(pc, name);
        break;
      case 'name':
        if (typeof body.constants[value] !== 'string') fail(pc, `${name}, no string`);
        break;
      case 'fn':
        if (value < 0 || value >= body.functions.length) fail(pc, name);
        verifyCaptures(body, pc, value);
        break;
      case 'ic':
        if (value < 0 || value >= body.icCount) fail(pc, name);
        break;
      case 'jump':
        if (value < 0 || value >= code.length || starts[value] === 0) fail(pc, name);
        break;
      case 'count':
      case 'imm':
        break;
    }
  });
}

function verifyCaptures(body: Body, pc: number, fn: number): void {
  for (const capture of body.functions[fn]!.captures) {
    if (capture.index < 0 || (capture.from === 'register' && capture.index >= body.registerCount)) {
      fail(pc, `capture ${capture.name} from ${capture.from} ${capture.index}`);
    }
  }
}

function verifyRegions(body: Body, starts: Uint8Array): void {
  const { regions, code } = body;
  regions.forEach((region, i) => {
    const { start, end, handler, register } = region;
    const at = `region ${i} (${start}..${end})`;
    if (start >= end || start < 0 || end > code.length) fail(start, `${at} is empty or out of range`);
    if (starts[start] === 0 || (end < code.length && starts[end] === 0)) fail(start, `${at} cuts an instruction`);
    if (handler >= code.length || starts[handler] === 0) fail(handler, `handler of ${at} is no instruction`);
    if (register < 0 || register >= body.registerCount) fail(handler, `register ${register} of ${at}`);
    for (let j = i + 1; j < regions.length; j++) {
      const other = regions[j]!;
      const isApart = other.end <= start || other.start >= end;
      const isAround = other.start <= start && other.end >= end;
      if (!isApart && !isAround)
        fail(start, `${at} is before region ${j} (${other.start}..${other.end}) but not inside it`);
    }
  });
}

function verifyTables(body: Body, starts: Uint8Array): void {
  let previous = -1;
  for (let i = 0; i < body.positions.length; i += 2) {
    const pc = body.positions[i]!;
    if (pc <= previous) fail(pc, 'positions are out of order');
    if (pc >= body.code.length || starts[pc] === 0) fail(pc, 'a position of no instruction');
    if (body.positions[i + 1]! < 0) fail(pc, 'a position outside the source');
    previous = pc;
  }
  for (let i = 0; i < body.calleeRanges.length; i += 3) {
    const pc = body.calleeRanges[i]!;
    if (pc >= body.code.length || starts[pc] === 0) fail(pc, 'a callee range of no instruction');
  }
  for (const { name, place, index } of body.bindings) {
    if ((place === 'register' || place === 'cell') && (index < 0 || index >= body.registerCount))
      fail(0, `binding ${name} in register ${index}`);
  }
}
