/** The walk over functions: their scopes, parameters, and what they hand to arrows and evals inside. */
import type { ArrowFunctionExpression, FunctionNode, ModuleDeclaration, Pattern, Statement } from '../parser/ast.ts';
import { Target, walkExpression, walkPattern } from './expressions.ts';
import { FunctionState, isSynthetic, type Pending, type ScopeState, type Use } from './references.ts';
import { Binding, FunctionInfo, type FunctionRole, type Scope } from './scope.ts';
import { walkStatements } from './statements.ts';
import { forEachName, type Walk } from './walk.ts';

/** What a method, accessor, constructor or initialiser has from its class or object literal. */
export interface Membership {
  /** The class's scope; null in an object literal. */
  readonly scope: Scope | null;
  readonly homeName: string;
  /** For constructors. */
  readonly fieldsName: string | null;
}

export function walkFunction(
  walk: Walk,
  node: FunctionNode,
  role: FunctionRole,
  name: string,
  start: number,
  membership: Membership | null,
): FunctionInfo {
  const strict = walk.strict || (node.body.type === 'BlockStatement' && hasUseStrict(node.body.body));
  const info = new FunctionInfo(role, node, walk.fn.info, name, start, strict, node.generator, node.async);
  node.info = info;
  const outer = enterFunction(walk, info, walk.creationStep(node), membership);
  const { fn } = walk;
  const ownName = node.type === 'FunctionExpression' && role === 'function' && !walk.dynamicFunction ? node.id : null;
  walk.dynamicFunction = false;
  if (walk.isHoisted(node)) {
    fn.hoistedIn = walk.scope.scope;
    walk.scope.hoisted.set(node.id?.name ?? '*default*', fn);
  }
  fn.initialiserOf = walk.initialising;
  walk.initialising = null;
  if (ownName !== null) {
    info.selfScope = walk.open('self', node);
    walk.declare(ownName.name, 'self', ownName.start, true);
  }
  const hasExpressions = node.params.some(hasExpression);
  if (hasExpressions && !strict) fn.parameterVars = walk.open('parameter-vars', node);
  info.scope = walk.open('function', node);
  const parameters = walk.scope;
  fn.varScope = parameters;
  walkParameters(walk, node.params, hasExpressions);
  if (fn.parameterVars !== null) settleParameterVars(fn, parameters);

  const separate = hasExpressions && needsBodyScope(parameters);
  info.bodyScope = separate ? walk.open('body', node.body) : info.scope;
  fn.varScope = walk.scope;
  if (role === 'constructor' && info.fieldsName !== null) walk.read(info.fieldsName, node.start);
  if (role === 'derived-constructor') info.thisInitEnd = Number.POSITIVE_INFINITY;
  walkBody(walk, node, fn);
  if (separate) {
    // A body `var` starts with the value of the parameter of its name, which `arguments` counts as.
    if (info.bodyScope.bindings.get('arguments')?.kind === 'var')
      parameters.use('arguments', node.start, walk.step).reads++;
    walk.close();
  }
  finishFunction(walk, parameters);
  walk.close();
  if (info.parameterVars !== null) walk.close();
  if (info.selfScope !== null) walk.close();
  leaveFunction(walk, outer);
  return info;
}

/** What `leaveFunction` restores. */
export interface OuterContext {
  readonly fn: FunctionState;
  readonly strict: boolean;
}

/** Makes `info` the current function. Its scopes are still to be opened. */
export function enterFunction(
  walk: Walk,
  info: FunctionInfo,
  createdAt: number,
  membership: Membership | null,
): OuterContext {
  const outer = { fn: walk.fn, strict: walk.strict };
  walk.fn = new FunctionState(info, outer.fn, createdAt, outer.fn.loop, membership?.scope ?? null);
  walk.strict = info.strict;
  info.index = walk.functions.push(info) - 1;
  if (membership !== null) {
    info.homeName = membership.homeName;
    info.fieldsName = membership.fieldsName;
  } else if (info.role === 'arrow') {
    info.homeName = outer.fn.info.homeName;
    info.fieldsName = outer.fn.info.fieldsName;
  }
  return outer;
}

export function leaveFunction(walk: Walk, outer: OuterContext): void {
  const { info } = walk.fn;
  walk.fn = outer.fn;
  walk.strict = outer.strict;
  if (info.role === 'arrow') {
    if (info.hasDirectEval) outer.fn.info.hasDirectEval = true;
    if (info.usesSuper) outer.fn.info.usesSuper = true;
  }
}

function walkParameters(walk: Walk, params: readonly Pattern[], hasExpressions: boolean): void {
  const { info } = walk.fn;
  for (const param of params) {
    if (param.type !== 'Identifier') info.simpleParameters = false;
    forEachName(param, (name) => {
      walk.declare(name.name, 'param', name.start, !hasExpressions).initEnd = param.end;
    });
  }
  if (hasExpressions) for (const param of params) walkPattern(walk, param, Target.Initialise, param.end);
}

/** Takes the scope for evals' variables out of the chain again where no eval showed up. */
function settleParameterVars(fn: FunctionState, parameters: ScopeState): void {
  const scope = fn.parameterVars as Scope;
  fn.parameterVars = null;
  if (scope.evalMayDeclare) {
    fn.info.parameterVars = scope;
    return;
  }
  // Nothing outside this file has seen the scope's parent yet.
  (parameters.scope as { parent: Scope | null }).parent = scope.parent;
  parameters.parent = (parameters.parent as ScopeState).parent;
}

