/**
 * The compiled code of a snapshot: sources, scopes and functions in a table of their own, since code refers to no objects. Each function
 * comes with its body and those of the functions inside, so that no parser is needed to go on.
 */

import { hasLibraryFunction, libraryCode } from '../builtins/index.ts';
import type {
  BindingNote,
  Body,
  CaptureFrom,
  Constant,
  DeclaredBinding,
  EvalContext,
  FunctionCode,
  ModuleDeclarations,
  ProgramDeclarations,
  ScopeNames,
  SourceText,
  TemplateConstant,
} from '../bytecode/code.ts';
import { verifyBody } from '../bytecode/verify.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { hashOfText } from './bytes.ts';
import type { CodeTranslation } from './code-upgrade.ts';
import { damaged } from './snapshot-error.ts';

/** Texts as a table that the whole snapshot shares. */
export interface TextWriter {
  text(s: string): number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const enum ConstantTag {
  Undefined,
  Null,
  False,
  True,
  Int,
  Float,
  Text,
  BigInt,
  Texts,
  Template,
  Eval,
  Scope,
}

const PLACES = ['register', 'cell', 'slot', 'name', 'module', 'global'] as const;

/** Texts of which some are absent are written plus one. */
const ABSENT = 0;

export class CodeWriter {
  private readonly out: ByteWriter;
  private readonly texts: TextWriter;
  private readonly ids = new Map<FunctionCode, number>();
  private readonly functions: FunctionCode[] = [];
  private readonly sources = new Map<SourceText, number>();
  private readonly sourceIds = new Map<string, number>();
  private readonly scopes = new Map<ScopeNames, number>();
  private readonly sourceOut: ByteWriter;
  private readonly scopeOut: ByteWriter;
  private written = 0;

  private readonly form: CodeTranslation | null;

  constructor(
    texts: TextWriter,
    out: ByteWriter,
    sourceOut: ByteWriter,
    scopeOut: ByteWriter,
    form: CodeTranslation | null,
  ) {
    this.form = form;
    this.texts = texts;
    this.out = out;
    this.sourceOut = sourceOut;
    this.scopeOut = scopeOut;
  }

  /** Number of a function, which is written with all inside it. */
  id(f: FunctionCode): number {
    let id = this.ids.get(f);
    if (id === undefined) {
      id = this.functions.push(f) - 1;
      this.ids.set(f, id);
    }
    return id;
  }

  /** Writes what has been asked for so far. */
  drain(): void {
    while (this.written < this.functions.length) this.function_(this.functions[this.written++] as FunctionCode);
  }

  get counts(): { readonly functions: number; readonly sources: number; readonly scopes: number } {
    return { functions: this.functions.length, sources: this.sourceIds.size, scopes: this.scopes.size };
  }

  private text(s: string): void {
    this.out.uint(this.texts.text(s));
  }

  private source(s: SourceText | undefined): number {
    const known = s ?? NO_SOURCE;
    let id = this.sources.get(known);
    if (id !== undefined) return id;
    // Equal texts are one: which object holds them is no part of a state.
    const content = `${known.name}\n${known.text}`;
    id = this.sourceIds.get(content);
    if (id === undefined) {
      id = this.sourceIds.size;
      this.sourceIds.set(content, id);
      this.sourceOut.uint(this.texts.text(known.name));
      this.sourceOut.uint(this.texts.text(known.text));
      this.sourceOut.uint(this.texts.text(hashOfText(known.text)));
    }
    this.sources.set(known, id);
    return id;
  }

  /** Number of a scope's description. */
  scope(s: ScopeNames): number {
    let id = this.scopes.get(s);
    if (id === undefined) {
      id = this.scopes.size;
      this.scopes.set(s, id);
      const w = this.scopeOut;
      w.uint(this.texts.text(s.owner));
      w.uint(this.source(s.source));
      w.uint(s.bindings.length);
      for (const b of s.bindings) this.binding(w, b);
    }
    return id;
  }

  private binding(w: ByteWriter, b: DeclaredBinding): void {
    w.uint(this.texts.text(b.name));
    w.uint(this.texts.text(b.kind));
    w.uint(b.start);
    w.uint(this.texts.text(b.owner));
    w.byte(b.copied ? 1 : 0);
  }

