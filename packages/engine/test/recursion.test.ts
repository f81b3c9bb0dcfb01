/**
 * Guest code is never called by recursion of the host (invariant 1): the interpreter loop is entered in one place, which no built-in
 * can reach, and what is entered is not entered again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Machine } from '@saguaro/engine';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.replaceAll('\\', '/'));

/** Source without comments, so that talking about a name is not using it. */
function codeOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*/g, '');
}

const IMPORT = /(?:^|\n)\s*(import|export)\s+(type\s)?([^'";]*?)\s*from\s*'([^']+)'|\bimport\(\s*'([^']+)'/g;

/** Files that import `target` for more than its types. */
function importersOf(target: string): string[] {
  return files.filter((file) =>
    [...codeOf(file).matchAll(IMPORT)].some(([, , typeOnly, names = '', from, dynamic]) => {
      const specifier = from ?? dynamic ?? '';
      if (!specifier.startsWith('.') || basename(specifier) !== basename(target)) return false;
      if (relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/') !== target) return false;
      const onlyTypes =
        /^\{/.test(names) &&
        names
          .replace(/[{}\s]+/g, ' ')
          .split(',')
          .every((name) => /^\s*(?:type\s|$)/.test(name));
      return typeOnly === undefined && !onlyTypes;
    }),
  );
}

it('only the execution and the debugger, which works while nothing runs, import the interpreter; the former enters it in one place', () => {
  expect(importersOf('machine/interpret.ts').sort()).toEqual([
    'debug/covers.ts',
    'debug/evaluate.ts',
    'host/execution.ts',
  ]);
  // The import's name and file, and the call.
  expect(codeOf('host/execution.ts').match(/\binterpret\b/g)).toHaveLength(3);
  expect(codeOf('host/execution.ts').match(/\binterpret\(/g)).toHaveLength(1);
});

it('the interpreter does not call itself', () => {
  expect(codeOf('machine/interpret.ts').match(/\binterpret\b/g)).toHaveLength(1);
});

it('nothing but the public API and what drives it imports the embedding', () => {
  expect(importersOf('host/embedding.ts').sort()).toEqual(['host/evaluate.ts', 'index.ts', 'isolate/worker.ts']);
  expect(importersOf('host/evaluate.ts').sort()).toEqual(['index.ts', 'isolate/worker.ts']);
  expect(importersOf('index.ts')).toEqual([]);
});

it('a machine that runs cannot be run or started from within', () => {
  const errors: string[] = [];
  const machine = new Machine({
    console: () => {
      for (const again of [() => machine.run(), () => machine.step(), () => machine.start('1')]) {
        try {
          again();
        } catch (error) {
          errors.push((error as Error).message);
        }
      }
    },
  });
  machine.start('console.log(1); 2');
  expect(machine.run()).toMatchObject({ status: 'done', value: 2 });
  expect(errors).toHaveLength(3);
  for (const message of errors) expect(message).toMatch(/^(?:the machine|a program) is running/);
});

it('finds an import where there is one', () => {
  expect(importersOf('machine/unwind.ts')).toContain('machine/interpret.ts');
});
