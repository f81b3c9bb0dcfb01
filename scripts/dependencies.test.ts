/** Packages depend on each other one way only, and the engine on no host. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What each package may import beside its own files. */
const allowed: Readonly<Record<string, { readonly packages: readonly RegExp[]; readonly node: boolean }>> = {
  engine: { packages: [/^acorn$/, /^@sveltejs\/acorn-typescript$/, /^@eslint-community\/regexpp$/], node: false },
  retention: { packages: [/^@saguaro\/engine$/], node: false },
  cli: {
    packages: [
      /^@saguaro\/(?:engine|retention)$/,
      /^commander$/,
      /^picocolors$/,
      /^@jridgewell\/trace-mapping$/,
      /^ws$/,
      /^@vscode\/debug(?:adapter|protocol)$/,
    ],
    node: true,
  },
  'eslint-plugin': { packages: [/^@saguaro\/engine$/, /^(?:eslint|estree)$/], node: false },
  viewer: {
    packages: [
      /^@saguaro\/(?:engine(?:\/static)?|retention)$/,
      /^preact(?:\/(?:hooks|compat))?$/,
      /^@preact\/signals$/,
      /^@codemirror\/(?:state|view|language|commands|lang-javascript)$/,
      /^@lezer\/highlight$/,
      /^d3-shape$/,
      /^fflate$/,
    ],
    node: false,
  },
};

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts')) yield path;
  }
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g;

const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'src')));

describe.each(packages)('imports of packages/%s', (name) => {
  const source = join(root, 'packages', name, 'src');

  it('are those that the design allows', () => {
    const rule = allowed[name];
    expect(rule, `packages/${name} needs a rule here`).toBeDefined();
    const wrong: string[] = [];
    for (const file of sourceFiles(source)) {
      for (const match of readFileSync(file, 'utf8').matchAll(importPattern)) {
        const specifier = match[1] ?? match[2] ?? match[3] ?? '';
        const fine = specifier.startsWith('.')
          ? resolve(dirname(file), specifier).startsWith(join(root, 'packages', name))
          : specifier.startsWith('node:')
            ? rule?.node === true
            : rule?.packages.some((pattern) => pattern.test(specifier)) === true;
        if (!fine) wrong.push(`${relative(root, file)} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
