import { tokTypes } from 'acorn';
import { type AcornNode, type AcornParserClass, BaseParser } from './acorn-internals.ts';
import { withCore } from './core-parser.ts';
import { withDeclaredNames } from './declared-names.ts';
import { withEvalContext } from './eval-context.ts';
import { ParseFailure } from './parse-failure.ts';

/** What holds for JavaScript only: TypeScript may have a type, or `declare`, where this wants an initialiser. */
function withInitializerCheck(Base: AcornParserClass): AcornParserClass {
  return class extends Base {
    override parseVarId(declarator: AcornNode, kind: string): void {
      super.parseVarId(declarator, kind);
      if (kind === 'const' && this.type !== tokTypes.eq && this.type !== tokTypes._in && !this.isContextual('of')) {
        throw new ParseFailure('MissingInitializer', ['const'], declarator['id'].start);
      }
    }
  };
}

export const JavaScriptParser = withInitializerCheck(withDeclaredNames(withCore(BaseParser)));

/** For the code of a direct eval that may use something of the function around it. */
export const EvalParser = withEvalContext(JavaScriptParser);