  private function_(f: FunctionCode): void {
    const w = this.out;
    this.text(f.name);
    w.uint(f.parameterCount);
    w.uint(f.length);
    w.uint(f.kind);
    w.uint(f.flags);
    w.uint(f.captures.length);
    for (const c of f.captures) {
      w.byte((c.from === 'register' ? 0 : 1) + (c.binding === null ? 0 : 2));
      w.uint(c.index);
      this.text(c.name);
      if (c.binding !== null) this.binding(w, c.binding);
    }
    w.uint(this.source(f.source));
    w.uint(f.start);
    w.uint(f.end);
    w.byte((f.declarations === null ? 0 : 1) + (f.module === null ? 0 : 2));
    if (f.declarations !== null) this.declarations(f.declarations);
    if (f.module !== null) this.module(f.module);
    this.body(this.form === null ? f.body() : this.form.body(f.body()));
  }

  private declarations(d: ProgramDeclarations): void {
    const w = this.out;
    w.uint(d.lexical.length);
    for (const { name, constant } of d.lexical) {
      this.text(name);
      w.byte(constant ? 1 : 0);
    }
    w.uint(d.functions.length);
    for (const { name } of d.functions) this.text(name);
    this.list(d.vars);
    this.list(d.annexB);
  }

  private list(texts: readonly string[]): void {
    this.out.uint(texts.length);
    for (const s of texts) this.text(s);
  }

  private optional(s: string | null | undefined): void {
    this.out.uint(s === null || s === undefined ? ABSENT : this.texts.text(s) + 1);
  }

  private module(d: ModuleDeclarations): void {
    const w = this.out;
    w.uint(d.requests.length);
    for (const { specifier, attributes } of d.requests) {
      this.text(specifier);
      w.uint(attributes.length);
      for (const [key, value] of attributes) {
        this.text(key);
        this.text(value);
      }
    }
    w.uint(d.cells.length);
    for (const c of d.cells) {
      this.text(c.name);
      w.byte((c.tdz ? 1 : 0) + (c.constant ? 2 : 0) + (c.import === null ? 0 : 4));
      if (c.import !== null) {
        w.uint(c.import.request);
        this.optional(c.import.name);
      }
    }
    w.uint(d.localExports.length);
    for (const e of d.localExports) {
      this.text(e.exportName);
      w.uint(e.cell);
    }
    w.uint(d.indirectExports.length);
    for (const e of d.indirectExports) {
      this.text(e.exportName);
      w.uint(e.request);
      this.optional(e.importName);
    }
    w.uint(d.starExports.length);
    for (const n of d.starExports) w.uint(n);
    w.uint(d.functions.length);
    for (const { cell, fn } of d.functions) {
      w.int(cell);
      w.uint(fn);
    }
    w.byte(d.hasTopLevelAwait ? 1 : 0);
  }

  private body(b: Body): void {
    const w = this.out;
    this.words(b.code);
    w.uint(b.constants.length);
    for (const c of b.constants) this.constant(c);
    w.uint(b.functions.length);
    for (const f of b.functions) w.uint(this.id(f));
    w.uint(b.registerCount);
    w.uint(b.pinned.length);
    for (const c of b.pinned) this.constant(c);
    w.uint(b.icCount);
    w.uint(b.regions.length);
    for (const r of b.regions) {
      w.uint(r.start);
      w.uint(r.end);
      w.uint(r.handler);
      w.uint(r.register);
    }
    this.words(b.positions);
    this.words(b.calleeRanges);
    w.uint(b.bindings.length);
    for (const n of b.bindings) {
      this.text(n.name);
      this.text(n.kind);
      w.uint(n.start);
      this.text(n.owner);
      w.byte(PLACES.indexOf(n.place));
      w.int(n.index);
      w.uint(n.from);
      w.uint(n.to);
    }
  }

  private words(words: Int32Array): void {
    this.out.uint(words.length);
    for (let i = 0; i < words.length; i++) this.out.int(words[i] as number);
  }

