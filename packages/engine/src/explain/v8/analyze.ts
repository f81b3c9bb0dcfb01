/** V8's scope analysis over a whole program. */
import type { Program } from '../../parser/ast.ts';
import { hasUseStrict } from '../../scope/functions.ts';
import { closeFunction, declareReceiver, hoistBlockFunctions } from './functions.ts';
import { declare } from './resolve.ts';
import { V8Function, type V8Scope } from './scope.ts';
import { walkStatements } from './statements.ts';
import { V8Walk } from './walk.ts';

/**
 * What V8 compiles a file as: a classic script, the body of the function that Node makes of a CommonJS file, or a module.
 */
export type V8Mode = 'script' | 'commonjs' | 'module';

/** The parameters of the function that Node makes of a CommonJS file. */
const WRAPPER_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Every scope that V8 makes for `program`, outer before inner, with each variable's uses and location. Linear in the program. */
export function analyzeAsV8(program: Program, mode: V8Mode): readonly V8Scope[] {
  const walk = new V8Walk();
  const strict = mode === 'module' || program.strict || hasUseStrict(program.body);
  const fn = new V8Function('<top level>', program.start, null, {
    arrow: false,
    strict,
    generator: false,
    async: mode === 'module',
  });
  walk.fn = fn;
  walk.strict = strict;
  const scope = walk.open(mode === 'commonjs' ? 'function' : mode, program);
  fn.varScope = scope;
  if (mode === 'commonjs') {
    for (const name of WRAPPER_PARAMETERS) fn.parameters.push(declare(scope, name, 'param', -1, false));
  }
  walkStatements(walk, program.body);
  hoistBlockFunctions(scope, scope);
  switch (mode) {
    case 'commonjs':
      closeFunction(walk);
      break;
    case 'module':
      for (const name of walk.exportedNames) {
        const variable = scope.variables.get(name);
        if (variable !== undefined) variable.cell = true;
      }
      declareReceiver(scope);
      walk.close();
      break;
    case 'script':
      walk.close();
      break;
  }
  return walk.scopes;
}
