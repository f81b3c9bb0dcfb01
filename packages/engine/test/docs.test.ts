/** The examples of the documentation run and print what they say. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

function examples(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map((m) => m[1] as string);
}

describe.each(['docs/api.md', 'docs/debugging.md', 'docs/snapshots.md'])('%s', (path) => {
  it.each(examples(path).map((code, i) => [i + 1, code] as const))('example %i', (_i, code) => {
    const folder = mkdtempSync(join(root, 'packages/engine/.docs-'));
    try {
      const file = join(folder, 'example.mjs');
      writeFileSync(file, code);
      const printed = execFileSync(process.execPath, [file], {
        encoding: 'utf8',
        env: { ...process.env, FORCE_COLOR: '0' },
      });
      const expected = [...code.matchAll(/\/\/ prints: (.*)$/gm)].map((m) => m[1]);
      expect(printed.trimEnd().split('\n')).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
