import { describe, expect, it } from 'vitest';
import { LineMap } from '../parser/line-map.ts';
import type { Binding } from '../scope/scope.ts';
import { analysed } from '../scope/testing.ts';
import { SOURCE, V8_VERSION, VARIABLES } from './fixtures/contexts.ts';
import { planStorage } from './plan.ts';

/**
 * `linked` is V8's way, so it keeps on the heap what V8 keeps in Contexts. Known differences, which the program avoids: V8 puts each
 * simple `catch (e)` in a Context, captured or not, and the parameters of a sloppy function that uses nothing but `arguments.length`.
 */
describe('linked against V8', () => {
  it(`agrees on every variable (V8 ${V8_VERSION})`, () => {
    const lines = new LineMap(SOURCE);
    const { tree } = analysed(SOURCE);
    planStorage(tree, 'linked');
    const ours = new Map<string, string>();
    for (const scope of tree.scopes) {
      for (const binding of scope.bindings.values()) {
        const { line, column } = lines.position(binding.start);
        ours.set(`${line}:${column} ${binding.kind} ${binding.name}`, placeInV8(binding));
      }
    }
    for (const verdict of VARIABLES) {
      const [variable, storage] = verdict.split(': ') as [string, string];
      expect(`${variable}: ${ours.get(variable)}`).toBe(`${variable}: ${storage}`);
    }
    expect(VARIABLES.length).toBeGreaterThan(100);
  });
});

function placeInV8({ place }: Binding): string {
  switch (place.kind) {
    case 'register':
      return 'stack';
    case 'global':
      return place.lexical ? 'context' : 'global-property';
    case 'module':
      return 'module-cell';
    default:
      return 'context';
  }
}
