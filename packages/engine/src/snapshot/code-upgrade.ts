/** Brings compiled code from one instruction set to another, and with it every pc that anything holds. */
import type { Body } from '../bytecode/code.ts';
import {
  CURRENT_INSTRUCTIONS,
  hashOfSet,
  type Instruction,
  type InstructionLine,
  OLDER_SETS,
  type Rewrite,
} from './instruction-sets.ts';
import { damaged } from './snapshot-error.ts';

interface Table {
  readonly names: readonly string[];
  /** Kinds of operands by opcode. */
  readonly kinds: readonly (readonly string[])[];
  readonly numbers: ReadonlyMap<string, number>;
}

function tableOf(lines: readonly InstructionLine[]): Table {
  const names: string[] = [];
  const kinds: string[][] = [];
  for (const line of lines) {
    const [name, ...operands] = line.trim().split(' ');
    names.push(name as string);
    kinds.push(operands.map((o) => o.slice(0, o.indexOf(':'))));
  }
  return { names, kinds, numbers: new Map(names.map((name, i) => [name, i])) };
}

/** A body in another set, and the new pc of each old one: -1 between instructions. */
interface Translated {
  readonly body: Body;
  readonly pcs: Int32Array;
}

function translateBody(old: Body, from: Table, to: Table, rewrite: Readonly<Record<string, Rewrite>>): Translated {
  const { code } = old;
  const pcs = new Int32Array(code.length + 1).fill(-1);
  const out: number[] = [];
  const jumps: number[] = [];
  const emit = ([name, ...operands]: Instruction): void => {
    const opcode = to.numbers.get(name);
    const kinds = opcode === undefined ? [] : (to.kinds[opcode] as readonly string[]);
    // A fault of the table of upgrades, which its tests find.
    if (opcode === undefined || kinds.length !== operands.length) damaged(`no upgrade of the instruction ${name}`);
    out.push(opcode);
    for (const [i, v] of operands.entries()) {
      if (kinds[i] === 'jump') jumps.push(out.length);
      out.push(v);
    }
  };
  for (let pc = 0; pc < code.length; ) {
    const opcode = code[pc] as number;
    const kinds = from.kinds[opcode];
    if (kinds === undefined || pc + 1 + kinds.length > code.length) damaged('code that no compiler made');
    pcs[pc] = out.length;
    const name = from.names[opcode] as string;
    const operands = [...code.subarray(pc + 1, pc + 1 + kinds.length)];
    for (const instruction of rewrite[name]?.(operands) ?? [[name, ...operands] as const]) emit(instruction);
    pc += 1 + kinds.length;
  }
  pcs[code.length] = out.length;
  const at = (pc: number): number => {
    const there = pcs[pc];
    return there === undefined || there < 0 ? damaged('a pc between two instructions') : there;
  };
  for (const i of jumps) out[i] = at(out[i] as number);
  return {
    pcs,
    body: {
      ...old,
      code: Int32Array.from(out),
      regions: old.regions.map((r) => ({ ...r, start: at(r.start), end: at(r.end), handler: at(r.handler) })),
      positions: old.positions.map((v, i) => (i % 2 === 0 ? at(v) : v)),
      calleeRanges: old.calleeRanges.map((v, i) => (i % 3 === 0 ? at(v) : v)),
      bindings: old.bindings.map((b) => ({ ...b, from: at(b.from), to: at(b.to) })),
    },
  };
}

/** From one set to another by way of those between, with the pcs of the bodies that it has seen. */
export class CodeTranslation {
  private readonly steps: readonly ((body: Body) => Translated)[];
  private readonly pcs = new Map<Body, readonly Int32Array[]>();

  /** `sets` from the first to the last; `rewrites[i]` leads from set i to the next. */
  constructor(sets: readonly (readonly InstructionLine[])[], rewrites: readonly Readonly<Record<string, Rewrite>>[]) {
    const tables = sets.map(tableOf);
    this.steps = rewrites.map((rewrite, i) => {
      const from = tables[i] as Table;
      const to = tables[i + 1] as Table;
      return (body) => translateBody(body, from, to, rewrite);
    });
  }

  body(old: Body): Body {
    const maps: Int32Array[] = [];
    let body = old;
    for (const step of this.steps) {
      const { body: next, pcs } = step(body);
      body = next;
      maps.push(pcs);
    }
    this.pcs.set(old, maps);
    this.pcs.set(body, maps);
    return body;
  }

  /** What has become of a pc in a body that `body` was given or has given, or of an equal one (`isSameAs`). */
  pc(body: Body, pc: number): number {
    let at = pc;
    for (const map of this.pcs.get(body) ?? []) {
      const there = at < 0 ? -1 : map[at];
      if (there === undefined || there < 0) damaged('a frame between two instructions');
      at = there;
    }
    return at;
  }

  /** Another body of the same code takes the place of one that `body` has given. */
  isSameAs(body: Body, other: Body): void {
    const maps = this.pcs.get(body);
    if (maps !== undefined) this.pcs.set(other, maps);
  }
}

/** How code of the set of that hash is brought to this engine's; undefined where no such set is known. */
export function upgradeFrom(hash: string): CodeTranslation | undefined {
  const first = OLDER_SETS.findIndex((set) => hashOfSet(set.instructions) === hash);
  if (first < 0) return undefined;
  const older = OLDER_SETS.slice(first);
  return new CodeTranslation(
    [...older.map((s) => s.instructions), CURRENT_INSTRUCTIONS],
    older.map((s) => s.rewrite),
  );
}
