import { describe, expect, it } from 'vitest';
import { importPlace } from './import-place.ts';

const source = `
import { a } from "./a.js";
export * from
  './b.js';
import 'pkg';
const lazy = () => import('pkg/sub');
`;
const sourceOf = (file: string) => (file === 'file:///app/main.mjs' ? source : undefined);
const place = (what: string) =>
  importPlace(
    `[Error [ERR_MODULE_NOT_FOUND]: Cannot find ${what} imported from /app/main.mjs: it is not there]`,
    sourceOf,
  );

describe('the place of an import that has led to nothing', () => {
  it.each([
    ["module '/app/a.js'", 2, 19],
    ["module '/app/b.js'", 4, 3],
    ["package 'pkg'", 5, 8],
  ])('%s', (what, line, column) => {
    expect(place(what)).toEqual({ file: 'file:///app/main.mjs', line, column });
  });

  it('is not told where nobody knows', () => {
    expect(place("module '/app/other.js'")).toBeUndefined();
    expect(importPlace('Error: x', sourceOf)).toBeUndefined();
    expect(
      importPlace("[ERR_MODULE_NOT_FOUND]: Cannot find module '/a.js' imported from /b.js: it is not there", sourceOf),
    ).toBeUndefined();
  });
});
