/** The walk over statements and declarations. */
import type {
  CatchClause,
  Expression,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  IfStatement,
  ModuleDeclaration,
  Statement,
  SwitchStatement,
  VariableDeclaration,
} from '../parser/ast.ts';
import { walkClass } from './classes.ts';
import { Target, walkExpression, walkNamed, walkPattern } from './expressions.ts';
import { walkFunction } from './functions.ts';
import { declaresInBlock, forEachName, type Walk } from './walk.ts';

export function walkStatements(walk: Walk, list: readonly (Statement | ModuleDeclaration)[]): void {
  for (const statement of list) walkStatement(walk, statement);
}

function walkStatement(walk: Walk, statement: Statement | ModuleDeclaration): void {
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
      if (declaresInBlock(node.body)) {
        node.scope = walk.open('block', node);
        walk.declareList(node.body, false);
        walkStatements(walk, node.body);
        walk.close();
      } else {
        walkStatements(walk, node.body);
      }
      break;
    case 'FunctionDeclaration':
      walkFunction(walk, node, 'function', node.id?.name ?? 'default', node.start, null);
      break;
    case 'ClassDeclaration':
      walkClass(walk, node, node.id?.name ?? 'default');
      if (node.id !== null) walk.initialise(node.id.name, node.end);
      break;
    case 'ForStatement':
      walkFor(walk, node);
      break;
    case 'ForInStatement':
    case 'ForOfStatement':
      walkForEach(walk, node);
      break;
    case 'WhileStatement':
      walk.enterLoop();
      walkExpression(walk, node.test);
      walkStatement(walk, node.body);
      walk.leaveLoop();
      break;
    case 'DoWhileStatement':
      walk.enterLoop();
      walkStatement(walk, node.body);
      walkExpression(walk, node.test);
      walk.leaveLoop();
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
      node.scope = walk.open('with', node);
      walkStatement(walk, node.body);
      walk.close();
      break;
    case 'ExportNamedDeclaration':
      if (node.declaration !== null) walkStatement(walk, node.declaration);
      if (node.source !== null) break;
      for (const { local } of node.specifiers) if (local.type === 'Identifier') walk.exportedNames.push(local.name);
      break;
    case 'ExportDefaultDeclaration': {
      const { declaration } = node;
      if (declaration.type === 'FunctionDeclaration') {
        walkStatement(walk, declaration);
      } else if (declaration.type === 'ClassDeclaration' && declaration.id !== null) {
        walkStatement(walk, declaration);
      } else {
        walk.declare('*default*', 'const', node.start, false);
        walk.exportedNames.push('*default*');
        if (declaration.type === 'ClassDeclaration') walkStatement(walk, declaration);
        else walkNamed(walk, declaration, 'default');
        walk.initialise('*default*', node.end);
      }
      break;
    }
    default:
      // Imports are declared before the walk; the rest has nothing inside.
      break;
  }
}

function walkVariables(walk: Walk, node: VariableDeclaration): void {
  const target = node.kind === 'var' ? Target.Var : Target.Initialise;
  for (const { id, init, end } of node.declarations) {
    if (target === Target.Var) forEachName(id, (name) => walk.declareVar(name.name, name.start));
    if (init !== null) {
      if (id.type === 'Identifier') walkInitialiser(walk, id.name, init, target);
      else walkExpression(walk, init);
    }
    if (init !== null || target === Target.Initialise) walkPattern(walk, id, target, end);
  }
}

function walkInitialiser(walk: Walk, name: string, init: Expression, target: Target): void {
  if (target === Target.Initialise && (init.type === 'ArrowFunctionExpression' || init.type === 'FunctionExpression')) {
    walk.initialising = walk.scope.scope.bindings.get(name) ?? null;
  }
  walkNamed(walk, init, name);
}

function walkIf(walk: Walk, node: IfStatement): void {
  let link: Statement | null = node;
  while (link !== null && link.type === 'IfStatement') {
    walkExpression(walk, link.test);
    walkClause(walk, link.consequent);
    link = link.alternate;
  }
  if (link !== null) walkClause(walk, link);
}

function walkClause(walk: Walk, node: Statement): void {
  if (node.type !== 'FunctionDeclaration') {
    walkStatement(walk, node);
    return;
  }
  node.clauseScope = walk.open('block', node);
  walk.declareClause(node);
  walkStatement(walk, node);
  walk.close();
}

function walkFor(walk: Walk, node: ForStatement): void {
  const { init } = node;
  const lexical = init !== null && init.type === 'VariableDeclaration' && init.kind !== 'var';
  if (lexical) {
    node.scope = walk.open('for', node);
    walk.declareLexical(init);
  }
  if (init !== null) {
    if (init.type === 'VariableDeclaration') walkVariables(walk, init);
    else walkExpression(walk, init);
  }
  walk.enterLoop();
  if (node.test !== null) walkExpression(walk, node.test);
  if (node.update !== null) walkExpression(walk, node.update);
  walkStatement(walk, node.body);
  walk.leaveLoop();
  if (lexical) walk.close();
}

function walkForEach(walk: Walk, node: ForInStatement | ForOfStatement): void {
  const { left, right } = node;
  const declaration = left.type === 'VariableDeclaration' ? left : null;
  const lexical = declaration !== null && declaration.kind !== 'var';
  if (lexical) {
    node.scope = walk.open('for', node);
    walk.declareLexical(declaration);
  } else if (declaration !== null) {
    // Declares, and evaluates the initialiser that Annex B.3.5 allows.
    walkVariables(walk, declaration);
  }
  walkExpression(walk, right);
  walk.enterLoop();
  if (declaration === null)
    walkPattern(walk, left as Exclude<typeof left, VariableDeclaration>, Target.Assign, right.end);
  else walkDeclaredPattern(walk, declaration, lexical ? Target.Initialise : Target.Var, right);
  walkStatement(walk, node.body);
  walk.leaveLoop();
  if (lexical) walk.close();
}

function walkDeclaredPattern(walk: Walk, declaration: VariableDeclaration, target: Target, right: Expression): void {
  for (const { id } of declaration.declarations) walkPattern(walk, id, target, right.end);
}

function walkSwitch(walk: Walk, node: SwitchStatement): void {
  walkExpression(walk, node.discriminant);
  const declares = node.cases.some((clause) => declaresInBlock(clause.consequent));
  if (declares) {
    node.scope = walk.open('switch', node);
    walk.declareList(
      node.cases.flatMap((clause) => clause.consequent),
      false,
    );
  }
  for (const clause of node.cases) {
    if (clause.test !== null) walkExpression(walk, clause.test);
    walkStatements(walk, clause.consequent);
  }
  if (declares) walk.close();
}

function walkCatch(walk: Walk, node: CatchClause): void {
  const { param } = node;
  if (param === null) {
    walkStatement(walk, node.body);
    return;
  }
  node.scope = walk.open('catch', node);
  const simple = param.type === 'Identifier';
  forEachName(param, (name) => {
    walk.declare(name.name, 'catch', name.start, simple).initEnd = param.end;
  });
  if (!simple) walkPattern(walk, param, Target.Initialise, param.end);
  walkStatement(walk, node.body);
  walk.close();
}
