import { tokTypes } from 'acorn';
import { noteLayout } from '../layouts.ts';
import {
  type AcornNode,
  type AcornParser,
  type AcornParserClass,
  type AcornTokenType,
  BIND_NONE,
  type DestructuringErrors,
  type ForInit,
} from './acorn-internals.ts';
import { translateMessage } from './acorn-messages.ts';
import { MAX_NESTING } from './nesting.ts';
import { ParseFailure } from './parse-failure.ts';
import { methodTextStart } from './source-text.ts';
import { unexpectedDots, unexpectedTokenAt } from './unexpected-token.ts';

/** A parser that says now and then that it goes on. */
export interface Observed {
  progress: (() => void) | null;
}

/**
 * What every parser here adds to acorn's, for JavaScript and TypeScript alike:
 * - errors in the catalogue's words (`raise`, `unexpected`);
 * - the nesting bound, and left-associative operators without recursion;
 * - calls as assignment targets in sloppy code (ECMA-262 §13.15.1, "Runtime Errors for Function Call Assignment
 *   Targets", web compatibility);
 * - `MethodDefinition.textStart`, exact integers in radix literals, no host RegExp in the tree.
 */
export function withCore(Base: AcornParserClass): AcornParserClass {
  return class extends Base {
    nesting = 0;
    progress: (() => void) | null = null;
    private parsed = 0;
    override inPattern = false;
    override inArrayPattern = false;
    override patterns = 0;
    override targets = 0;

    // ---------------------------------------------------------------- errors

    override raise(pos: number, message: string): never {
      fail(this, message, pos);
    }

    // Not by way of `raise`, which the TypeScript plugin sends here.
    override raiseRecoverable(pos: number, message: string): never {
      fail(this, message, pos);
    }

    override unexpected(pos?: number | null): never {
      const at = pos ?? this.start;
      const [code, args, place] = unexpectedTokenAt(this, at);
      throw new ParseFailure(code, args, place ?? at);
    }

    // ---------------------------------------------------------------- nesting

    override parseStatement(context?: string | null, topLevel?: boolean, exports?: object): AcornNode {
      if (++this.nesting > MAX_NESTING) tooDeep(this.start);
      if ((++this.parsed & 127) === 0) this.progress?.();
      if (context) checkSingleStatement(this, context);
      const node = super.parseStatement(context, topLevel, exports);
      this.nesting--;
      return node;
    }

    override parseMaybeAssign(
      forInit?: ForInit,
      errors?: DestructuringErrors | null,
      afterLeftParse?: unknown,
    ): AcornNode {
      if (++this.nesting > MAX_NESTING) tooDeep(this.start);
      if ((++this.parsed & 127) === 0) this.progress?.();
      // An expression in a pattern may have functions with declarations of their own in it.
      const { patterns, targets } = this;
      this.patterns = 0;
      this.targets = 0;
      const node = super.parseMaybeAssign(forInit, errors, afterLeftParse);
      this.patterns = patterns;
      this.targets = targets;
      this.nesting--;
      if (this.type === tokTypes.arrow) refuseArrow(this, node);
      return node;
    }

    override parseMaybeUnary(
      errors: DestructuringErrors | null,
      sawUnary?: boolean,
      incDec?: boolean,
      forInit?: ForInit,
    ): AcornNode {
      if (++this.nesting > MAX_NESTING) tooDeep(this.start);
      if (errors !== null) noteLayout(errors);
      const { type } = this;
      if (type === tokTypes.privateId || type === tokTypes.ellipsis) refuseOperand(this);
      const node = super.parseMaybeUnary(errors, sawUnary, incDec, forInit);
      this.nesting--;
      return node;
    }

    override parseBindingAtom(): AcornNode {
      if (this.type === tokTypes.name) return super.parseBindingAtom();
      if (++this.nesting > MAX_NESTING) tooDeep(this.start);
      const node = super.parseBindingAtom();
      this.nesting--;
      return node;
    }

    override parseNew(): AcornNode {
      if (++this.nesting > MAX_NESTING) tooDeep(this.start);
      const node = super.parseNew();
      this.nesting--;
      return node;
    }

    /** Operator precedence; in a loop, where acorn recurses once for each operator of a chain. */
    override parseExprOp(
      left: AcornNode,
      startPos: number,
      startLoc: unknown,
      minPrecedence: number,
      forInit?: ForInit,
    ): AcornNode {
      let result = left;
      for (;;) {
        const operatorType = this.type;
        const precedence = operatorType.binop;
        if (precedence == null || precedence <= minPrecedence || (forInit && operatorType === tokTypes._in))
          return result;
        const logical = operatorType === tokTypes.logicalOR || operatorType === tokTypes.logicalAND;
        const coalesce = operatorType === tokTypes.coalesce;
        // `a ?? b || c` must not hide `||` in the right operand, so that it is seen, and refused, below.
        const rightPrecedence = coalesce ? ((tokTypes.logicalAND as AcornTokenType).binop as number) : precedence;
        const operator = this.value;
        this.next();
        const rightPos = this.start;
        const rightLoc = this.startLoc;
        const first = this.parseMaybeUnary(null, false, false, forInit);
        const right = this.parseExprOp(first, rightPos, rightLoc, rightPrecedence, forInit);
        result = this.buildBinary(startPos, startLoc, result, right, operator, logical || coalesce);
        const mixes = logical
          ? this.type === tokTypes.coalesce
          : coalesce && (this.type === tokTypes.logicalOR || this.type === tokTypes.logicalAND);
        if (mixes) this.unexpected();
      }
    }

    // ---------------------------------------------------------------- assignment targets

    override toAssignable(node: AcornNode, isBinding?: boolean, errors?: DestructuringErrors): AcornNode {
      this.inPattern =
        errors === undefined ||
        isBinding === true ||
        node?.type === 'ArrayExpression' ||
        node?.type === 'ObjectExpression';
      // Only the target as a whole comes with `errors`; what stands inside a pattern must be a reference.
      if (node?.type === 'CallExpression' && errors !== undefined && !isBinding && this.mayAssignToCall()) return node;
      return super.toAssignable(node, isBinding, errors);
    }

    override checkLValSimple(
      node: AcornNode,
      bindingType: number = BIND_NONE,
      checkClashes?: object | false | null,
    ): void {
      if (node.type === 'CallExpression' && bindingType === BIND_NONE && this.mayAssignToCall()) return;
      this.inPattern = false;
      // Nothing is left of `a++` that another operator could change.
      if (
        node.type === 'UpdateExpression' &&
        this.type === tokTypes.incDec &&
        this.lastTokEnd === node.end &&
        !node['prefix']
      )
        this.unexpected();
      super.checkLValSimple(node, bindingType, checkClashes);
    }

    mayAssignToCall(): boolean {
      return !this.strict && this.value !== '&&=' && this.value !== '||=' && this.value !== '??=';
    }

    // ---------------------------------------------------------------- binding lists

    override parseBindingList(
      close: AcornTokenType,
      allowEmpty?: boolean,
      allowTrailingComma?: boolean,
      allowModifiers?: boolean,
    ): (AcornNode | null)[] {
      const outer = this.inArrayPattern;
      this.inArrayPattern = close === tokTypes.bracketR;
      const list = super.parseBindingList(close, allowEmpty, allowTrailingComma, allowModifiers);
      this.inArrayPattern = outer;
      return list;
    }

    override parseRestBinding(): AcornNode {
      const rest = super.parseRestBinding();
      if (this.type === tokTypes.eq) {
        const code = this.inArrayPattern ? 'InvalidDestructuringTarget' : 'RestParameterInitializer';
        throw new ParseFailure(code, [], this.start);
      }
      return rest;
    }

    // ---------------------------------------------------------------- tree details

    override parseExprList(
      close: AcornTokenType,
      allowTrailingComma?: boolean,
      allowEmpty?: boolean,
      errors?: DestructuringErrors,
    ): (AcornNode | null)[] {
      if (close !== tokTypes.parenR) return super.parseExprList(close, allowTrailingComma, allowEmpty, errors);
      // An argument list, which V8 words its own way when it isn't closed.
      const list: AcornNode[] = [];
      while (!this.eat(close)) {
        if (list.length > 0) {
          if (this.type !== tokTypes.comma) throw new ParseFailure('MissingParenAfterArguments', [], this.start);
          this.next();
          if (allowTrailingComma && this.afterTrailingComma(close)) break;
        }
        if (this.type === tokTypes.ellipsis) {
          list.push(this.parseSpread(errors));
          if (errors !== undefined && this.type === tokTypes.comma && errors.trailingComma < 0) {
            errors.trailingComma = this.start;
          }
        } else {
          list.push(this.parseMaybeAssign(false, errors));
        }
      }
      return list;
    }

    override parseClassElement(constructorAllowsSuper: boolean): AcornNode | null {
      const element = super.parseClassElement(constructorAllowsSuper);
      if (element?.type === 'MethodDefinition') {
        element['textStart'] = methodTextStart(this.input, element.start, element['key'].start);
      }
      return element;
    }

    override readRegexp(): void {
      super.readRegexp();
      // The host's RegExp, which acorn makes where the host can: nothing of the host goes into the tree.
      (this.value as { value: RegExp | null }).value = null;
    }

    /** acorn adds up digits in doubles, which rounds at each digit beyond 2^53; the host rounds once. */
    override readRadixNumber(radix: number): void {
      const start = this.pos;
      super.readRadixNumber(radix);
      if (typeof this.value === 'number' && this.value > Number.MAX_SAFE_INTEGER) {
        this.value = Number(this.input.slice(start, this.pos).replaceAll('_', ''));
      }
    }
  };
}

