import { type AcornNode, type AcornParserClass, BaseParser } from './acorn-internals.ts';
import { checkConstInitializer, withCore } from './core-parser.ts';
import { withDeclaredNames } from './declared-names.ts';
import { withEvalContext } from './eval-context.ts';
import { withMistakes } from './mistakes.ts';

/** TypeScript checks the same, but behind the type. */
function withInitializerCheck(Base: AcornParserClass): AcornParserClass {
  return class extends Base {
    override parseVarId(declarator: AcornNode, kind: string): void {
      super.parseVarId(declarator, kind);
      checkConstInitializer(this, declarator, kind);
    }
  };
}

export const JavaScriptParser = withInitializerCheck(withDeclaredNames(withMistakes(withCore(BaseParser))));

/** For the code of a direct eval that may use something of the function around it. */
export const EvalParser = withEvalContext(JavaScriptParser);