  private constant(c: Constant): void {
    const w = this.out;
    switch (typeof c) {
      case 'undefined':
        w.byte(ConstantTag.Undefined);
        return;
      case 'boolean':
        w.byte(c ? ConstantTag.True : ConstantTag.False);
        return;
      case 'number':
        if (Number.isSafeInteger(c) && !Object.is(c, -0) && Math.abs(c) < 2 ** 52) {
          w.byte(ConstantTag.Int);
          w.int(c);
        } else {
          w.byte(ConstantTag.Float);
          w.float(c);
        }
        return;
      case 'string':
        w.byte(ConstantTag.Text);
        this.text(c);
        return;
      case 'bigint':
        w.byte(ConstantTag.BigInt);
        this.text(String(c));
        return;
    }
    if (c === null) w.byte(ConstantTag.Null);
    else if (Array.isArray(c)) {
      w.byte(ConstantTag.Texts);
      this.list(c as readonly string[]);
    } else if ('cooked' in c) {
      w.byte(ConstantTag.Template);
      w.uint(c.raw.length);
      c.raw.forEach((raw, i) => {
        this.text(raw);
        this.optional(c.cooked[i]);
      });
    } else if ('privateNames' in c) {
      w.byte(ConstantTag.Eval);
      const flags = [
        c.strict,
        c.inFunction,
        c.inMethod,
        c.inDerivedConstructor,
        c.inClassFieldInitialiser,
        c.inParameters,
      ];
      w.byte(flags.reduce((bits, flag, i) => bits | (flag ? 1 << i : 0), 0));
      this.list(c.privateNames);
      this.optional(c.homeName);
      this.optional(c.fieldsName);
    } else {
      w.byte(ConstantTag.Scope);
      w.uint(this.scope(c as ScopeNames));
    }
  }
}

const NO_SOURCE: SourceText = { name: '<native>', text: '' };

export class CodeReader {
  private readonly texts: readonly string[];
  private readonly sources: SourceText[] = [];
  readonly scopes: ScopeNames[] = [];
  readonly functions: FunctionCode[] = [];

  private readonly upgrade: CodeTranslation | null;

  /** `upgrade`: how code of an older instruction set becomes this engine's. */
  constructor(texts: readonly string[], upgrade: CodeTranslation | null) {
    this.upgrade = upgrade;
    this.texts = texts;
  }

  private text(r: ByteReader): string {
    return this.texts[r.below(this.texts.length, 'text')] as string;
  }

  private optional(r: ByteReader): string | null {
    const i = r.below(this.texts.length + 1, 'text');
    return i === ABSENT ? null : (this.texts[i - 1] as string);
  }

  readSources(r: ByteReader): void {
    for (let n = r.count(); n > 0; n--) {
      const source = { name: this.text(r), text: this.text(r) };
      if (this.text(r) !== hashOfText(source.text)) damaged(`the source of ${source.name} does not fit its hash`);
      this.sources.push(source);
    }
  }

  private source(r: ByteReader): SourceText {
    return this.sources[r.below(this.sources.length, 'source')] as SourceText;
  }

  readScopes(r: ByteReader): void {
    for (let n = r.count(); n > 0; n--) {
      const owner = this.text(r);
      const source = this.source(r);
      const bindings: DeclaredBinding[] = [];
      for (let i = r.count(); i > 0; i--) bindings.push(this.binding(r));
      this.scopes.push({ bindings, owner, source });
    }
  }

  scope(r: ByteReader): ScopeNames {
    return this.scopes[r.below(this.scopes.length, 'scope')] as ScopeNames;
  }

  private binding(r: ByteReader): DeclaredBinding {
    return {
      name: this.text(r),
      kind: this.text(r),
      start: r.uint(),
      owner: this.text(r),
      copied: r.below(2, 'flag') === 1,
    };
  }

  readFunctions(r: ByteReader): void {
    const n = r.count();
    const made: Mutable<FunctionCode>[] = [];
    for (let i = 0; i < n; i++)
      made.push({
        name: '',
        parameterCount: 0,
        length: 0,
        kind: 0,
        flags: 0,
        captures: [],
        source: NO_SOURCE,
        start: 0,
        end: 0,
        body: noBody,
        declarations: null,
        module: null,
      });
    for (const f of made) this.functions.push(f);
    const bodies: Body[] = [];
    for (const f of made) bodies.push(this.function_(r, f));
    // Instructions that make closures look at the functions they make: all must have been read.
    for (const b of bodies) {
      try {
        verifyBody(b);
      } catch (e) {
        damaged(`code that no compiler made (${e instanceof Error ? e.message : ''})`);
      }
    }
  }

  /** Functions that this engine's library has just as they were are the library's. */
  readLibrary(r: ByteReader): void {
    for (let n = r.count(); n > 0; n--) {
      const mine = this.functions[r.below(this.functions.length, 'function')] as FunctionCode;
      const name = this.text(r);
      if (!hasLibraryFunction(name)) continue;
      const theirs = libraryCode(name);
      if (mine !== theirs && isSameCode(mine, theirs)) this.replace(mine, theirs);
    }
  }

