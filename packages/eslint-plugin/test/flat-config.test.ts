/** The plugin as people use it: built, in a flat config, under each ESLint that it says it works with. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { ESLint as ESLint9 } from 'eslint9';
import { describe, expect, it } from 'vitest';

const built = new URL('../dist/index.js', import.meta.url).href;
const { default: plugin } = (await import(built)) as typeof import('../src/index.ts');
const recommended = plugin.configs['recommended'] as Linter.Config;
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const code = 'export function make(big) {\n  [1].forEach(() => big);\n  return () => 1;\n}\n';

describe.each([
  ['10', ESLint],
  ['9', ESLint9 as unknown as typeof ESLint],
])('under ESLint %s', (major, Engine) => {
  it('is that ESLint', () => expect(Engine.version.split('.')[0]).toBe(major));

  it('warns by its recommended config', async () => {
    const eslint = new Engine({ overrideConfigFile: true, overrideConfig: [recommended] });
    const [result] = await eslint.lintText(code, { filePath: 'make.js' });
    expect(result?.messages.map(({ ruleId, line, column, severity }) => [ruleId, line, column, severity])).toEqual([
      ['saguaro/no-needless-capture', 1, 22, 1],
    ]);
  });

  it('takes options, and refuses others', async () => {
    const lint = (options: object): Promise<ESLint.LintResult[]> =>
      new Engine({
        overrideConfigFile: true,
        overrideConfig: [
          { plugins: { saguaro: plugin }, rules: { 'saguaro/no-needless-capture': ['error', options] } },
        ],
      }).lintText(code, { filePath: 'make.js' });
    expect((await lint({ sizes: ['buffer'] }))[0]?.messages).toEqual([]);
    await expect(lint({ sizes: ['huge'] })).rejects.toThrow(/no-needless-capture/);
  });
});

describe('on programs of others', () => {
  const require = createRequire(import.meta.url);
  const lint = (file: string, sourceType: 'commonjs' | 'module'): Promise<ESLint.LintResult[]> =>
    new ESLint({
      overrideConfigFile: true,
      overrideConfig: [{ ...recommended, languageOptions: { sourceType } }],
      allowInlineConfig: false,
    }).lintText(readFileSync(require.resolve(file), 'utf8'), { filePath: 'program.js' });

  // Each of these was found held in V8's heap snapshots, with no live closure that uses it.
  it.each([
    ['lodash', 'commonjs', ['Math', 'arrayProto', 'coreJsData', 'source', 'isFunc']],
    ['acorn', 'commonjs', ['unicodeBinaryProperties', 'unicodeBinaryPropertiesOfStrings', 'unicodeScriptValues']],
    ['mustache', 'commonjs', []],
  ] as const)('finds in %s what V8 keeps needlessly', async (file, type, names) => {
    const [result] = await lint(file, type);
    expect(result?.messages.map(({ message }) => /'(.*?)'/.exec(message)?.[1])).toEqual(names);
  });

  const leaks = new URL('../../retention/test/fixtures/leaks/', import.meta.url);
  /** What the source shows of the programs whose leaks were measured; in the others nothing is needless, or only a run can tell. */
  const shown: Record<string, readonly string[]> = {
    'abort-signal-sibling.js': ['payload'],
    'arguments-sloppy-alias.js': ['big'],
    'eval-sibling.js': ['big'],
    'getter-accessor.js': ['raw'],
    'iife-module-pattern.js': ['initData'],
    'memoize-result-closure.js': ['input'],
    'meteor-replace-thing.js': ['originalThing'],
    'promise-executor-context.js': ['big'],
    'react-usecallback-chain.js': ['bigData', 'incA', 'incB'],
    'sibling-uses-nothing.js': ['big'],
    'with-statement.js': ['big'],
  };
  it.each(readdirSync(leaks).filter((file) => file.endsWith('.js')))('judges the leak program %s', async (file) => {
    const path = new URL(file, leaks);
    const [result] = await lint(fileURLToPath(path), 'commonjs');
    expect(result?.messages.map(({ message }) => /'(.*?)'/.exec(message)?.[1])).toEqual(shown[file] ?? []);
  });
});

it('says its version', () => expect(plugin.meta.version).toBe(version));