/**
 * ECMA-262 §10.2.11 step 28 gives the body variables of its own wherever parameters have expressions. That shows only if
 * those make a closure, call eval, or use a name which the body might declare too.
 */
function needsBodyScope(parameters: ScopeState): boolean {
  const { scope } = parameters;
  if (scope.hasClosure || scope.hasEval) return true;
  for (const name of parameters.pending.keys()) {
    if (!scope.bindings.has(name) && !isSynthetic(name)) return true;
  }
  return false;
}

function walkBody(walk: Walk, node: FunctionNode, fn: FunctionState): void {
  const { body } = node;
  if (body.type !== 'BlockStatement') {
    walkExpression(walk, (node as ArrowFunctionExpression).body as Exclude<typeof body, { type: 'BlockStatement' }>);
    return;
  }
  walk.declareList(body.body, true);
  if (fn.info.role !== 'derived-constructor') {
    walkStatements(walk, body.body);
    return;
  }
  for (const statement of body.body) {
    walkStatements(walk, [statement]);
    if (fn.info.thisInitEnd === Number.POSITIVE_INFINITY && isSuperCall(statement)) {
      fn.info.thisInitEnd = statement.end;
      fn.thisInitStep = ++walk.step;
    }
  }
}

function isSuperCall(statement: Statement): boolean {
  return (
    statement.type === 'ExpressionStatement' &&
    statement.expression.type === 'CallExpression' &&
    statement.expression.callee.type === 'Super'
  );
}

/**
 * Before the outermost own scope of a function closes: declares `arguments` and what arrows, class initialisers and evals
 * inside take from the function. Script, module and eval code has nothing to give: there, `this` is a constant or the caller's.
 */
export function finishFunction(walk: Walk, state: ScopeState): void {
  const { pending } = state;
  const { info } = walk.fn;
  if (info.role === 'arrow') return;
  // An eval in an arrow counts as the function's own.
  const hasEval = info.hasDirectEval;
  const isInitialiser = info.role === 'instance-fields' || info.role === 'static-fields';
  const start = info.node.start;
  if (!isInitialiser) declareArguments(info, state, hasEval);
  if (hasEval || pending.has('%this')) {
    info.usesThis = true;
    const binding = walk.declare('%this', 'this', start, true);
    if (info.role === 'derived-constructor') binding.initOrder = walk.fn.thisInitStep;
  }
  if (hasEval || pending.has('%new.target')) {
    info.usesNewTarget = true;
    walk.declare('%new.target', 'new.target', start, true);
  }
  if (pending.has('%active-function') || (hasEval && info.role === 'derived-constructor')) {
    walk.declare('%active-function', 'active-function', start, true);
  }
  if (!hasEval) return;
  if (info.homeName !== null) walk.scope.use(info.homeName, start, walk.step).reads++;
  if (info.fieldsName !== null && info.role === 'derived-constructor') {
    walk.scope.use(info.fieldsName, start, walk.step).reads++;
  }
}

/** ECMA-262 §10.2.11 steps 15 to 22, less the object that nothing could see. */
function declareArguments(info: FunctionInfo, state: ScopeState, hasEval: boolean): void {
  const { scope } = state;
  const existing = scope.bindings.get('arguments');
  if (existing === undefined ? !(hasEval || state.pending.has('arguments')) : existing.kind !== 'var') return;
  const binding = new Binding('arguments', 'arguments', scope, existing?.start ?? info.node.start);
  binding.initOrder = state.entry;
  scope.bindings.set('arguments', binding);
  info.usesArguments = true;
  if (info.strict || !info.simpleParameters) return;
  if (!hasEval && existing === undefined && onlyLengthIsRead(state.pending.get('arguments') as Pending)) return;
  info.mappedArguments = true;
  for (const parameter of scope.bindings.values()) if (parameter.kind === 'param') parameter.aliased = true;
}

/** Nothing can alias anything through an `arguments` object of which only the own property `length` is ever touched. */
function onlyLengthIsRead(pending: Pending): boolean {
  const isLengthOnly = (use: Use): boolean => use.writes === 0 && use.reads === use.lengthReads;
  if (pending.crosses >= 0 || (pending.own !== null && !isLengthOnly(pending.own))) return false;
  for (let use = pending.innerHead; use !== null; use = use.next) if (!isLengthOnly(use)) return false;
  return true;
}

/** Whether a parameter has an initialiser or a computed key (ECMA-262 §15.1.2, ContainsExpression). */
function hasExpression(param: Pattern): boolean {
  switch (param.type) {
    case 'AssignmentPattern':
      return true;
    case 'ObjectPattern':
      return param.properties.some((property) =>
        property.type === 'RestElement'
          ? hasExpression(property.argument)
          : property.computed || hasExpression(property.value),
      );
    case 'ArrayPattern':
      return param.elements.some((element) => element !== null && hasExpression(element));
    case 'RestElement':
      return hasExpression(param.argument);
    default:
      return false;
  }
}

/** Whether a body's directive prologue has `'use strict'`. */
export function hasUseStrict(body: readonly (Statement | ModuleDeclaration)[]): boolean {
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) return false;
    if (statement.directive === 'use strict') return true;
  }
  return false;
}