  private replace(mine: FunctionCode, theirs: FunctionCode): void {
    const i = this.functions.indexOf(mine);
    if (i < 0) return;
    this.functions[i] = theirs;
    this.upgrade?.isSameAs(mine.body(), theirs.body());
    for (const [k, f] of mine.body().functions.entries()) this.replace(f, theirs.body().functions[k] as FunctionCode);
  }

  private function_(r: ByteReader, f: Mutable<FunctionCode>): Body {
    f.name = this.text(r);
    f.parameterCount = r.uint();
    f.length = r.uint();
    f.kind = r.below(4, 'kind of function');
    f.flags = r.below(4096, 'flags');
    const captures: CaptureFrom[] = [];
    for (let i = r.count(); i > 0; i--) {
      const how = r.below(4, 'capture');
      const index = r.uint();
      const name = this.text(r);
      captures.push({
        from: (how & 1) === 0 ? 'register' : 'capture',
        index,
        name,
        binding: (how & 2) === 0 ? null : this.binding(r),
      });
    }
    f.captures = captures;
    f.source = this.source(r);
    f.start = r.uint();
    f.end = r.uint();
    const what = r.below(4, 'flag');
    if ((what & 1) !== 0) f.declarations = this.declarations(r);
    if ((what & 2) !== 0) f.module = this.module(r);
    const written = this.body(r);
    const body = this.upgrade === null ? written : this.upgrade.body(written);
    if (f.parameterCount >= body.registerCount && body.registerCount > 0) damaged('parameters without registers');
    f.body = () => body;
    return body;
  }

  private declarations(r: ByteReader): ProgramDeclarations {
    const lexical: { name: string; constant: boolean }[] = [];
    for (let i = r.count(); i > 0; i--) lexical.push({ name: this.text(r), constant: r.below(2, 'flag') === 1 });
    const functions: { name: string }[] = [];
    for (let i = r.count(); i > 0; i--) functions.push({ name: this.text(r) });
    return { lexical, functions, vars: this.list(r), annexB: this.list(r) };
  }

  private list(r: ByteReader): string[] {
    const out: string[] = [];
    for (let i = r.count(); i > 0; i--) out.push(this.text(r));
    return out;
  }

  private module(r: ByteReader): ModuleDeclarations {
    const requests: { specifier: string; attributes: (readonly [string, string])[] }[] = [];
    for (let i = r.count(); i > 0; i--) {
      const specifier = this.text(r);
      const attributes: (readonly [string, string])[] = [];
      for (let j = r.count(); j > 0; j--) attributes.push([this.text(r), this.text(r)]);
      requests.push({ specifier, attributes });
    }
    const request = (): number => r.below(requests.length, 'request');
    const cells: Mutable<ModuleDeclarations['cells'][number]>[] = [];
    for (let i = r.count(); i > 0; i--) {
      const name = this.text(r);
      const how = r.below(8, 'cell');
      const from = (how & 4) === 0 ? null : { request: request(), name: this.optional(r) };
      cells.push({ name, tdz: (how & 1) !== 0, constant: (how & 2) !== 0, import: from });
    }
    const localExports: { exportName: string; cell: number }[] = [];
    for (let i = r.count(); i > 0; i--)
      localExports.push({ exportName: this.text(r), cell: r.below(cells.length, 'cell') });
    const indirectExports: { exportName: string; request: number; importName: string | null }[] = [];
    for (let i = r.count(); i > 0; i--)
      indirectExports.push({ exportName: this.text(r), request: request(), importName: this.optional(r) });
    const starExports: number[] = [];
    for (let i = r.count(); i > 0; i--) starExports.push(request());
    const functions: { cell: number; fn: number }[] = [];
    for (let i = r.count(); i > 0; i--) {
      const cell = r.int();
      if (cell < -1 || cell >= cells.length) damaged(`cell ${cell} of ${cells.length}`);
      functions.push({ cell, fn: r.uint() });
    }
    return {
      requests,
      cells,
      localExports,
      indirectExports,
      starExports,
      functions,
      hasTopLevelAwait: r.below(2, 'flag') === 1,
    };
  }