function fail(parser: AcornParser, message: string, pos: number): never {
  const [code, args] = translateMessage(message, parser, pos);
  // acorn names the first unit of a pattern; the literal starts at its slash.
  const isPattern = code === 'InvalidRegExp' || code === 'InvalidRegExpFlags' || code === 'UnterminatedRegExp';
  throw new ParseFailure(code, args, isPattern ? parser.start : pos);
}

/** An arrow behind what is no list of parameters. */
function refuseArrow(parser: AcornParser, before: AcornNode): void {
  const isOnNewLine = /[\n\r\u2028\u2029]/.test(parser.input.slice(parser.lastTokEnd, parser.start));
  if (before.type === 'ArrowFunctionExpression' || isOnNewLine) return;
  throw new ParseFailure('MalformedArrowParameters', [], before.start);
}

/** A private name outside of classes, or dots, where an expression begins. */
function refuseOperand(parser: AcornParser): void {
  if (parser.type === tokTypes.ellipsis) {
    const [code, args] = unexpectedDots(parser);
    throw new ParseFailure(code, args, parser.start);
  }
  if (parser.privateNameStack.length === 0)
    throw new ParseFailure('UndeclaredPrivateName', [String(parser.value)], parser.start);
}

function tooDeep(pos: number): never {
  throw new ParseFailure('NestedTooDeeply', [], pos);
}

