/**
 * V8 keeps the captured variables of a scope in one Context, which every closure made in the scope refers to, used or not. So a closure
 * that outlives its scope keeps alive what only others, long gone, have used. This rule reports such variables, where the source alone
 * proves it: all closures that use the variable are gone with the call, and one that does not use it outlives it.
 */
import type { V8Mode } from '@saguaro/engine';
import type { AST, Rule, SourceCode } from 'eslint';
import { type Finding, findNeedlessCaptures } from './findings.ts';
import { isFunction, parentOf } from './names.ts';
import { type SizeClass, sizeClasses } from './size.ts';
import { clearing } from './suggestion.ts';
import type { SourceNode } from './tree.ts';

const defaultSizes: readonly SizeClass[] = ['buffer', 'collection', 'object', 'unknown'];

export const noNeedlessCapture: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow variables that stay alive for closures that do not use them',
      recommended: true,
    },
    hasSuggestions: true,
    defaultOptions: [{ sizes: [...defaultSizes] }],
    schema: [
      {
        type: 'object',
        properties: {
          sizes: {
            type: 'array',
            items: { enum: [...sizeClasses] },
            uniqueItems: true,
            description: 'How large what a variable holds must be, as far as the source shows, to be worth a warning.',
          },
        },
        additionalProperties: false,
      },
    ],
    messages: {
      captured:
        "'{{name}}' stays alive as long as {{holder}} (line {{holderLine}}), which does not use it: {{user}} (line {{userLine}}) does, and V8 keeps all captured variables of a scope together. Use it outside of closures, make the one that stays in a scope of its own, or clear the variable when it is done with.",
      arguments:
        "'{{name}}' stays alive as long as {{holder}} (line {{holderLine}}), which does not use it: where sloppy code says `arguments`, V8 keeps all parameters for closures. Use a rest parameter or strict mode.",
      catch:
        "'{{name}}' stays alive as long as {{holder}} (line {{holderLine}}), which does not use it: V8 keeps what a `catch` names for all closures inside it. Make {{holder}} outside of the `catch`.",
      eval: "'{{name}}' stays alive as long as {{holder}} (line {{holderLine}}), which does not use it: the `eval` on line {{atLine}} may name it, so V8 keeps it for all closures. Use an indirect `eval`, or move it to a function of its own.",
      with: "'{{name}}' stays alive as long as {{holder}} (line {{holderLine}}), which does not use it: the `with` on line {{atLine}} looks names up at run time, so V8 keeps it for all closures. Do without `with`.",
      clear: "Set '{{name}}' to null when it is done with.",
    },
  },
  create(context) {
    const { sourceCode } = context;
    const [options] = context.options as [{ readonly sizes?: readonly SizeClass[] } | undefined];
    const sizes = new Set(options?.sizes ?? defaultSizes);
    return {
      'Program:exit'(program) {
        const findings = findNeedlessCaptures(
          program as unknown as SourceNode,
          modeOf(context, program as unknown as SourceNode),
          sourceCode.scopeManager,
        );
        for (const finding of findings) if (sizes.has(finding.size)) context.report(described(finding, sourceCode));
      },
    };
  },
};

function modeOf({ languageOptions }: Rule.RuleContext, program: SourceNode): V8Mode {
  const type = languageOptions['sourceType'] ?? program['sourceType'];
  return type === 'module' || type === 'commonjs' ? type : 'script';
}

function described(finding: Finding, sourceCode: SourceCode): Rule.ReportDescriptor {
  const { name, holder, rule, at } = finding;
  const [user = null] = finding.users;
  const data = {
    name,
    holder: nameOf(holder.node),
    holderLine: String(lineOf(holder.node, sourceCode)),
    user: user === null ? 'code' : nameOf(user.node),
    userLine: user === null ? '' : String(lineOf(user.node, sourceCode)),
    atLine: at < 0 ? '' : String(sourceCode.getLocFromIndex(at).line),
  };
  const fix = clearing(finding);
  return {
    loc: locationOf(finding, sourceCode),
    messageId: rule,
    data,
    suggest: fix === null ? [] : [{ messageId: 'clear', data, fix }],
  };
}

/** The declared name; for `this` and `arguments`, the head of the function. */
function locationOf({ variable, home, block }: Finding, sourceCode: SourceCode): AST.SourceLocation {
  const [identifier] = variable?.identifiers ?? [];
  if (identifier?.loc) return identifier.loc;
  const body = home?.['body'] as SourceNode | undefined;
  const start = home?.range?.[0] ?? block.start;
  return {
    start: sourceCode.getLocFromIndex(start),
    end: sourceCode.getLocFromIndex(body?.range?.[0] ?? start + 1),
  };
}

function lineOf(node: SourceNode, sourceCode: SourceCode): number {
  return sourceCode.getLocFromIndex(node.range?.[0] ?? 0).line;
}

/** What people call a function: its name, or that of what it is assigned to. */
function nameOf(node: SourceNode): string {
  if (node.type === 'ClassBody') return named(parentOf(node)?.['id'], 'a class');
  const own = named(node['id'], '');
  if (own !== '') return own;
  const parent = parentOf(node);
  switch (parent?.type) {
    case 'VariableDeclarator':
      return named(parent['id'], 'a function');
    case 'AssignmentExpression':
      return parent['right'] === node ? named(parent['left'], 'a function') : 'a function';
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return parent['computed'] === true ? 'a function' : named(parent['key'], 'a function');
    default:
      return isFunction(node) ? 'a function' : 'code';
  }
}

function named(node: unknown, otherwise: string): string {
  const { type, name, property } = (node ?? {}) as { type?: string; name?: string; property?: unknown };
  if (type === 'MemberExpression') return named(property, otherwise);
  return (type === 'Identifier' || type === 'PrivateIdentifier') && name !== undefined ? `'${name}'` : otherwise;
}
