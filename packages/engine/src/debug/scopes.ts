/** The variables that a frame's code can name, scope by scope, and where the machine has each. */
import {
  type BindingNote,
  type Body,
  CodeFlag,
  type FunctionCode,
  type ScopeNames,
  type SourceText,
} from '../bytecode/code.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import { INSTRUCTION_LENGTH } from '../bytecode/operands.ts';
import { OP_BY_NAME } from '../bytecode/optable.ts';
import { Frame, RETURNED } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { Cell, Environment, type ScopeRecord, Table, WithRecord } from '../machine/records.ts';
import type { JSObject, Slot } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import { HOLE, keyOfString, TDZ, type Value } from '../objects/value.ts';
import { currentPc, offsetAt } from './places.ts';
import { programMapOf } from './program-map.ts';

export type ScopeKind = 'block' | 'function' | 'closure' | 'with' | 'module' | 'script' | 'global';

/** `copied`: a closure's own copy of a variable that never changes. The others as in ARCHITECTURE.md. */
export type PlaceKind = 'register' | 'copied' | 'cell' | 'slot' | 'name' | 'module' | 'global';

/** A variable as the machine has it. */
export interface Variable {
  readonly name: string;
  /** What declared it: `let`, `const`, `param`, … */
  readonly kind: string;
  readonly place: PlaceKind;
  /** Register, capture or slot; -1 where a name finds it. */
  readonly index: number;
  /** The cell, environment, table or frame that holds it; null for registers of the frame itself. */
  readonly record: object | null;
  /** Offset of its declaration in the source of the code that sees it; -1 where only its name is known. */
  readonly start: number;
  /** Nothing reads its register any more: it may be given to something else, and is not saved. */
  readonly dead: boolean;
  /** What it holds; TDZ before its declaration. */
  get(): Slot;
  set(v: Value): void;
}

export interface VariableScope {
  readonly kind: ScopeKind;
  /** The function that declares the variables. */
  readonly owner: string;
  readonly variables: readonly Variable[];
  /** The object of a `with` statement, or the global object. */
  readonly object: JSObject | null;
  /** The table by whose names the scope is searched, where there is one. */
  readonly table: Table | null;
}

/** Kinds of bindings that no author wrote. */
const HIDDEN: ReadonlySet<string> = new Set([
  'this',
  'new.target',
  'home',
  'active-function',
  'private',
  'field-key',
  'field-initialiser',
]);

const LEXICAL: ReadonlySet<string> = new Set(['let', 'const', 'using', 'class']);

export const isConstant = (kind: string): boolean =>
  kind === 'const' || kind === 'using' || kind === 'import' || kind === 'self';

/** The scopes around the instruction that a frame executes, innermost first, the global ones last. Linear in what they hold. */
export function scopesOf(m: Machine, f: Frame): VariableScope[] {
  const code = f.code.code;
  if (code === null) return [];
  return [...ownScopes(m, f, code), ...capturedScopes(f, code), ...outermostScopes(f)];
}

/** The private names (`#x`) that code of the frame may say, as far as the machine still has them. */
export function privateNames(m: Machine, f: Frame): Variable[] {
  const { code, body } = f.code;
  if (code === null || body === null) return [];
  const live = new Set<number>();
  const pc = currentPc(m, f);
  const own = body.bindings
    .filter((note) => note.kind === 'private' && note.from <= pc && pc < note.to)
    .flatMap((note) => ownVariable(f, body, note, live, Number.POSITIVE_INFINITY) ?? []);
  const found = [...own, ...capturedVariables(f, code)];
  for (let at = recordOf(f, code); at !== undefined; at = at.outer) found.push(...variablesOf(at));
  return found.filter(({ kind }) => kind === 'private');
}

/** The value of `this` in a frame; HOLE where its code has no use for it (an arrow function that does not say `this`). */
export function thisOf(f: Frame): Slot {
  const { code } = f.code;
  if (code === null) return undefined;
  for (const [i, capture] of code.captures.entries()) {
    if (capture.binding?.kind !== 'this') continue;
    const held = f.fn.captures[i];
    return held instanceof Cell ? held.value : (held as Slot);
  }
  if ((code.flags & CodeFlag.Arrow) === 0) {
    const self = f.slots[0];
    const isNothing = self === undefined || self === null;
    return isNothing && (code.flags & CodeFlag.Strict) === 0 ? f.code.realm.globalObject : self;
  }
  for (let at = recordOf(f, code); at !== undefined; at = at.outer) {
    const found = variablesOf(at).find((v) => v.kind === 'this' || v.name === '%this');
    if (found !== undefined) return found.get();
  }
  return HOLE as unknown as Slot;
}

