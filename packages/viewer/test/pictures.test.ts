/**
 * The pictures of docs/viewer/ are as the page is. Compared where they were made with the same browser, platform and fonts; renewed by
 * `npm run pictures -w packages/viewer`, for people to look at before they are kept.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './browser.ts';
import { findBrowser } from './chromium.mjs';
import { type MadeWith, madeWith, PICTURES, take } from './gallery.ts';

const executable = await findBrowser();
const renews = process.env['SAGUARO_PICTURES'] === 'renew';
const folder = new URL('../../../docs/viewer/', import.meta.url);
const differences = new URL('../../../.cache/pictures/', import.meta.url);
const record = new URL('made-with.json', folder);
/** Of all points of a picture so many may differ: a few hundred, about as many as one word has. */
const MOST = 0.0003;

/** The part of points that differ, with a picture of them; null: the sizes differ. */
function difference(a: Buffer, b: Buffer): { readonly part: number; readonly picture: Buffer } | null {
  const [one, other] = [PNG.sync.read(a), PNG.sync.read(b)];
  const { width, height } = one;
  if (width !== other.width || height !== other.height) return null;
  const diff = new PNG({ width, height });
  const count = pixelmatch(one.data, other.data, diff.data, width, height, { threshold: 0.15 });
  return { part: count / (width * height), picture: PNG.sync.write(diff) };
}

describe.skipIf(executable === undefined)('the pictures of the documentation', () => {
  let stage: Stage;
  let here: MadeWith;
  beforeAll(async () => {
    stage = await setStage(executable as string);
    here = await madeWith(stage);
    if (renews) writeFileSync(record, `${JSON.stringify(here, null, 2)}\n`);
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    expect(stage.complaints).toEqual([]);
  });

  it.each(PICTURES)('$name', async (picture) => {
    const kept = JSON.parse(readFileSync(record, 'utf8')) as MadeWith;
    const file = new URL(`${picture.name}.png`, folder);
    if (JSON.stringify(kept) !== JSON.stringify(here)) {
      console.log(
        `${picture.name}.png is not compared: it was made with ${JSON.stringify(kept)}, here is ${JSON.stringify(here)}`,
      );
      return;
    }
    const now = await take(stage, picture);
    if (renews) {
      writeFileSync(file, now);
      return;
    }
    const found = difference(readFileSync(file), now);
    if (found !== null && found.part <= MOST) return;
    mkdirSync(differences, { recursive: true });
    const saved = fileURLToPath(new URL(`${picture.name}.png`, differences));
    writeFileSync(saved, now);
    if (found !== null) writeFileSync(saved.replace('.png', '-difference.png'), found.picture);
    expect.fail(
      `${picture.name}.png is not what the page shows any more (${found === null ? 'another size' : `${(100 * found.part).toFixed(2)} % differ`}; see ${saved}). If that is as it should be: npm run pictures -w packages/viewer`,
    );
  });

  it('are told from others', async () => {
    const [one, other] = await Promise.all(
      PICTURES.slice(0, 2).map((picture) => readFileSync(new URL(`${picture.name}.png`, folder))),
    );
    expect(difference(one as Buffer, other as Buffer)).toBeNull();
    const flat = readFileSync(new URL('leak-flat.png', folder));
    const linked = readFileSync(new URL('leak-linked.png', folder));
    expect(difference(flat, flat)?.part).toBe(0);
    expect(difference(flat, linked)?.part).toBeGreaterThan(10 * MOST);
  });
});
