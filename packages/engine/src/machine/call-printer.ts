/**
 * Expressions as V8's messages print them: what has a name or is a short literal as it stands, the arguments of a call as `(...)`, and
 * everything that only an expression makes as `(intermediate value)`.
 */
import type { Expression, MemberExpression, Node } from '../parser/ast.ts';
import { parse } from '../parser/parse.ts';
import { foldedConstant } from './expression-positions.ts';

/** Longer ones are not parsed again for the sake of a message. */
const MAX_LENGTH = 4096;

/** What V8 prints for everything that has no text. */
export const INTERMEDIATE = '(intermediate value)';

/**
 * Prints the expression that `text`, in async code or not, is; null where it cannot be told (it is too long, or no JavaScript). Of an
 * optional chain there is something to print only from within: `inChain`.
 */
export function printExpression(text: string, inAsync: boolean, inChain: boolean): string | null {
  // The usual case, without a parser: `a`, `a.b`, `this.a`.
  if (PLAIN.test(text)) return text;
  const node = parseExpression(text, inAsync);
  return node === null
    ? null
    : new Printer(false).find(inChain && node.type === 'ChainExpression' ? node.expression : node);
}

const PLAIN = /^(?!(?:super|new)\b)[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;

/** Parses an expression that stood anywhere: in a method, a generator, a class. */
function parseExpression(text: string, inAsync: boolean): Expression | null {
  if (text.length > MAX_LENGTH) return null;
  const privateNames = new Set(
    Array.from(text.matchAll(/#([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu), (match) => match[1] as string),
  );
  const allow = { newTarget: true, superProperty: true, superCall: true, privateNames };
  // In a function that is not async `await` is a name, and in one of its calls that is all there is of it.
  const around = [
    ['(', '\n)'],
    ['(async function* () { (', '\n) })'],
  ] as const;
  for (const [before, after] of inAsync ? [...around].reverse() : around) {
    try {
      const { program } = parse(before + text + after, { name: '', kind: 'eval', allow });
      const statement = program.body[0];
      if (program.body.length !== 1 || statement?.type !== 'ExpressionStatement') return null;
      if (before === '(') return statement.expression;
      if (statement.expression.type !== 'FunctionExpression') return null;
      const inner = statement.expression.body.body[0];
      return inner?.type === 'ExpressionStatement' ? inner.expression : null;
    } catch {
      // `await` and `yield` parse in the second form only; TypeScript in none.
    }
  }
  return null;
}

/** Of what is iterated, V8 prints calls without their arguments, and `new` as a call. */
export class Printer {
  private readonly ofIterable: boolean;

  constructor(ofIterable: boolean) {
    this.ofIterable = ofIterable;
  }

  /** The printed form, or what stands for a part that prints nothing. */
  find(node: Node): string {
    const text = this.print(node);
    return text === '' ? INTERMEDIATE : text;
  }

  private print(node: Node): string {
    const folded = foldedConstant(node);
    if (folded !== undefined) return String(folded);
    switch (node.type) {
      case 'Identifier':
        return node.name;
      case 'ThisExpression':
        return 'this';
      case 'Super':
        return 'super';
      case 'MetaProperty':
        return node.meta.name === 'new' ? '.new.target' : '';
      case 'Literal':
        if (node.regex !== undefined) return `/${node.regex.pattern}/${node.regex.flags}`;
        if (node.bigint !== undefined) return '';
        return typeof node.value === 'string' ? `"${node.value}"` : String(node.value);
      case 'TemplateLiteral':
        if (node.expressions.length === 0) return `"${node.quasis[0]?.value.cooked ?? ''}"`;
        return node.expressions.map((part) => this.find(part)).join('');
      case 'MemberExpression':
        return this.member(node);
      case 'CallExpression':
        return this.find(node.callee) + this.arguments();
      case 'NewExpression':
        return this.ofIterable ? this.find(node.callee) : '';
      case 'TaggedTemplateExpression':
        return this.find(node.tag) + this.arguments();
      case 'ImportExpression':
        return `ImportCall(${this.find(node.source)})`;
      case 'AssignmentExpression':
        return this.find(node.left);
      case 'UnaryExpression':
        return `(${node.operator}${/^[a-z]/.test(node.operator) ? ' ' : ''}${this.find(node.argument)})`;
      case 'UpdateExpression':
        return node.prefix
          ? `(${node.operator}${this.find(node.argument)})`
          : `(${this.find(node.argument)}${node.operator})`;
      case 'BinaryExpression':
      case 'LogicalExpression':
        return `(${this.operands(node, node.operator).join(` ${node.operator} `)})`;
      case 'SequenceExpression':
        return `(${node.expressions.map((part) => this.find(part)).join(' , ')})`;
      case 'ConditionalExpression':
        return INTERMEDIATE.repeat(3);
      case 'ArrayExpression':
      case 'ArrayPattern':
        return `[${node.elements.map((element) => (element === null ? INTERMEDIATE : this.find(element))).join(',')}]`;
      case 'SpreadElement':
        return `(...${this.find(node.argument)})`;
      case 'ObjectExpression':
        return `{${INTERMEDIATE.repeat(node.properties.length)}}`;
      default:
        return '';
    }
  }

  private arguments(): string {
    return this.ofIterable ? '' : '(...)';
  }

  /** The operands of a run of one operator, which V8 holds as one node. */
  private operands(node: Node, operator: string): string[] {
    const out: string[] = [];
    let at = node;
    while ((at.type === 'BinaryExpression' || at.type === 'LogicalExpression') && at.operator === operator) {
      out.unshift(this.find(at.right));
      at = at.left;
    }
    out.unshift(this.find(at));
    return out;
  }

  private member(node: MemberExpression): string {
    const { object, property, optional } = node;
    const before = object.type === 'Super' ? INTERMEDIATE : this.find(object);
    if (property.type === 'PrivateIdentifier') return `${before}${optional ? '?.' : ''}[#${property.name}]`;
    const name = !node.computed && property.type === 'Identifier' ? property.name : stringKey(property);
    if (name !== null) return `${before}${optional ? '?' : ''}.${name}`;
    return `${before}${optional ? '?.' : ''}[${this.find(property)}]`;
  }
}

/** A computed key that is a string, which V8 prints as it prints a name. */
function stringKey(key: Expression): string | null {
  if (key.type === 'Literal') return typeof key.value === 'string' ? key.value : null;
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? '';
  return null;
}