// ---------------------------------------------------------------- the frame's own

function ownScopes(m: Machine, f: Frame, code: FunctionCode): VariableScope[] {
  const { body } = f.code;
  if (body === null || f.pc === RETURNED) return [];
  const pc = currentPc(m, f);
  const live = new Set(liveRegisters(body, f.pc, f !== m.frame || m.thrown !== null));
  const reached = declaredUpTo(code, pc);
  const notes = body.bindings.filter((note) => note.from <= pc && pc < note.to);
  const groups = new Map<string, BindingNote[]>();
  for (const note of notes) {
    const key = `${note.from}:${note.to}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [note]);
    else group.push(note);
  }
  const ordered = [...groups.values()].sort(
    ([a], [b]) => (b as BindingNote).from - (a as BindingNote).from || (a as BindingNote).to - (b as BindingNote).to,
  );
  const widest = Math.max(0, ...notes.map((note) => note.to));
  const scopes: VariableScope[] = [];
  for (const group of ordered) {
    const [first] = group as [BindingNote];
    const isFunction = first.to === widest && group.some(({ kind }) => kind !== 'catch');
    const variables: Variable[] = [];
    let table: Table | null = null;
    for (const note of group) {
      if (note.place === 'global') continue;
      const variable = ownVariable(f, body, note, live, reached);
      if (variable === null) continue;
      if (variable.record instanceof Table) table = variable.record;
      if (!HIDDEN.has(note.kind)) variables.push(variable);
    }
    if (table !== null) addNames(variables, table);
    if (variables.length === 0) continue;
    const kind = !isFunction
      ? 'block'
      : f.code.module !== null && (code.flags & CodeFlag.TopLevel) !== 0
        ? 'module'
        : 'function';
    scopes.push({ kind, owner: first.owner, variables, object: null, table });
  }
  for (const record of openWiths(f, body, code, pc))
    scopes.unshift({ kind: 'with', owner: '', variables: [], object: record.object, table: null });
  return scopes;
}

/** Offset from which on declarations have not been executed yet, as far as the order of the text tells. */
function declaredUpTo(code: FunctionCode, pc: number): number {
  const offset = offsetAt(code, pc);
  const path = programMapOf(code.source)?.nodesAt(offset) ?? [];
  let reached = offset;
  for (const node of path) {
    if (node.start < code.start) continue;
    // While its initialiser runs, a variable has no value.
    if (node.type === 'VariableDeclarator' && node.start < reached) reached = node.start;
  }
  return reached;
}

function ownVariable(
  f: Frame,
  body: Body,
  note: BindingNote,
  live: ReadonlySet<number>,
  reached: number,
): Variable | null {
  const early = LEXICAL.has(note.kind) && note.start >= reached;
  const common = { name: note.name, kind: note.kind, index: note.index, start: note.start };
  const { slots } = f;
  switch (note.place) {
    case 'register':
      return {
        ...common,
        place: 'register',
        record: null,
        dead: !early && !live.has(note.index),
        // A register may hold what a temporary left in it.
        get: () => (early ? (TDZ as unknown as Slot) : slots[note.index]),
        set: (v) => void (slots[note.index] = v),
      };
    case 'cell': {
      const cell = slots[note.index] as unknown;
      const made = cell instanceof Cell;
      return {
        ...common,
        place: 'cell',
        record: made ? cell : null,
        dead: made && !live.has(note.index),
        // Before its declaration a cell may not be there yet.
        get: () => (made ? cell.value : (TDZ as unknown as Slot)),
        set: (v) => {
          if (made) cell.value = v;
        },
      };
    }
    case 'slot': {
      const record = madeRecord(f, body, note);
      return record instanceof Environment ? slotVariable(note, record, note.index) : null;
    }
    case 'name': {
      const record = madeRecord(f, body, note);
      return record instanceof Table ? namedVariable(note, record) : null;
    }
    case 'module': {
      const cell = f.code.module?.cells[note.index];
      return cell === undefined ? null : cellVariable(note, 'module', note.index, cell);
    }
    case 'global':
      return null;
  }
}

/** What is known of a variable's declaration. */
type Declared = Pick<Variable, 'name' | 'kind' | 'start'>;

function slotVariable({ name, kind, start }: Declared, record: Environment | Frame, index: number): Variable {
  const { slots } = record;
  return {
    name,
    kind,
    start,
    place: 'slot',
    index,
    record,
    dead: false,
    get: () => slots[index],
    set: (v) => void (slots[index] = v),
  };
}

function namedVariable({ name, kind, start }: Declared, record: Table): Variable {
  return {
    name,
    kind,
    start,
    place: 'name',
    index: -1,
    record,
    dead: false,
    get: () => record.bindings.get(name)?.value,
    set: (v) => {
      const binding = record.bindings.get(name);
      if (binding !== undefined) binding.value = v;
    },
  };
}

function cellVariable({ name, kind, start }: Declared, place: PlaceKind, index: number, cell: Cell): Variable {
  return {
    name,
    kind,
    start,
    place,
    index,
    record: cell,
    dead: false,
    get: () => cell.value,
    set: (v) => void (cell.value = v),
  };
}

/** What an eval has declared beside what the source did. */
function addNames(variables: Variable[], table: Table): void {
  const known = new Set(variables.map(({ name }) => name));
  for (const name of table.bindings.keys())
    if (!known.has(name) && !name.startsWith('%') && !name.startsWith('#'))
      variables.push(namedVariable({ name, kind: 'var', start: -1 }, table));
}

const NEW_ENVIRONMENT = OP_BY_NAME.get('NewEnvironment') as number;
const NEW_TABLE = OP_BY_NAME.get('NewTable') as number;
const NEW_WITH = OP_BY_NAME.get('NewWith') as number;

interface RecordRegisters {
  /** Registers of environments and tables, by the start and name of a binding that they hold. */
  readonly byBinding: ReadonlyMap<string, number>;
  readonly withs: readonly { readonly pc: number; readonly register: number }[];
}

const registers = new WeakMap<Body, RecordRegisters>();

function recordRegisters(body: Body): RecordRegisters {
  const known = registers.get(body);
  if (known !== undefined) return known;
  const byBinding = new Map<string, number>();
  const withs: { pc: number; register: number }[] = [];
  const { code, constants } = body;
  for (let pc = 0; pc < code.length; pc += INSTRUCTION_LENGTH[code[pc] as number] as number) {
    const op = code[pc];
    if (op === NEW_WITH) withs.push({ pc, register: code[pc + 3] as number });
    if (op !== NEW_ENVIRONMENT && op !== NEW_TABLE) continue;
    const { bindings } = constants[code[pc + 3] as number] as ScopeNames;
    for (const { name, start } of bindings) byBinding.set(`${start}:${name}`, code[pc + 4] as number);
  }
  const found = { byBinding, withs };
  registers.set(body, found);
  return found;
}

function madeRecord(f: Frame, body: Body, note: BindingNote): unknown {
  const register = recordRegisters(body).byBinding.get(`${note.start}:${note.name}`);
  return register === undefined ? undefined : f.slots[register];
}

/** The `with` statements around an instruction, outermost first. */
function openWiths(f: Frame, body: Body, code: FunctionCode, pc: number): WithRecord[] {
  const { withs } = recordRegisters(body);
  if (withs.length === 0) return [];
  const path = programMapOf(code.source)?.nodesAt(offsetAt(code, pc)) ?? [];
  const open: WithRecord[] = [];
  for (const [i, node] of path.entries()) {
    if (node.type !== 'WithStatement' || path[i + 1] === node.object) continue;
    for (const { pc: made, register } of withs) {
      const at = offsetAt(code, made);
      const record = f.slots[register] as unknown;
      if (at >= node.start && at < node.body.start && record instanceof WithRecord) open.push(record);
    }
  }
  return open;
}

// ---------------------------------------------------------------- what closures carry

/** Those that the closure has, itself or in cells. */
function capturedVariables(f: Frame, code: FunctionCode): (Variable & { readonly owner: string })[] {
  return code.captures.flatMap(({ binding }, i) => {
    if (binding === null) return [];
    const { name, kind, owner, start } = binding;
    const held = f.fn.captures[i];
    if (held instanceof Cell) return [{ ...cellVariable(binding, 'cell', i, held), owner }];
    const set = (v: Value): void => void ((f.fn.captures as unknown[])[i] = v);
    const get = (): Slot => f.fn.captures[i] as Slot;
    return [{ name, kind, place: 'copied', index: i, record: f.fn, dead: false, get, set, owner, start }];
  });
}

function capturedScopes(f: Frame, code: FunctionCode): VariableScope[] {
  const owners = new Map<string, { variables: Variable[]; last: number }>();
  for (const variable of capturedVariables(f, code)) {
    if (HIDDEN.has(variable.kind)) continue;
    const group = owners.get(variable.owner) ?? { variables: [], last: -1 };
    owners.set(variable.owner, group);
    group.last = Math.max(group.last, variable.start);
    group.variables.push(variable);
  }
  // What begins later lies further inside.
  const scopes: VariableScope[] = [...owners]
    .sort(([, a], [, b]) => b.last - a.last)
    .map(([owner, { variables }]) => ({ kind: 'closure', owner, variables, object: null, table: null }));
  for (let at = recordOf(f, code); at !== undefined; at = at.outer) {
    if (at instanceof WithRecord) {
      scopes.push({ kind: 'with', owner: '', variables: [], object: at.object, table: null });
      continue;
    }
    const own = sourceOf(at) === code.source;
    const variables = variablesOf(at)
      .filter(({ kind }) => !HIDDEN.has(kind))
      .map((variable) => (own ? variable : { ...variable, start: -1 }));
    const table = at instanceof Table ? at : null;
    if (table !== null) addNames(variables, table);
    if (variables.length > 0) scopes.push({ kind: 'closure', owner: ownerOf(at), variables, object: null, table });
  }
  return scopes;
}

function recordOf(f: Frame, code: FunctionCode): ScopeRecord | undefined {
  const i = code.captures.findIndex(({ name }) => name === '%record');
  // The code of a direct eval takes its caller's record without saying so.
  const eval_ = i < 0 && code.captures.length === 0 && (code.flags & CodeFlag.TopLevel) !== 0 ? 0 : i;
  const held = eval_ < 0 ? undefined : f.fn.captures[eval_];
  return isRecord(held) ? held : undefined;
}

function isRecord(v: unknown): v is ScopeRecord {
  return v instanceof Environment || v instanceof Table || v instanceof WithRecord || v instanceof Frame;
}

function ownerOf(at: ScopeRecord): string {
  if (at instanceof Environment || at instanceof Table) return at.scope.owner;
  return at instanceof Frame ? (at.code.name === '' ? '<anonymous>' : at.code.name) : '';
}

/** The text in which a record's bindings are declared: that of who called a direct eval, for instance. */
function sourceOf(at: ScopeRecord): SourceText | undefined {
  if (at instanceof Environment || at instanceof Table) return at.scope.source;
  return at instanceof Frame ? at.code.code?.source : undefined;
}

function variablesOf(at: ScopeRecord): Variable[] {
  if (at instanceof Environment) return at.scope.bindings.map((binding, i) => slotVariable(binding, at, i));
  if (at instanceof Table) {
    const declared = new Map(at.scope.bindings.map((binding) => [binding.name, binding]));
    return [...at.bindings.keys()].map((name) =>
      namedVariable(declared.get(name) ?? { name, kind: 'var', start: -1 }, at),
    );
  }
  if (at instanceof WithRecord) return [];
  return (at.code.body?.bindings ?? [])
    .filter(({ place }) => place === 'register')
    .map((note) => slotVariable(note, at, note.index));
}

// ---------------------------------------------------------------- modules and the global environment

function outermostScopes(f: Frame): VariableScope[] {
  const { module, realm } = f.code;
  const scopes: VariableScope[] = [];
  if (module !== null) {
    const variables = module.declarations.cells.flatMap(({ name, constant, import: imported }, i): Variable[] => {
      const cell = module.cells[i];
      if (cell === undefined || name.startsWith('*') || name.startsWith('%')) return [];
      const kind = imported !== null ? 'import' : constant ? 'const' : 'let';
      return [cellVariable({ name, kind, start: -1 }, 'module', i, cell)];
    });
    if (variables.length > 0) scopes.push({ kind: 'module', owner: module.url, variables, object: null, table: null });
  }
  if (realm.lexicals.size > 0)
    scopes.push({
      kind: 'script',
      owner: '<top level>',
      variables: [...realm.lexicals].map(([name, cell]) =>
        cellVariable({ name, kind: cell.constant ? 'const' : 'let', start: -1 }, 'global', -1, cell),
      ),
      object: null,
      table: null,
    });
  scopes.push({ kind: 'global', owner: '', variables: [], object: realm.globalObject, table: null });
  return scopes;
}

/** A global variable of a script (`var`, function), as a variable. Undefined where there is none. */
export function globalVariable(f: Frame, name: string): Variable | undefined {
  const { globalObject, varNames } = f.code.realm;
  if (!varNames.has(name)) return undefined;
  const key = keyOfString(name);
  return {
    name,
    kind: 'var',
    place: 'global',
    index: -1,
    record: globalObject,
    start: -1,
    dead: false,
    get: () => {
      const slot = getOwnSlot(globalObject, key);
      return slot === (HOLE as unknown) ? undefined : (slot as Slot);
    },
    set: () => undefined,
  };
}
