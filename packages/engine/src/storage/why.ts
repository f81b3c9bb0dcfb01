import type { LineMap } from '../parser/line-map.ts';
import type { ScopeTree } from '../scope/scope.ts';
import type { StorageStrategy } from './plan.ts';

export function giveReasons(_tree: ScopeTree, _strategy: StorageStrategy, _lines: LineMap): void {}