  private body(r: ByteReader): Body {
    const code = this.words(r);
    const constants: Constant[] = [];
    for (let i = r.count(); i > 0; i--) constants.push(this.constant(r));
    const functions: FunctionCode[] = [];
    for (let i = r.count(); i > 0; i--)
      functions.push(this.functions[r.below(this.functions.length, 'function')] as FunctionCode);
    const registerCount = r.uint();
    // A frame has that many registers: no more than instructions could name.
    if (registerCount > MAX_REGISTERS) damaged('too many registers');
    const pinned: Body['pinned'][number][] = [];
    for (let i = r.count(); i > 0; i--) {
      const c = this.constant(r);
      if (typeof c === 'object' && c !== null) damaged('an object as pinned constant');
      pinned.push(c as Body['pinned'][number]);
    }
    const icCount = r.uint();
    if (icCount > code.length) damaged('too many caches');
    const regions: { start: number; end: number; handler: number; register: number }[] = [];
    for (let i = r.count(); i > 0; i--)
      regions.push({ start: r.uint(), end: r.uint(), handler: r.uint(), register: r.uint() });
    const positions = this.words(r);
    const calleeRanges = this.words(r);
    const bindings: BindingNote[] = [];
    for (let i = r.count(); i > 0; i--)
      bindings.push({
        name: this.text(r),
        kind: this.text(r),
        start: r.uint(),
        owner: this.text(r),
        place: PLACES[r.below(PLACES.length, 'place')] as BindingNote['place'],
        index: r.int(),
        from: r.uint(),
        to: r.uint(),
      });
    return { code, constants, functions, registerCount, pinned, icCount, regions, positions, calleeRanges, bindings };
  }

  private words(r: ByteReader): Int32Array {
    const n = r.count();
    const out = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const v = r.int();
      if (v !== (v | 0)) damaged('a word of code is too large');
      out[i] = v;
    }
    return out;
  }

  private constant(r: ByteReader): Constant {
    switch (r.byte()) {
      case ConstantTag.Undefined:
        return undefined;
      case ConstantTag.Null:
        return null;
      case ConstantTag.False:
        return false;
      case ConstantTag.True:
        return true;
      case ConstantTag.Int:
        return r.int();
      case ConstantTag.Float:
        return r.float();
      case ConstantTag.Text:
        return this.text(r);
      case ConstantTag.BigInt:
        return bigintOf(this.text(r));
      case ConstantTag.Texts:
        return this.list(r);
      case ConstantTag.Template: {
        const raw: string[] = [];
        const cooked: (string | undefined)[] = [];
        for (let i = r.count(); i > 0; i--) {
          raw.push(this.text(r));
          cooked.push(this.optional(r) ?? undefined);
        }
        return { cooked, raw } satisfies TemplateConstant;
      }
      case ConstantTag.Eval: {
        const bits = r.below(64, 'flags');
        return {
          strict: (bits & 1) !== 0,
          inFunction: (bits & 2) !== 0,
          inMethod: (bits & 4) !== 0,
          inDerivedConstructor: (bits & 8) !== 0,
          inClassFieldInitialiser: (bits & 16) !== 0,
          inParameters: (bits & 32) !== 0,
          privateNames: this.list(r),
          homeName: this.optional(r),
          fieldsName: this.optional(r),
        } satisfies EvalContext;
      }
      case ConstantTag.Scope:
        return this.scope(r);
      default:
        return damaged('an unknown constant');
    }
  }
}

/** The same instructions on the same constants. */
function isSameCode(a: FunctionCode, b: FunctionCode): boolean {
  const x = a.body();
  const y = b.body();
  if (
    x.code.length !== y.code.length ||
    x.constants.length !== y.constants.length ||
    x.functions.length !== y.functions.length
  )
    return false;
  for (let i = 0; i < x.code.length; i++) if (x.code[i] !== y.code[i]) return false;
  for (let i = 0; i < x.constants.length; i++)
    if (typeof x.constants[i] !== 'object' && !Object.is(x.constants[i], y.constants[i])) return false;
  for (let i = 0; i < x.functions.length; i++)
    if (!isSameCode(x.functions[i] as FunctionCode, y.functions[i] as FunctionCode)) return false;
  return x.registerCount === y.registerCount && x.pinned.length === y.pinned.length;
}

const MAX_REGISTERS = 1 << 20;

function noBody(): never {
  return damaged('a function without a body');
}

/** A BigInt from its decimal digits. */
export function bigintOf(digits: string): bigint {
  return /^-?[0-9]+$/.test(digits) ? BigInt(digits) : damaged('a BigInt that is none');
}
