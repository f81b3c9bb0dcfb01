/**
 * @saguaro/engine/static: what can be said of a program without running it. A part of the API by itself, so that a page can answer while
 * the machine is still being loaded. The same functions as `@saguaro/engine` has.
 */
export { explainSource } from './explain/static.ts';
export { loadTypeScript } from './parser/parse.ts';
export { SaguaroSyntaxError } from './parser/syntax-error.ts';
export type { StorageStrategy } from './storage/plan.ts';
