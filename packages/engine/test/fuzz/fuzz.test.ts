/** Generated programs answer as they do in the host's own engine. More of them: `node packages/engine/test/fuzz/main.mjs COUNT SEED`. */
import * as engine from '@saguaro/engine';
import { expect, it } from 'vitest';
import { difference } from './compare.mjs';
import { generate } from './generate.mjs';

const PROGRAMS = 300;
const OTHERS = ['linked', 'frame', 'table'] as const;

it(`${PROGRAMS} generated programs do in the engine what they do in the host`, async () => {
  // A generated program may leave a rejection unhandled in the host.
  const ignore = (): void => undefined;
  process.on('unhandledRejection', ignore);
  try {
    const found: string[] = [];
    for (let seed = 1; seed <= PROGRAMS; seed++)
      for (const storage of ['flat', OTHERS[seed % 3] as string]) {
        const text = await difference(engine, generate(seed), storage);
        if (text !== null) found.push(`seed ${seed}, ${storage}: ${text}`);
      }
    expect(found).toEqual([]);
  } finally {
    process.off('unhandledRejection', ignore);
  }
}, 120_000);
