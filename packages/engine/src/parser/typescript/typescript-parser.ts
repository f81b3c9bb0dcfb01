import { tsPlugin } from '@sveltejs/acorn-typescript';
import { type Parser, tokTypes } from 'acorn';
import {
  type AcornNode,
  type AcornParser,
  type AcornParserClass,
  BaseParser,
  type DestructuringErrors,
  type ForInit,
} from '../acorn-internals.ts';
import { checkConstInitializer, withCore } from '../core-parser.ts';
import { MAX_NESTING } from '../nesting.ts';
import { ParseFailure } from '../parse-failure.ts';
import { isExpressionWrapper } from './typescript-nodes.ts';

/** What the plugin adds to acorn's parser and this module overrides or calls. */
interface TypeScriptParserBase extends AcornParser {
  /** Ours (core-parser.ts). */
  nesting: number;
  tryParse(attempt: (abort: () => never) => AcornNode): { node: AcornNode | null };
  tsParseEnumMember(): AcornNode;
  tsTryParseTypeParameters(parseModifiers?: (node: AcornNode) => void): AcornNode | undefined;
  tsParseConstModifier(node: AcornNode): void;
  /** 'type' inside `import type`. */
  importOrExportOuterKind: string | undefined;
  /** Inside `declare`. */
  isAmbientContext: boolean;
  toAssignable(
    node: AcornNode,
    isBinding?: boolean,
    errors?: DestructuringErrors,
    preserveWrapper?: boolean,
  ): AcornNode;
  parseImportSpecifiers(): AcornNode[];
  isSimpleParamList(parameters: readonly AcornNode[]): boolean;
  tsParseExpressionStatement(node: AcornNode, expression: AcornNode): AcornNode | undefined;
  parseLiteral(value: unknown): AcornNode;
  startNode(): AcornNode;
  finishNode(node: AcornNode, type: string): AcornNode;
}

/** The plugin's binding type for names that are types only and may be declared again. */
const BIND_TS_INTERFACE = 7;

/** acorn's own methods, where they know more than the plugin's. */
const acornPrototype = BaseParser.prototype as {
  parseDynamicImport(this: AcornParser, node: AcornNode): AcornNode;
  parseWithClause(this: AcornParser): AcornNode[];
};

type TypeScriptParserClass = new (...parameters: ConstructorParameters<AcornParserClass>) => TypeScriptParserBase;

const PluginParser = tsPlugin()(withCore(BaseParser) as unknown as typeof Parser) as unknown as TypeScriptParserClass;

/** The plugin's parser, with what lies above it: nesting where it goes its own way, and two gaps closed. */
export class TypeScriptParser extends PluginParser {
  isTypeImport = false;

  override parseMaybeAssign(
    forInit?: ForInit,
    errors?: DestructuringErrors | null,
    afterLeftParse?: unknown,
  ): AcornNode {
    if (++this.nesting > MAX_NESTING) throw new ParseFailure('NestedTooDeeply', [], this.start);
    const node = super.parseMaybeAssign(forInit, errors, afterLeftParse);
    this.nesting--;
    return node;
  }

  /** A failed attempt leaves by throwing, past the places that count down. */
  override tryParse(attempt: (abort: () => never) => AcornNode): { node: AcornNode | null } {
    const { nesting } = this;
    const result = super.tryParse(attempt);
    this.nesting = nesting;
    return result;
  }

  /** The core's loop knows the operators, the plugin knows `as` and `satisfies`: take turns until neither goes on. */
  override parseExprOp(
    left: AcornNode,
    startPos: number,
    startLoc: unknown,
    minPrecedence: number,
    forInit?: ForInit,
  ): AcornNode {
    let result = left;
    for (;;) {
      const longer = super.parseExprOp(result, startPos, startLoc, minPrecedence, forInit);
      if (longer === result) return result;
      result = longer;
    }
  }

  /** The plugin knows `<const T>` on declarations, but not on types and signatures. */
  override tsTryParseTypeParameters(parseModifiers?: (node: AcornNode) => void): AcornNode | undefined {
    return super.tsTryParseTypeParameters(parseModifiers ?? this.tsParseConstModifier);
  }

  override parseVarId(declarator: AcornNode, kind: string): void {
    super.parseVarId(declarator, kind);
    if (!this.isAmbientContext) checkConstInitializer(this, declarator, kind);
  }

  override parseImportSpecifiers(): AcornNode[] {
    this.isTypeImport = this.importOrExportOuterKind === 'type';
    const specifiers = super.parseImportSpecifiers();
    this.isTypeImport = false;
    return specifiers;
  }

  /** A value may have the name of an imported type. */
  override declareName(name: string, bindingType: number, pos: number): void {
    super.declareName(name, this.isTypeImport ? BIND_TS_INTERFACE : bindingType, pos);
  }

  /** `for (a as T of b)`, which the plugin takes for a parameter. */
  override toAssignable(
    node: AcornNode,
    isBinding?: boolean,
    errors?: DestructuringErrors,
    preserveWrapper?: boolean,
  ): AcornNode {
    const isLoopHead = this.type === tokTypes._in || this.isContextual('of');
    if (isLoopHead && isExpressionWrapper(node)) return super.toAssignable(node, true, errors, true);
    return super.toAssignable(node, isBinding, errors, preserveWrapper);
  }

  /** A parameter property is a plain parameter once erased. */
  override isSimpleParamList(parameters: readonly AcornNode[]): boolean {
    return super.isSimpleParamList(
      parameters.map((parameter) => (parameter.type === 'TSParameterProperty' ? parameter['parameter'] : parameter)),
    );
  }

  /** `type;` is an expression; the plugin swallows the semicolon before it gives up. */
  override tsParseExpressionStatement(node: AcornNode, expression: AcornNode): AcornNode | undefined {
    return this.type === tokTypes.semi ? undefined : super.tsParseExpressionStatement(node, expression);
  }

  /** acorn's own: the plugin's takes two string keys for the same. */
  parseMaybeImportAttributes(node: AcornNode): void {
    node['attributes'] = acornPrototype.parseWithClause.call(this);
  }

  /** acorn's own: the plugin's knows no options and no comma at the end. */
  parseDynamicImport(node: AcornNode): AcornNode {
    return acornPrototype.parseDynamicImport.call(this, node);
  }

  /** The plugin knows no `enum E { ['a'] = 1 }`. */
  override tsParseEnumMember(): AcornNode {
    if (this.type !== tokTypes.bracketL) return super.tsParseEnumMember();
    const node = this.startNode();
    this.next();
    if ((this.type as unknown) !== tokTypes.string) {
      throw new ParseFailure('Other', ['Computed property names are not allowed in enums.'], this.start);
    }
    node['id'] = this.parseLiteral(this.value);
    this.expect(tokTypes.bracketR);
    if (this.eat(tokTypes.eq)) node['initializer'] = this.parseMaybeAssign();
    return this.finishNode(node, 'TSEnumMember');
  }
}
