import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModule, resolveModule } from './modules.ts';

let folder = '';
const url = (path: string): string => pathToFileURL(join(folder, path)).href;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguaro-modules-'));
  const files: Record<string, string> = {
    'a.mjs': 'export const a = 1;',
    'b.ts': 'export const b: number = 2;',
    'data.json': '{"x": 1}',
    'old.cjs': 'module.exports = 1;',
    'package.json': '{"name": "me", "imports": {"#own": "./a.mjs", "#dep": "plain"}}',
    'node_modules/plain/package.json': '{"name": "plain", "main": "lib/main"}',
    'node_modules/plain/lib/main.js': 'export default 1;',
    'node_modules/plain/other.js': 'export default 2;',
    'node_modules/@scope/mapped/package.json': JSON.stringify({
      exports: {
        '.': { require: './no.cjs', import: './index.mjs' },
        './features/*.js': './src/*.mjs',
        './features/secret.js': null,
        './only-cjs': { require: './no.cjs' },
      },
    }),
    'node_modules/@scope/mapped/index.mjs': '',
    'node_modules/@scope/mapped/src/x.mjs': '',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('resolving modules', () => {
  it.each([
    ['./a.mjs', 'a.mjs'],
    ['./b.js', 'b.ts'],
    ['plain', 'node_modules/plain/lib/main.js'],
    ['plain/other.js', 'node_modules/plain/other.js'],
    ['@scope/mapped', 'node_modules/@scope/mapped/index.mjs'],
    ['@scope/mapped/features/x.js', 'node_modules/@scope/mapped/src/x.mjs'],
    ['#own', 'a.mjs'],
    ['#dep', 'node_modules/plain/lib/main.js'],
  ])('%s is %s', (specifier, path) => {
    expect(resolveModule(specifier, url('deep/er/main.mjs').replace('deep/er/', ''))).toBe(url(path));
  });

  it('takes file URLs and names relative to the importing module', () => {
    expect(resolveModule(url('a.mjs'), url('x/main.mjs'))).toBe(url('a.mjs'));
    expect(resolveModule('../a.mjs', url('x/main.mjs'))).toBe(url('a.mjs'));
  });

  it.each([
    ['./a', "Did you mean './a.mjs'?"],
    ['./nothing.js', 'it is not there'],
    ['./node_modules', 'it is a folder'],
    ['fs', "Node's own modules are not there"],
    ['node:fs', "Node's own modules are not there"],
    ['https://example.org/x.js', "the protocol 'https:' is not supported"],
    ['missing', "Cannot find package 'missing'"],
    ['@scope/mapped/features/secret.js', "has no ES module './features/secret.js'"],
    ['@scope/mapped/only-cjs', "has no ES module './only-cjs'"],
    ['#unknown', 'is not among the "imports"'],
    ['@scope', 'is no valid name of a package'],
  ])('%s is refused: %s', (specifier, message) => {
    expect(() => resolveModule(specifier, url('main.mjs'))).toThrow(message);
  });
});

describe('loading modules', () => {
  it('tells languages apart', () => {
    expect(loadModule(url('a.mjs')).language).toBe('js');
    expect(loadModule(url('b.ts')).language).toBe('ts');
    expect(loadModule(url('data.json'))).toEqual({ source: '{"x": 1}', language: 'json' });
  });

  it('refuses CommonJS in words that help', () => {
    expect(() => loadModule(url('old.cjs'))).toThrow('it is a CommonJS module, and Saguaro runs ES modules');
  });
});
