/** eval, dynamic functions and the declarations of scripts (ECMA-262 §16.1.7, §19.2.1, §20.2.1.1.1). */
import type { Realm } from '../agent/realm.ts';
import type { EvalContext, FunctionCode, ProgramDeclarations } from '../bytecode/code.ts';
import { CodeFlag } from '../bytecode/code.ts';
import { compileDynamicFunction, compileEval } from '../compiler/front.ts';
import { JSFunction } from '../objects/object.ts';
import { Descriptor, defineOwnProperty, getOwnProperty, Has } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { keyOfString, TDZ, type Value } from '../objects/value.ts';
import type { DynamicFunctionKind } from '../parser/dynamic-function.ts';
import { SaguaroSyntaxError } from '../parser/syntax-error.ts';
import { callFunction } from './calls.ts';
import { Frame } from './frame.ts';
import { GuestThrow, InternalFault } from './guest-throw.ts';
import { LinkedCode } from './linked-code.ts';
import type { Machine } from './machine.ts';
import { BindingMode, LexicalCell, type ScopeRecord, Table } from './records.ts';
import { activeReferrer } from './referrer.ts';
import { evalOriginText } from './stack-trace.ts';

/** Turns the parser's refusal into the guest's SyntaxError. */
export function throwAsGuest(m: Machine, e: unknown): never {
  if (!(e instanceof SaguaroSyntaxError)) throw e;
  throw new GuestThrow(m.newError(e.kind, e.message));
}

/** A function object for top-level code. */
export function topLevelFunction(realm: Realm, code: FunctionCode, captures: readonly unknown[] = []): JSFunction {
  return new JSFunction(realm.closureShape(0), new LinkedCode(realm, code, null, null), captures);
}

/** %eval% called other than by the name `eval`: indirect (§19.2.1). */
export function globalEval(m: Machine, fn: JSFunction, _self: Value, args: Value[]): void {
  const x = args[0];
  if (typeof x !== 'string') {
    m.deliver(x);
    return;
  }
  runEval(m, fn.code.realm, x, undefined, null);
}

/** A direct eval in record `e` (§19.2.1.1 PerformEval with direct true). */
export function directEval(m: Machine, x: Value, e: ScopeRecord | undefined, context: EvalContext): void {
  if (typeof x !== 'string') {
    m.deliver(x);
    return;
  }
  runEval(m, m.realm, x, e, context);
}

/** What a character of source takes while it is compiled (its tree is garbage then), and in steps. */
const COMPILE_BYTES = 100;
const COMPILE_STEPS = 10;

/** Parsing cannot be interrupted: the memory that its tree takes bounds the source, and so the time. */
function chargeSource(m: Machine, length: number): void {
  m.charge(length * COMPILE_BYTES);
  m.useFuel(length * COMPILE_STEPS);
}

function runEval(
  m: Machine,
  realm: Realm,
  text: string,
  e: ScopeRecord | undefined,
  context: EvalContext | null,
): void {
  chargeSource(m, text.length);
  let code: FunctionCode;
  try {
    code = compileEval(text, m.options.storage, context, () => m.mindTime());
  } catch (error) {
    throwAsGuest(m, error);
  }
  const d = code.declarations;
  if (d !== null && (code.flags & CodeFlag.Strict) === 0) {
    if (context === null) declareGlobals(m, realm, { ...d, lexical: [] }, true);
    else declareInRecord(m, realm, e, d);
  }
  // `this` of the eval is found by name where there is a function around; at the top level it is the global object.
  const self = realm.globalObject;
  const fn = topLevelFunction(realm, code, e === undefined ? [] : [e]);
  fn.code.referrer = activeReferrer(m);
  fn.code.evalOrigin = { text: evalOriginText(m), direct: context !== null };
  if (context !== null) fn.code.module = (m.frame as Frame).code.module;
  callFunction(m, fn, self, [], undefined);
}

function alreadyDeclared(m: Machine, name: string): never {
  return m.throwSyntaxError(`Identifier '${name}' has already been declared`);
}

