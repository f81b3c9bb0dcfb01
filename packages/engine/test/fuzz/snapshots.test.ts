/** Hostile snapshots neither crash nor hang nor reach the host. More of them: `node packages/engine/test/fuzz/snapshots.mjs COUNT SEED`. */
import { expect, it } from 'vitest';
import * as engine from '../../src/index.ts';
import { counts, mutate, seeds, wrong } from './snapshots.mjs';

const SNAPSHOTS = 1500;

it(`${SNAPSHOTS} damaged and forged snapshots are refused, or run within the machine`, () => {
  const all = seeds();
  const found: string[] = [];
  for (let seed = 1; seed <= SNAPSHOTS; seed++) {
    const text = wrong(engine, mutate(all, seed));
    if (text !== null) found.push(`seed ${seed}: ${text}`);
  }
  expect(found).toEqual([]);
  // Some get past every check, so that what comes after is tested too.
  expect(counts.restored).toBeGreaterThan(20);
}, 120_000);
