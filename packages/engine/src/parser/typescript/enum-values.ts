import type { Expression } from '../ast.ts';

/** The value of an enum member that is known without running anything. */
export type EnumValue = string | number;

/** Looks up `name` (a member of the enum being declared) or `enumName.name`. */
export type EnumLookup = (name: string, enumName: string | null) => EnumValue | undefined;

/** The value of a constant enum expression (TypeScript handbook, "Computed and constant members"); undefined if it is none. */
export function enumValue(node: Expression, lookup: EnumLookup): EnumValue | undefined {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number' || typeof node.value === 'string' ? node.value : undefined;
    case 'TemplateLiteral': {
      let text = node.quasis[0]?.value.cooked ?? '';
      for (let i = 0; i < node.expressions.length; i++) {
        const value = enumValue(node.expressions[i] as Expression, lookup);
        if (value === undefined) return undefined;
        text += value + (node.quasis[i + 1]?.value.cooked ?? '');
      }
      return text;
    }
    case 'Identifier':
      return lookup(node.name, null) ?? (node.name === 'NaN' ? NaN : node.name === 'Infinity' ? Infinity : undefined);
    case 'MemberExpression': {
      if (node.object.type !== 'Identifier') return undefined;
      const { property } = node;
      if (!node.computed) return property.type === 'Identifier' ? lookup(property.name, node.object.name) : undefined;
      return property.type === 'Literal' ? lookup(String(property.value), node.object.name) : undefined;
    }
    case 'UnaryExpression':
      return unary(node.operator, enumValue(node.argument, lookup));
    case 'BinaryExpression':
      if (node.left.type === 'PrivateIdentifier') return undefined;
      return binary(node.operator, enumValue(node.left, lookup), enumValue(node.right, lookup));
    default:
      return undefined;
  }
}

/** Whether the value of `node` is a string by its syntax alone: such a member gets no reverse mapping. */
export function isSyntacticString(node: Expression): boolean {
  if (node.type === 'TemplateLiteral') return true;
  if (node.type === 'Literal') return typeof node.value === 'string';
  if (node.type !== 'BinaryExpression' || node.operator !== '+' || node.left.type === 'PrivateIdentifier') return false;
  return isSyntacticString(node.left) || isSyntacticString(node.right);
}

function unary(operator: string, value: EnumValue | undefined): EnumValue | undefined {
  if (typeof value !== 'number') return undefined;
  switch (operator) {
    case '+':
      return value;
    case '-':
      return -value;
    case '~':
      return ~value;
    default:
      return undefined;
  }
}

function binary(operator: string, left: EnumValue | undefined, right: EnumValue | undefined): EnumValue | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'string' || typeof right === 'string') return operator === '+' ? `${left}${right}` : undefined;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return left ** right;
    case '|':
      return left | right;
    case '&':
      return left & right;
    case '^':
      return left ^ right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    case '>>>':
      return left >>> right;
    default:
      return undefined;
  }
}
