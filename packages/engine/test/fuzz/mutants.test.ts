/** Damaged programs are refused or run. More of them: `node packages/engine/test/fuzz/mutants.mjs COUNT SEED`. */
import * as engine from '@saguaro/engine';
import { expect, it } from 'vitest';
import { counts, mutant, sources, wrong } from './mutants.mjs';

const MUTANTS = 500;

it(`${MUTANTS} damaged programs make the engine throw no error of its own`, async () => {
  await engine.loadTypeScript();
  const all = sources();
  const found: string[] = [];
  for (let seed = 1; seed <= MUTANTS; seed++) {
    const text = wrong(engine, mutant(all, seed));
    if (text !== null) found.push(`seed ${seed}: ${text}`);
  }
  expect(found).toEqual([]);
  // Some are no damage to the grammar, so that what comes after the parser is tested too.
  expect(counts.ran).toBeGreaterThan(MUTANTS / 20);
  expect(counts.refused).toBeGreaterThan(MUTANTS / 4);
}, 120_000);
