/** One sentence for each variable: which of V8's rules put it where it is. */
import type { LineMap } from '../../parser/line-map.ts';
import type { HeapRule, V8Use, V8Variable } from './scope.ts';

export function whyInV8(variable: V8Variable, lines: LineMap, suspends: boolean): string {
  const { location, kind } = variable;
  switch (location.kind) {
    case 'script-context':
      return `top-level \`${kind}\` of a script: V8 keeps these in the script context, used or not`;
    case 'global':
      return kind === 'function'
        ? 'top-level function of a script is a property of the global object'
        : 'top-level `var` of a script is a property of the global object';
    case 'module-cell':
      if (kind !== 'import') return 'exported, so it lives in a cell that the importing modules share';
      return variable.namespace
        ? "imports a module's namespace, which the module keeps"
        : 'imported, so it is the cell of the module that exports it';
    case 'context':
      return contextReason(variable, location.rule, lines);
    case 'stack':
      return stackReason(variable, suspends);
  }
}

function contextReason(variable: V8Variable, rule: HeapRule, lines: LineMap): string {
  const { captures, forcedAt, name } = variable;
  switch (rule) {
    case 'captured':
      return `${captors(captures ?? [], lines)} it, so V8 allocates it in a Context, which all closures of this scope share`;
    case 'with':
      return `the \`with\` on line ${lines.line(forcedAt)} looks names up at run time, so V8 keeps what it may find in a Context`;
    case 'eval':
      return `the \`eval\` on line ${lines.line(forcedAt)} may name anything around it, so V8 keeps all variables of the scopes around it in Contexts`;
    case 'arguments':
      return 'sloppy `arguments` and the parameters stand for each other, so V8 keeps all parameters in a Context';
    case 'catch':
      return 'V8 keeps what a `catch` names in a Context of its own, captured or not';
    case 'private':
      return name.startsWith('#')
        ? 'private names live in the Context of their class'
        : 'V8 keeps it in the Context of the class';
    case 'static-private':
      return 'static private methods are checked against the class, so V8 keeps it in the Context of the class';
  }
}

function captors(captures: readonly V8Use[], lines: LineMap): string {
  const [first] = captures;
  if (first === undefined) return 'a function inside mentions';
  const { label, start } = first.fn;
  const more = captures.length - 1;
  const one = `${label === '<anonymous>' ? 'a function' : `\`${label}\``} on line ${lines.line(start)}`;
  if (more === 0) return `${one} mentions`;
  return `${one} and ${more === 1 ? 'another' : `${more} others`} mention`;
}

function stackReason({ used, kind }: V8Variable, suspends: boolean): string {
  if (!used && kind !== 'param') return 'nothing uses it, so V8 allocates nothing for it';
  if (suspends) {
    return 'no function inside mentions it; while its function is suspended, its registers lie in the generator object';
  }
  return 'no function inside mentions it, so it stays in the frame';
}
