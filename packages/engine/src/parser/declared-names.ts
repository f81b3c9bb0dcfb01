import { noteLayout } from '../layouts.ts';
import {
  type AcornNode,
  type AcornParser,
  type AcornParserClass,
  type AcornScope,
  BIND_FUNCTION,
  BIND_LEXICAL,
  BIND_SIMPLE_CATCH,
  SCOPE_SIMPLE_CATCH,
  SCOPE_TOP,
  SCOPE_VAR,
} from './acorn-internals.ts';

/** How a name is declared in one scope; a name may be several at once (`var f; function f() {}`). */
const LEXICAL = 1;
const VAR = 2;
const FUNCTION = 4;
/** The one name of `catch (name)`, which a `var` in its block may share (ECMA-262 §B.3.4). */
const CATCH_NAME = 8;

/** The names declared in one scope while it is being parsed. */
class NameScope implements AcornScope {
  flags: number;
  /** Null until the first declaration: most blocks declare nothing. */
  names: Map<string, number> | null = null;

  constructor(flags: number) {
    this.flags = flags;
    noteLayout(this);
  }

  declared(name: string): number {
    return this.names === null ? 0 : (this.names.get(name) ?? 0);
  }

  declare(name: string, how: number): void {
    this.names ??= new Map();
    this.names.set(name, (this.names.get(name) ?? 0) | how);
  }
}

/**
 * The redeclaration errors (ECMA-262 §14.2.1, §15.2.1, §16.1.1, … "LexicallyDeclaredNames … VarDeclaredNames") on hash
 * tables. acorn keeps them in arrays that it searches from end to end and that get an entry for each repeated `var`,
 * which is quadratic in the size of a scope.
 */
export function withDeclaredNames(Base: AcornParserClass): AcornParserClass {
  return class extends Base {
    // acorn's constructor enters the top scope, before any field of a subclass is there.
    override enterScope(flags: number): void {
      this.scopeStack.push(new NameScope(flags));
    }

    override declareName(name: string, bindingType: number, pos: number): void {
      const scope = this.currentScope() as NameScope;
      let clashes = 0;
      if (bindingType === BIND_LEXICAL) {
        clashes = scope.declared(name);
        scope.declare(name, LEXICAL);
        resolveExport(this, scope, name);
      } else if (bindingType === BIND_SIMPLE_CATCH) {
        scope.declare(name, LEXICAL | CATCH_NAME);
      } else if (bindingType === BIND_FUNCTION) {
        clashes = scope.declared(name) & (this.treatFunctionsAsVarInScope(scope) ? LEXICAL : LEXICAL | VAR);
        scope.declare(name, FUNCTION);
      } else {
        clashes = declareVar(this, name);
      }
      if (clashes !== 0) this.raiseRecoverable(pos, `Identifier '${name}' has already been declared`);
    }

    override checkLocalExport(identifier: AcornNode): void {
      const name = identifier.name as string;
      const top = this.scopeStack[0] as NameScope;
      // Module code is strict, so a top-level function is lexical or var here.
      if ((top.declared(name) & (LEXICAL | VAR)) === 0) this.undefinedExports[name] = identifier;
    }
  };
}

/** A `var` is declared in each scope out to its function's; it must not meet a lexical name on the way. */
function declareVar(parser: AcornParser, name: string): number {
  for (let i = parser.scopeStack.length - 1; i >= 0; i--) {
    const scope = parser.scopeStack[i] as NameScope;
    const declared = scope.declared(name);
    const isCatchName = (scope.flags & SCOPE_SIMPLE_CATCH) !== 0 && (declared & CATCH_NAME) !== 0;
    if ((declared & LEXICAL) !== 0 && !isCatchName) return declared;
    if ((declared & FUNCTION) !== 0 && !parser.treatFunctionsAsVarInScope(scope)) return declared;
    scope.declare(name, VAR);
    resolveExport(parser, scope, name);
    if ((scope.flags & SCOPE_VAR) !== 0) break;
  }
  return 0;
}

/** An export may stand before the declaration it names. */
function resolveExport(parser: AcornParser, scope: NameScope, name: string): void {
  if (parser.inModule && (scope.flags & SCOPE_TOP) !== 0) delete parser.undefinedExports[name];
}
