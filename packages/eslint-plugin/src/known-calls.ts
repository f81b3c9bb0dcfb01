/** What well-known functions do with the functions that they are given, by name: a linter does not see whose they are. */

/** Call them before they return, and keep nothing. */
export const CALLED_AT_ONCE: ReadonlySet<string> = new Set([
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'map',
  'reduce',
  'reduceRight',
  'replace',
  'replaceAll',
  'some',
  'sort',
  'toSorted',
  'useMemo',
  'useState',
]);

/** Keep them until somebody takes them back, on nothing in sight. */
export const KEPT_FOREVER: ReadonlySet<string> = new Set([
  'setInterval',
  'useCallback',
  'useEffect',
  'useImperativeHandle',
  'useInsertionEffect',
  'useLayoutEffect',
]);

/** Methods that keep them on the object that they are called on. */
export const KEPT_ON_RECEIVER: ReadonlySet<string> = new Set([
  'add',
  'addEventListener',
  'addListener',
  'on',
  'prependListener',
  'push',
  'set',
  'subscribe',
  'unshift',
]);

/** Have their first argument, or what is in it, as their result. */
export const goesThrough: ReadonlySet<string> = new Set([
  'new Array',
  'new Map',
  'new Proxy',
  'new Set',
  'Object.freeze',
  'Object.preventExtensions',
  'Object.seal',
]);
