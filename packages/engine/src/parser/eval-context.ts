import {
  type AcornNode,
  type AcornParser,
  type AcornParserClass,
  SCOPE_DIRECT_SUPER,
  SCOPE_SUPER,
} from './acorn-internals.ts';
import { ParseFailure } from './parse-failure.ts';

/**
 * What the code of a direct eval may use of the code that calls it (PerformEval, ECMA-262 §19.2.1.1 steps 5 to 13). An
 * indirect eval, and a direct one at the top level, may use none of it.
 */
export interface EvalContext {
  /** `inFunction`: new.target is allowed. */
  readonly newTarget?: boolean;
  /** `inMethod`: super.x is allowed. */
  readonly superProperty?: boolean;
  /** `inDerivedConstructor`: super() is allowed. */
  readonly superCall?: boolean;
  /** `inClassFieldInitializer`: the name `arguments` is not allowed. */
  readonly noArguments?: boolean;
  /** The private names of the classes around, without `#`. */
  readonly privateNames?: ReadonlySet<string>;
}

interface EvalParser extends AcornParser {
  evalContext: EvalContext;
}

/** A parser for the code of a direct eval; the context is given by `enterEvalContext`. */
export function withEvalContext(Base: AcornParserClass): AcornParserClass {
  return class extends Base implements EvalParser {
    evalContext: EvalContext = {};

    // In effect where acorn finds no function around, so arrows are transparent, as they should be.
    override get allowNewDotTarget(): boolean {
      return super.allowNewDotTarget || this.evalContext.newTarget === true;
    }

    override checkUnreserved(identifier: AcornNode): void {
      if (
        identifier.name === 'arguments' &&
        this.evalContext.noArguments &&
        this.currentThisScope() === this.scopeStack[0]
      ) {
        throw new ParseFailure('ArgumentsInInitializer', [], identifier.start);
      }
      super.checkUnreserved(identifier);
    }
  };
}

/** To be called between the construction of `parser` and its run. */
export function enterEvalContext(parser: AcornParser, context: EvalContext): void {
  (parser as EvalParser).evalContext = context;
  const top = parser.scopeStack[0];
  if (top !== undefined) {
    if (context.superProperty) top.flags |= SCOPE_SUPER;
    if (context.superCall) top.flags |= SCOPE_DIRECT_SUPER;
  }
  if (context.privateNames !== undefined) {
    const declared: Record<string, string> = Object.create(null);
    for (const name of context.privateNames) declared[name] = 'true';
    parser.privateNameStack.push({ declared, used: [] });
  }
}

/** After the run: each private name used outside the eval's own classes must be one of the context's. */
export function leaveEvalContext(parser: AcornParser): void {
  const names = parser.privateNameStack.pop();
  if (names === undefined) return;
  for (const used of names.used) {
    const name = used.name as string;
    if (!(name in names.declared)) throw new ParseFailure('UndeclaredPrivateName', [name], used.start);
  }
}
