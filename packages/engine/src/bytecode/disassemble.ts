/** Bytecode as text. */
import type { Body, Constant, FunctionCode } from './code.ts';
import { INSTRUCTION_LENGTH } from './operands.ts';
import { OPS, operandKind } from './optable.ts';

export interface DisassembleOptions {
  /** Follow inner functions. Default true. */
  readonly inner?: boolean;
}

/** One function, and those inside it, as text: each source line before the instructions made from it. */
export function disassemble(code: FunctionCode, options: DisassembleOptions = {}): string {
  const lines: string[] = [];
  const work: FunctionCode[] = [code];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if (lines.length > 0) lines.push('');
    const body = next.body();
    lines.push(header(next, body), ...bodyLines(next, body));
    if (options.inner !== false) work.push(...[...body.functions].reverse());
  }
  return `${lines.join('\n')}\n`;
}

function header(code: FunctionCode, body: Body): string {
  const { line, column } = locate(code.source.text, code.start);
  const captures = code.captures.map((capture) => capture.name).join(', ');
  return (
    `function ${code.name === '' ? '<anonymous>' : code.name} (${code.source.name}:${line}:${column}) ` +
    `params ${code.parameterCount}, registers ${body.registerCount}` +
    (captures === '' ? '' : `, captures [${captures}]`)
  );
}

function bodyLines(code: FunctionCode, body: Body): string[] {
  const lines: string[] = [];
  const { text } = code.source;
  let shown = -1;
  let position = 0;
  for (let pc = 0; pc < body.code.length; ) {
    while (position < body.positions.length && body.positions[position]! <= pc) {
      const { line, content } = lineAt(text, body.positions[position + 1]!);
      if (line !== shown) {
        lines.push(`  ; ${line}: ${content}`);
        shown = line;
      }
      position += 2;
    }
    lines.push(`  ${String(pc).padStart(5)}  ${instruction(body, pc)}`);
    pc += INSTRUCTION_LENGTH[body.code[pc]!]!;
  }
  for (const region of body.regions) {
    lines.push(`  try ${region.start}..${region.end} -> ${region.handler}, ${registerName(body, region.register)}`);
  }
  return lines;
}

/** One instruction, operands spelled out. */
export function instruction(body: Body, pc: number): string {
  const op = OPS[body.code[pc]!];
  if (op === undefined) return `unknown opcode ${body.code[pc]}`;
  const parts: string[] = [];
  op.operands.forEach((operand, i) => {
    const value = body.code[pc + 1 + i]!;
    const name = operand.slice(operand.indexOf(':') + 1);
    switch (operandKind(operand)) {
      case 'reg':
      case 'base':
        parts.push(registerName(body, value));
        break;
      case 'dst':
        parts.push(`-> ${registerName(body, value)}`);
        break;
      case 'const':
      case 'name':
        parts.push(constantText(body.constants[value]));
        break;
      case 'fn':
        parts.push(`function ${body.functions[value]?.name || '<anonymous>'}`);
        break;
      case 'ic':
        break;
      case 'jump':
        parts.push(`@${value}`);
        break;
      case 'count':
        parts.push(`*${value}`);
        break;
      case 'imm':
        parts.push(`${name}=${value}`);
        break;
    }
  });
  return `${op.name.padEnd(18)} ${parts.join(', ')}`.trimEnd();
}

function registerName(body: Body, register: number): string {
  if (register < body.registerCount) return `r${register}`;
  return constantText(body.pinned[register - body.registerCount]);
}

function constantText(constant: Constant): string {
  switch (typeof constant) {
    case 'string':
      return JSON.stringify(constant.length > 40 ? `${constant.slice(0, 39)}…` : constant);
    case 'bigint':
      return `${constant}n`;
    case 'object':
      if (constant === null) return 'null';
      if (Array.isArray(constant)) return `[${constant.join(', ')}]`;
      if ('bindings' in constant) return `{${constant.bindings.map((binding) => binding.name).join(', ')}}`;
      if ('raw' in constant) return `template ${JSON.stringify(constant.raw)}`;
      return 'eval context';
    default:
      return Object.is(constant, -0) ? '-0' : String(constant);
  }
}

function locate(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

function lineAt(text: string, offset: number): { line: number; content: string } {
  const { line, column } = locate(text, offset);
  const start = offset - column + 1;
  const end = text.indexOf('\n', offset);
  const content = text.slice(start, end < 0 ? undefined : end).trim();
  return { line, content: content.length > 100 ? `${content.slice(0, 99)}…` : content };
}
