/** Mistakes that V8 makes out by the construct they are in, where acorn names the token it trips over. */
import { tokTypes } from 'acorn';
import type { AcornNode, AcornParserClass, AcornTokenType, DestructuringErrors } from './acorn-internals.ts';
import { ParseFailure } from './parse-failure.ts';

const VALUE_FOLLOWS: readonly AcornTokenType[] = [tokTypes.colon, tokTypes.parenL];

/** What makes a name of an object literal short for a property of that name. */
const ENDS_SHORTHAND: readonly AcornTokenType[] = [tokTypes.braceR, tokTypes.comma, tokTypes.eq];

/** What can't be a target, but begins an expression. */
const NO_TARGET: readonly AcornTokenType[] = [tokTypes.num, tokTypes.string, tokTypes.parenL];

type KeyedNode = AcornNode & { readonly key: AcornNode; readonly computed: boolean };

/** A parser that tells these mistakes. */
export function withMistakes(Base: AcornParserClass): AcornParserClass {
  return class extends Base {
    override inBindingTarget = false;
    override targetIn: 'pattern' | 'shorthand' | null = null;
    override lastVariables: AcornNode | null = null;

    // ---------------------------------------------------------------- properties

    override parsePropertyValue(prop: AcornNode, isPattern: boolean, ...rest: unknown[]): void {
      const { key, computed } = prop as KeyedNode;
      const [isGenerator, isAsync] = rest;
      const endsHere = ENDS_SHORTHAND.includes(this.type);
      if (endsHere && !isGenerator && !isAsync && (computed || key.type === 'Literal')) {
        if (computed) throw new ParseFailure('UnexpectedToken', ['['], prop.start);
        const isString = typeof key['value'] === 'string';
        throw new ParseFailure(isString ? 'UnexpectedString' : 'UnexpectedNumber', [], key.start);
      }
      const isName = !computed && key.type === 'Identifier' && key.name !== 'get' && key.name !== 'set';
      if (isName && !endsHere && !VALUE_FOLLOWS.includes(this.type)) this.unexpected();
      super.parsePropertyValue(prop, isPattern, ...rest);
    }

    override parseClassField(field: AcornNode): AcornNode {
      const { key, computed } = field as KeyedNode;
      const isName = !computed && (key.type === 'Identifier' || key.type === 'PrivateIdentifier');
      if (isName && (this.type === tokTypes.colon || this.type === tokTypes.comma))
        throw new ParseFailure('UnexpectedIdentifier', [this.input.slice(key.start, key.end)], key.start);
      return super.parseClassField(field);
    }

    // ---------------------------------------------------------------- declarations

    override parseBindingAtom(): AcornNode {
      if (this.patterns > 0 && NO_TARGET.includes(this.type))
        throw new ParseFailure('InvalidDestructuringTarget', [], this.start);
      const isPattern = this.type === tokTypes.bracketL || this.type === tokTypes.braceL;
      if (isPattern) this.patterns++;
      const node = super.parseBindingAtom();
      if (isPattern) this.patterns--;
      else if (this.patterns > 0 && (this.type === tokTypes.dot || this.type === tokTypes.bracketL))
        throw new ParseFailure('IllegalPropertyInDeclaration', [], node.start);
      return node;
    }

    override parseVar(node: AcornNode, isFor: boolean, kind: string, allowMissing?: boolean): AcornNode {
      const parsed = super.parseVar(node, isFor, kind, allowMissing);
      if (isFor) node.end = this.lastTokEnd;
      this.lastVariables = isFor ? node : null;
      return parsed;
    }

    // ---------------------------------------------------------------- targets

    override toAssignable(node: AcornNode, isBinding?: boolean, errors?: DestructuringErrors): AcornNode {
      if (errors !== undefined && node != null) {
        const isParenthesized = errors.parenthesizedAssign >= 0 && errors.parenthesizedAssign <= node.start;
        if (isParenthesized) throw new ParseFailure('InvalidAssignmentTarget', [], node.start);
      }
      if (isBinding && this.targets > 0 && node?.type === 'MemberExpression')
        throw new ParseFailure('IllegalPropertyInDeclaration', [], node.start);
      const outer = this.inBindingTarget;
      this.inBindingTarget = isBinding === true;
      this.targets++;
      const target = super.toAssignable(node, isBinding, errors);
      this.targets--;
      this.inBindingTarget = outer;
      return target;
    }

    override toAssignableList(list: (AcornNode | null)[], isBinding?: boolean): (AcornNode | null)[] {
      const outer = this.inArrayPattern;
      this.inArrayPattern = true;
      const made = super.toAssignableList(list, isBinding);
      this.inArrayPattern = outer;
      return made;
    }

    override checkLValInnerPattern(node: AcornNode, ...rest: unknown[]): void {
      const { targetIn } = this;
      if (node.type === 'Property') this.targetIn = node['shorthand'] === true ? 'shorthand' : 'pattern';
      else if (targetIn === null) this.targetIn = 'pattern';
      super.checkLValInnerPattern(node, ...rest);
      this.targetIn = targetIn;
    }
  };
}