/** EvalDeclarationInstantiation (§19.2.1.3) for a sloppy direct eval inside a function, or at the top level. */
function declareInRecord(m: Machine, realm: Realm, e: ScopeRecord | undefined, d: ProgramDeclarations): void {
  const names = [...d.functions.map((f) => f.name), ...d.vars];
  let at: ScopeRecord | undefined = e;
  while (at !== undefined && !(at instanceof Table && at.varScope)) {
    if (at instanceof Table)
      for (const n of names) {
        const b = at.bindings.get(n);
        if (b !== undefined && b.mode !== BindingMode.CatchParameter) alreadyDeclared(m, n);
      }
    at = at instanceof Frame ? at.outer : at.outer;
  }
  if (at === undefined) {
    declareGlobals(m, realm, { ...d, lexical: [] }, true);
    return;
  }
  const { bindings } = at as Table;
  for (const n of names) if (bindings.get(n)?.mode === BindingMode.TopLexical) alreadyDeclared(m, n);
  for (const n of names)
    if (!bindings.has(n)) {
      m.charge(80);
      bindings.set(n, { value: undefined, mode: BindingMode.Deletable });
    }
  for (const n of d.annexB) if (!bindings.has(n)) bindings.set(n, { value: undefined, mode: BindingMode.Deletable });
}

/** GlobalDeclarationInstantiation (§16.1.7), and the global part of eval's; vars of evals can be deleted. */
export function declareGlobals(m: Machine, realm: Realm, d: ProgramDeclarations, deletable: boolean): void {
  const global = realm.globalObject;
  for (const { name } of d.lexical) {
    if (realm.lexicals.has(name)) alreadyDeclared(m, name);
    // Variables of scripts cannot be deleted, those of evals can, and give way.
    const own = getOwnProperty(global, keyOfString(name));
    if (own !== undefined && (own.attrs & Attr.Configurable) === 0) alreadyDeclared(m, name);
  }
  for (const name of [...d.functions.map((f) => f.name), ...d.vars])
    if (realm.lexicals.has(name)) alreadyDeclared(m, name);
  for (const { name } of d.functions) {
    const own = getOwnProperty(global, keyOfString(name));
    const possible =
      own === undefined
        ? global.shape.extensible
        : (own.attrs & Attr.Configurable) !== 0 || (own.isData && (own.attrs & 3) === 3);
    if (!possible) m.throwTypeError(`Cannot redefine property: ${name}`);
  }
  for (const name of d.vars)
    if (getOwnProperty(global, keyOfString(name)) === undefined && !global.shape.extensible)
      m.throwTypeError(`Cannot define global variable '${name}', object is not extensible`);
  // A lexical name hides a property of the global object from sites that have cached it.
  if (d.lexical.length > 0) global.shape = global.shape.withFlags(0);
  for (const { name, constant } of d.lexical) {
    m.charge(80);
    realm.lexicals.set(name, new LexicalCell(TDZ, constant));
  }
  for (const { name } of d.functions) {
    const own = getOwnProperty(global, keyOfString(name));
    const fresh = own === undefined || (own.attrs & Attr.Configurable) !== 0;
    defineOwnProperty(
      global,
      keyOfString(name),
      fresh
        ? Descriptor.data(undefined, Attr.Writable | Attr.Enumerable | (deletable ? Attr.Configurable : 0))
        : new Descriptor(Has.Value, undefined, undefined, undefined, 0),
    );
    realm.varNames.add(name);
  }
  for (const name of d.vars) declareVar(realm, name, deletable);
  for (const name of d.annexB)
    if (
      !realm.lexicals.has(name) &&
      (getOwnProperty(global, keyOfString(name)) !== undefined || global.shape.extensible)
    )
      declareVar(realm, name, deletable);
}

function declareVar(realm: Realm, name: string, deletable: boolean): void {
  const global = realm.globalObject;
  const key = keyOfString(name);
  if (getOwnProperty(global, key) === undefined)
    defineOwnProperty(
      global,
      key,
      Descriptor.data(undefined, Attr.Writable | Attr.Enumerable | (deletable ? Attr.Configurable : 0)),
    );
  realm.varNames.add(name);
}

/** `$createDynamicFunction(kind, parameters, body)`: the function that `Function(…)` makes, with the realm's default prototype. */
export function createDynamicFunction(m: Machine, kind: Value, parameters: Value, body: Value): JSFunction {
  const p = parameters as string;
  const b = body as string;
  chargeSource(m, p.length + b.length);
  let code: FunctionCode;
  try {
    code = compileDynamicFunction(p, b, kind as DynamicFunctionKind, m.options.storage, () => m.mindTime());
  } catch (error) {
    throwAsGuest(m, error);
  }
  // The script consists of the function expression alone: no need to run it.
  const inner = code.body().functions[0];
  if (inner === undefined) throw new InternalFault('dynamic function without a function');
  const linked = new LinkedCode(m.realm, inner, null, null);
  linked.referrer = activeReferrer(m);
  linked.evalOrigin = { text: evalOriginText(m), direct: true };
  return new JSFunction(m.realm.closureShape(inner.kind), linked, []);
}
