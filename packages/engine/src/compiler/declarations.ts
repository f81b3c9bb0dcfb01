/** Declarations as statements: initialisers, functions in blocks, default exports. */
import { Op } from '../bytecode/ops.gen.ts';
import type { ExportDefaultDeclaration, Expression, FunctionDeclaration, VariableDeclaration } from '../parser/ast.ts';
import type { Scope } from '../scope/scope.ts';
import { putResolved } from './assignments.ts';
import { compileClass } from './classes.ts';
import { ANY, type Context } from './context.ts';
import { assignPattern, initialisePattern } from './destructuring.ts';
import { addResource } from './disposal.ts';
import { expression, writesLast } from './expressions.ts';
import { stable } from './hazards.ts';
import { named } from './literals.ts';
import {
  assignBinding,
  initialiseBinding,
  loadBinding,
  nearestRecord,
  noteInitialised,
  recordFrom,
  resolve,
  storeGlobal,
  valueRegister,
} from './names.ts';
import { compileStatement } from './statements.ts';

export function compileVariables(c: Context, node: VariableDeclaration): void {
  for (const { id, init, start } of node.declarations) {
    const mark = c.mark();
    c.e.at(start);
    if (node.kind === 'var') {
      if (init !== null) declareVar(c, id, init);
    } else if (id.type === 'Identifier') {
      declareLexical(c, id.name, id.start, init, node.kind);
    } else if (init !== null) {
      const value = stable(c, expression(c, init, ANY), [id]);
      initialisePattern(c, id, value, init);
    }
    c.release(mark);
  }
}

/** The initialiser of a `var` is an assignment to whatever the name means here. */
export function declareVar(c: Context, id: VariableDeclaration['declarations'][number]['id'], init: Expression): void {
  if (id.type !== 'Identifier') {
    const value = stable(c, expression(c, init, ANY), [id]);
    assignPattern(c, id, value, init);
    return;
  }
  const resolution = resolve(c, id.name);
  if (resolution === 'dynamic') {
    const reference = c.alloc();
    c.e.emit(Op.ResolveName, nearestRecord(c), c.name(id.name), reference);
    putResolved(c, reference, id, named(c, init, id.name, ANY), id.start);
    return;
  }
  if (resolution === 'global') {
    const value = named(c, init, id.name, ANY);
    c.e.at(id.start);
    storeGlobal(c, id.name, value);
    return;
  }
  const local = valueRegister(c, resolution);
  if (local >= 0 && writesLast(init)) {
    named(c, init, id.name, local);
    return;
  }
  const value = named(c, init, id.name, ANY);
  c.e.at(id.start);
  assignBinding(c, resolution, value, id.start);
}

function declareLexical(
  c: Context,
  name: string,
  start: number,
  init: Expression | null,
  kind: VariableDeclaration['kind'],
): void {
  const binding = resolve(c, name);
  if (typeof binding === 'string') throw new Error(`internal fault: ${name} is not declared`);
  const local = valueRegister(c, binding);
  const isResource = kind === 'using' || kind === 'await using';
  if (init === null) {
    if (local >= 0) {
      c.load(undefined, local);
      noteInitialised(c, binding);
    } else {
      initialiseBinding(c, binding, c.undefinedReg());
    }
    return;
  }
  // Nothing can see the binding before it is initialised, unless it needs checks.
  if (local >= 0 && !isResource && (!binding.needsTdzCheck || writesLast(init))) {
    named(c, init, name, local);
    noteInitialised(c, binding);
    return;
  }
  const value = named(c, init, name, ANY);
  if (isResource) addResource(c, value, kind === 'await using', init.start);
  c.e.at(start);
  initialiseBinding(c, binding, value);
}

/** Annex B.3.2: evaluating a function declaration in a block also assigns the `var` of its name. */
export function promoteFunction(c: Context, node: FunctionDeclaration): void {
  if (node.hoistsToVar !== true || node.id === null) return;
  const { name } = node.id;
  const binding = resolve(c, name);
  if (typeof binding === 'string') throw new Error(`internal fault: ${name} is not declared`);
  const value = loadBinding(c, binding, ANY, node.start);
  const { info } = c;
  if (info.declaredVars !== null) {
    // Whether the variable was made at all, the machine knows.
    c.e.emit(Op.DeclareFunction, value, c.name(name), recordFrom(c, null), 1, c.alloc());
    return;
  }
  const variable = varScopeOf(c).bindings.get(name);
  if (variable !== undefined) initialiseBinding(c, variable, value);
}

/** Where the `var`s of the code at hand live: the function's body, or a static block. */
function varScopeOf(c: Context): Scope {
  for (let scope = c.scope; scope.parent !== null && scope.fn === c.info; scope = scope.parent) {
    if (scope === c.info.bodyScope || scope.kind === 'body') return scope;
  }
  return c.info.bodyScope;
}

export function compileExportDefault(c: Context, node: ExportDefaultDeclaration): void {
  const { declaration } = node;
  if (declaration.type === 'FunctionDeclaration') return;
  if (declaration.type === 'ClassDeclaration' && declaration.id !== null) {
    compileStatement(c, declaration);
    return;
  }
  const binding = resolve(c, '*default*');
  if (typeof binding === 'string') throw new Error('internal fault: no binding for the default export');
  const value =
    declaration.type === 'ClassDeclaration'
      ? compileClass(c, declaration, ANY, 'default', ANY)
      : named(c, declaration, 'default', ANY);
  initialiseBinding(c, binding, value);
}
