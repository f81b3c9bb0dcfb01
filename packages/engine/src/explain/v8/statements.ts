/** The walk over statements and declarations. */
import type {
  CatchClause,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  FunctionDeclaration,
  IfStatement,
  ImportDeclaration,
  ModuleDeclaration,
  Statement,
  SwitchStatement,
  VariableDeclaration,
} from '../../parser/ast.ts';
import { declaresInBlock, forEachName } from '../../scope/walk.ts';
import { walkClass } from './classes.ts';
import { walkExpression, walkNamed, walkPattern } from './expressions.ts';
import { walkFunction } from './functions.ts';
import { declare } from './resolve.ts';
import type { V8Scope } from './scope.ts';
import type { V8Walk } from './walk.ts';

export function walkStatements(walk: V8Walk, list: readonly (Statement | ModuleDeclaration)[]): void {
  for (const statement of list) walkStatement(walk, statement);
}

function walkStatement(walk: V8Walk, statement: Statement | ModuleDeclaration): void {
  let node = statement;
  while (node.type === 'LabeledStatement') node = node.body;
  switch (node.type) {
    case 'ExpressionStatement':
      walkExpression(walk, node.expression);
      break;
    case 'VariableDeclaration':
      walkVariables(walk, node);
      break;
    case 'ReturnStatement':
      if (node.argument !== null) walkExpression(walk, node.argument);
      break;
    case 'IfStatement':
      walkIf(walk, node);
      break;
    case 'BlockStatement':
      walkBlock(walk, node.body, node);
      break;
    case 'FunctionDeclaration':
      walkFunction(walk, node, 'plain', node.id?.name ?? 'default', node.start);
      if (node.id !== null) declareFunction(walk, node, node.id.name, node.id.start);
      break;
    case 'ClassDeclaration':
      walkClass(walk, node, node.id?.name ?? 'default');
      if (node.id !== null) declare(walk.scope, node.id.name, 'class', node.id.start, true);
      break;
    case 'ForStatement':
      walkFor(walk, node);
      break;
    case 'ForInStatement':
    case 'ForOfStatement':
      walkForEach(walk, node);
      break;
    case 'WhileStatement':
      walkExpression(walk, node.test);
      walkStatement(walk, node.body);
      break;
    case 'DoWhileStatement':
      walkStatement(walk, node.body);
      walkExpression(walk, node.test);
      break;
    case 'SwitchStatement':
      walkSwitch(walk, node);
      break;
    case 'ThrowStatement':
      walkExpression(walk, node.argument);
      break;
    case 'TryStatement':
      walkStatement(walk, node.block);
      if (node.handler !== null) walkCatch(walk, node.handler);
      if (node.finalizer !== null) walkStatement(walk, node.finalizer);
      break;
    case 'WithStatement':
      walkExpression(walk, node.object);
      walk.open('with', node);
      walkStatement(walk, node.body);
      walk.close();
      break;
    case 'ImportDeclaration':
      declareImports(walk, node);
      break;
    case 'ExportNamedDeclaration':
      if (node.declaration !== null) {
        walkStatement(walk, node.declaration);
        noteExports(walk, node.declaration);
      } else if (node.source === null) {
        for (const { local } of node.specifiers) if (local.type === 'Identifier') walk.exportedNames.push(local.name);
      }
      break;
    case 'ExportDefaultDeclaration': {
      const { declaration } = node;
      if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
        walkStatement(walk, declaration);
        if (declaration.id !== null) walk.exportedNames.push(declaration.id.name);
      } else {
        walkNamed(walk, declaration, 'default');
      }
      break;
    }
    default:
      // The rest has nothing inside.
      break;
  }
}

/** Blocks that declare nothing have no scope in V8 (Scope::FinalizeBlockScope). */
function walkBlock(
  walk: V8Walk,
  body: readonly Statement[],
  node: Extract<Statement, { type: 'BlockStatement' }>,
): void {
  if (!declaresInBlock(body)) {
    walkStatements(walk, body);
    return;
  }
  walk.open('block', node);
  walkStatements(walk, body);
  walk.close();
}

function declareFunction(walk: V8Walk, node: FunctionDeclaration, name: string, start: number): void {
  const { fn, scope } = walk;
  const { varScope } = fn;
  const inBlock = scope !== varScope;
  const variable = declare(scope, name, 'function', start, inBlock);
  if (variable.kind === 'var') {
    variable.kind = 'function';
    variable.start = start;
  }
  if (!inBlock || walk.strict || node.async || node.generator) return;
  varScope.blockFunctions ??= [];
  varScope.blockFunctions.push({ name, start, block: scope });
}

function declareImports(walk: V8Walk, node: ImportDeclaration): void {
  for (const part of node.specifiers) {
    const variable = declare(walk.scope, part.local.name, 'import', part.local.start, true);
    if (part.type === 'ImportNamespaceSpecifier') variable.namespace = true;
    else variable.cell = true;
  }
}

function noteExports(
  walk: V8Walk,
  declaration: Extract<Statement, { type: 'FunctionDeclaration' | 'ClassDeclaration' | 'VariableDeclaration' }>,
): void {
  if (declaration.type === 'VariableDeclaration') {
    for (const { id } of declaration.declarations) forEachName(id, ({ name }) => walk.exportedNames.push(name));
  } else if (declaration.id !== null) {
    walk.exportedNames.push(declaration.id.name);
  }
}

