import type { FunctionInfo } from './scope.ts';

/** What people call a function: its name, `<anonymous>` or `<top level>`. */
export function functionLabel(fn: FunctionInfo): string {
  switch (fn.role) {
    case 'script':
    case 'module':
    case 'eval':
      return '<top level>';
    default:
      return fn.name === '' ? '<anonymous>' : fn.name;
  }
}
