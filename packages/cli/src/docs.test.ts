import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { docsPages } from './docs.ts';

const folder = new URL('../../../docs/cli/', import.meta.url);

it('docs/cli is what the declarations say (npm run build writes it)', () => {
  const pages = docsPages();
  expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  for (const [path, text] of pages) expect(readFileSync(new URL(path, folder), 'utf8')).toBe(text);
});