/** Declares the names of a declaration in `scope`, or where a `var` goes. */
function declareNames(walk: V8Walk, node: VariableDeclaration, scope: V8Scope): void {
  if (node.kind === 'await using') walk.fn.suspends = true;
  const kind = node.kind === 'await using' ? 'using' : node.kind;
  for (const { id } of node.declarations) {
    forEachName(id, ({ name, start }) => {
      if (kind === 'var') walk.declareVar(name, start);
      else declare(scope, name, kind, start, true);
    });
  }
}

function walkVariables(walk: V8Walk, node: VariableDeclaration): void {
  declareNames(walk, node, walk.scope);
  for (const { id, init } of node.declarations) {
    if (init === null) continue;
    if (id.type === 'Identifier') walkNamed(walk, init, id.name);
    else walkExpression(walk, init);
    // The initialiser of a `var` under a `with` or a `catch` may assign something else.
    walkPattern(walk, id, node.kind === 'var');
  }
}

function walkIf(walk: V8Walk, node: IfStatement): void {
  let link: Statement | null = node;
  while (link !== null && link.type === 'IfStatement') {
    walkExpression(walk, link.test);
    walkClause(walk, link.consequent);
    link = link.alternate;
  }
  if (link !== null) walkClause(walk, link);
}

/** Annex B.3.3: a function as a clause stands as if in a block. */
function walkClause(walk: V8Walk, node: Statement): void {
  if (node.type !== 'FunctionDeclaration') {
    walkStatement(walk, node);
    return;
  }
  walk.open('block', node);
  walkStatement(walk, node);
  walk.close();
}

/**
 * V8 declares the names of a lexical `for` head twice: outside the loop, where the initialiser sees them, and inside, a new one for each
 * iteration, which test, update and body see.
 */
function walkFor(walk: V8Walk, node: ForStatement): void {
  const { init, test, update, body } = node;
  const lexical = init !== null && init.type === 'VariableDeclaration' && init.kind !== 'var' ? init : null;
  if (lexical !== null) walk.open('for', node);
  if (init !== null) {
    if (init.type === 'VariableDeclaration') walkVariables(walk, init);
    else walkExpression(walk, init);
  }
  if (lexical !== null) openIteration(walk, lexical, node);
  if (test !== null) walkExpression(walk, test);
  if (update !== null) walkExpression(walk, update);
  walkStatement(walk, body);
  if (lexical !== null) {
    walk.close();
    walk.close();
  }
}

function openIteration(
  walk: V8Walk,
  head: VariableDeclaration,
  node: ForStatement | ForInStatement | ForOfStatement,
): void {
  const outer = walk.scope;
  const inner = walk.open('for', node);
  declareNames(walk, head, inner);
  for (const [name, variable] of inner.variables) {
    const twin = outer.variables.get(name);
    if (twin !== undefined) twin.twin = variable;
  }
}

/** What is iterated over sees the head's names, uninitialised, in a scope of their own; pattern and body see those of the iteration. */
function walkForEach(walk: V8Walk, node: ForInStatement | ForOfStatement): void {
  const { left, right, body } = node;
  if (node.type === 'ForOfStatement' && node.await) walk.fn.suspends = true;
  if (left.type !== 'VariableDeclaration') {
    walkPattern(walk, left, true);
    walkExpression(walk, right);
    walkStatement(walk, body);
    return;
  }
  if (left.kind === 'var') {
    // Declares, and evaluates the initialiser that Annex B.3.5 allows.
    walkVariables(walk, left);
    for (const { id, init } of left.declarations) if (init === null) walkPattern(walk, id, true);
    walkExpression(walk, right);
    walkStatement(walk, body);
    return;
  }
  walk.open('for', node);
  declareNames(walk, left, walk.scope);
  walkExpression(walk, right);
  openIteration(walk, left, node);
  for (const { id } of left.declarations) walkPattern(walk, id, false);
  walkStatement(walk, body);
  walk.close();
  walk.close();
}

function walkSwitch(walk: V8Walk, node: SwitchStatement): void {
  walkExpression(walk, node.discriminant);
  const declares = node.cases.some((clause) => declaresInBlock(clause.consequent));
  if (declares) walk.open('switch', node);
  for (const clause of node.cases) {
    if (clause.test !== null) walkExpression(walk, clause.test);
    walkStatements(walk, clause.consequent);
  }
  if (declares) walk.close();
}

/** V8 keeps what is caught in a Context of its own: the name itself, or the value that a pattern then takes apart in a block. */
function walkCatch(walk: V8Walk, node: CatchClause): void {
  const { param } = node;
  if (param === null) {
    walkStatement(walk, node.body);
    return;
  }
  const scope = walk.open('catch', node);
  if (param.type === 'Identifier') {
    declare(scope, param.name, 'catch', param.start, false);
    walkStatement(walk, node.body);
  } else {
    declare(scope, '.catch', 'internal', param.start, false);
    const pattern = walk.open('catch-pattern', node);
    forEachName(param, ({ name, start }) => declare(pattern, name, 'catch', start, true));
    walkPattern(walk, param, false);
    walkStatement(walk, node.body);
    walk.close();
  }
  walk.close();
}
