/** Functions as V8 scopes them: parameters, a body of its own, and the variables that V8 adds. */
import type { FunctionNode, Node, Pattern } from '../../parser/ast.ts';
import { hasUseStrict } from '../../scope/functions.ts';
import { forEachName } from '../../scope/walk.ts';
import { walkExpression, walkPattern } from './expressions.ts';
import { declare, force } from './resolve.ts';
import { V8Function, type V8Scope, V8Variable } from './scope.ts';
import { walkStatements } from './statements.ts';
import type { V8Walk } from './walk.ts';

/** `method`: made with a home object and `.this_function`: methods, accessors and class constructors. */
export type FunctionForm = 'plain' | 'arrow' | 'method';

/** The names of V8's own variables, which no program can write. */
export const NEW_TARGET = '.new.target';
export const THIS_FUNCTION = '.this_function';
export const THIS = 'this';

/** Walks a function. `label`: its name or ''; `start`: where its text begins. */
export function walkFunction(
  walk: V8Walk,
  node: FunctionNode,
  form: FunctionForm,
  label: string,
  start: number,
): V8Function {
  const strict = walk.strict || (node.body.type === 'BlockStatement' && hasUseStrict(node.body.body));
  const outerFunction = walk.fn;
  const outerStrict = walk.strict;
  const fn = new V8Function(label === '' ? '<anonymous>' : label, start, outerFunction, {
    arrow: form === 'arrow',
    strict,
    generator: node.generator,
    async: node.async,
  });
  fn.bindsSuper = form === 'method';
  walk.fn = fn;
  walk.strict = strict;
  const scope = walk.open('function', node);
  fn.varScope = scope;
  fn.simpleParameters = node.params.every((param) => param.type === 'Identifier');
  if (fn.simpleParameters) walkSimpleParameters(fn, scope, node.params);
  else walkParameters(walk, scope, node.params);

  const { body } = node;
  if (body.type === 'BlockStatement') {
    if (!fn.simpleParameters) fn.varScope = walk.open('body', body);
    walkStatements(walk, body.body);
    hoistBlockFunctions(fn.varScope, scope);
    if (!fn.simpleParameters) {
      walk.close();
      fn.varScope = scope;
    }
  } else {
    walkExpression(walk, body);
  }
  const ownName = node.type === 'FunctionExpression' && form === 'plain' ? node.id : null;
  if (ownName !== null && !scope.variables.has(ownName.name) && ownName.name !== 'arguments') {
    declareOwnName(scope, ownName.name, ownName.start);
  }
  closeFunction(walk);
  walk.fn = outerFunction;
  walk.strict = outerStrict;
  return fn;
}

function walkSimpleParameters(fn: V8Function, scope: V8Scope, params: readonly Pattern[]): void {
  for (const param of params) {
    if (param.type === 'Identifier') fn.parameters.push(declare(scope, param.name, 'param', param.start, false));
  }
}

/** Where a parameter is not a plain name, V8 takes them all apart into variables, which have slots as other variables. */
function walkParameters(walk: V8Walk, scope: V8Scope, params: readonly Pattern[]): void {
  for (const param of params) {
    forEachName(param, ({ name, start }) => declare(scope, name, 'param', start, false));
    walkPattern(walk, param, false);
  }
}

function declareOwnName(scope: V8Scope, name: string, start: number): void {
  const variable = new V8Variable(name, 'self', scope, start, false);
  scope.variables.set(name, variable);
  scope.ownName = variable;
}

/** Closes the current scope, that of a function, with what V8 declares in it by itself. */
export function closeFunction(walk: V8Walk): void {
  const { fn, scope } = walk;
  if (fn.arrow) {
    walk.close();
    return;
  }
  declareThisAndTarget(scope);
  const { references, variables } = scope;
  const hasEval = scope.evalAt >= 0;
  // What initialises a class's fields has no `arguments`: to name them there is an early error.
  const uses = scope.node.type !== 'ClassBody' && (hasEval || references.has('arguments'));
  if (uses && !variables.has('arguments')) declare(scope, 'arguments', 'arguments', scope.node.start, false);
  if (uses && !fn.strict && fn.simpleParameters) {
    const object = variables.get('arguments') as V8Variable;
    if (object.kind !== 'param' && !object.lexical) {
      for (const parameter of fn.parameters) force(parameter, 'arguments');
    }
  }
  walk.close();
}

/** V8 declares these in every function; they show only where something inside uses them. */
function declareThisAndTarget(scope: V8Scope): void {
  const { references } = scope;
  const hasEval = scope.evalAt >= 0;
  const own: V8Variable[] = [];
  for (const name of scope.fn.bindsSuper ? [NEW_TARGET, THIS_FUNCTION] : [NEW_TARGET]) {
    if (!hasEval && !references.has(name)) continue;
    const variable = new V8Variable(name, 'internal', scope, scope.node.start, true);
    scope.variables.set(name, variable);
    own.push(variable);
  }
  if (own.length > 0) scope.locals.unshift(...own);
  declareReceiver(scope);
}

export function declareReceiver(scope: V8Scope): void {
  if (scope.evalAt < 0 && !scope.references.has(THIS)) return;
  scope.receiver = new V8Variable(THIS, 'this', scope, scope.node.start, false);
  scope.variables.set(THIS, scope.receiver);
}

/**
 * Annex B.3.2: a function in a block gets a `var` too, unless a parameter or a lexical declaration of its name is in the way
 * (V8: DeclarationScope::HoistSloppyBlockFunctions).
 */
export function hoistBlockFunctions(scope: V8Scope, parameterScope: V8Scope): void {
  if (scope.blockFunctions === null) return;
  for (const { name, start, block } of scope.blockFunctions) {
    if (parameterScope.variables.get(name)?.kind === 'param') continue;
    let blocked = false;
    for (let at = block.outer as V8Scope; !blocked; at = at.outer as V8Scope) {
      blocked = at.variables.get(name)?.lexical === true;
      if (at === scope) break;
    }
    if (!blocked) declare(scope, name, 'var', start, false);
  }
}

/** Enters a function that V8 makes up for a class: its fields, or its static parts. The caller closes it by `closeFunction`. */
export function openInitialiser(walk: V8Walk, node: Node, label: string, start: number): V8Scope {
  const fn = new V8Function(label, start, walk.fn, { arrow: false, strict: true, generator: false, async: false });
  fn.bindsSuper = true;
  walk.fn = fn;
  const scope = walk.open('function', node);
  fn.varScope = scope;
  return scope;
}