/** `const x;` where no initialiser follows and it isn't the head of a for-in or for-of loop. */
export function checkConstInitializer(parser: AcornParser, declarator: AcornNode, kind: string): void {
  if (kind !== 'const' || parser.type === tokTypes.eq || parser.type === tokTypes._in || parser.isContextual('of'))
    return;
  const { id } = declarator as AcornNode & { id: AcornNode };
  throw new ParseFailure('MissingInitializer', [id.type === 'Identifier' ? 'const' : 'destructuring'], id.start);
}

const STAR = /(?:\s|\/\*[^]*?\*\/)*\*/y;
const LEXICAL_BINDING = /\s*\[|[^\S\n\r\u2028\u2029]+[$_{\\\p{ID_Start}]/uy;
const OPERATOR_WORD = /\s*(?:in|instanceof|of)\b/y;

/** Declarations where only a statement may stand (a loop's or branch's body), which V8 has words for. */
function checkSingleStatement(parser: AcornParser, context: string): void {
  const at = parser.start;
  if (parser.type === tokTypes._function) {
    STAR.lastIndex = parser.end;
    const isOwnStatement = context === 'if' || context === 'label';
    if (STAR.test(parser.input)) throw new ParseFailure('GeneratorPosition', [], at);
    if (parser.strict) throw new ParseFailure('StrictFunctionPosition', [], at);
    if (!isOwnStatement) throw new ParseFailure('SloppyFunctionPosition', [], at);
  } else if (parser.type === tokTypes.name && !parser.containsEsc) {
    if (parser.value === 'async' && parser.isAsyncFunction()) throw new ParseFailure('AsyncFunctionPosition', [], at);
    if (parser.value === 'let') {
      LEXICAL_BINDING.lastIndex = parser.end;
      OPERATOR_WORD.lastIndex = parser.end;
      if (LEXICAL_BINDING.test(parser.input) && !OPERATOR_WORD.test(parser.input)) {
        throw new ParseFailure('LexicalInSingleStatement', [], at);
      }
    }
  }
}
