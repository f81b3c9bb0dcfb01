/** The engine as Node gets it: scripts with V8's code cache, which must be the same engine with and without their caches. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'saguaro-scripts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = `
import * as engine from ENTRY;
const { Machine, SaguaroSyntaxError, loadTypeScript } = engine;
const machine = new Machine();
machine.start('[1, 2].map((x) => x * 2).join()');
const first = machine.run().value;
await loadTypeScript();
const typed = new Machine();
typed.start('const x: number = 6; x * 7', { language: 'ts' });
let refused;
try {
  new Machine().start('let let: number', { language: 'ts' });
} catch (error) {
  refused = error instanceof SaguaroSyntaxError;
}
console.log(JSON.stringify({ first, typed: typed.run().value, refused, names: Object.keys(engine).sort() }));
`;

/** What a program that uses the engine at this entry prints. */
function used(entry: string): { first: unknown; typed: unknown; refused: unknown; names: string[] } {
  const program = join(folder, 'program.mjs');
  writeFileSync(program, PROGRAM.replace('ENTRY', JSON.stringify(pathToFileURL(entry).href)));
  return JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' }));
}

function copy(name: string): { readonly entry: string; readonly caches: readonly string[] } {
  const path = join(folder, name, 'node');
  cpSync(join(dist, 'node'), path, { recursive: true });
  writeFileSync(join(folder, name, 'package.json'), '{ "type": "module" }');
  const caches = readdirSync(path).filter((file) => file.endsWith('.cache'));
  return { entry: join(path, 'index.js'), caches: caches.map((file) => join(path, file)) };
}

const expected = { first: '2,4', typed: 42, refused: true };

describe('the engine as scripts', () => {
  test('exports what the modules export, and runs', () => {
    const modules = used(join(dist, 'index.js'));
    expect(modules).toMatchObject(expected);
    expect(used(join(dist, 'node/index.js'))).toEqual(modules);
  });

  test('the build leaves code caches that this V8 takes', () => {
    const { entry } = copy('taken');
    const program = join(folder, 'taken.mjs');
    writeFileSync(
      program,
      `import { Script } from 'node:vm';
import { readFileSync, readdirSync } from 'node:fs';
const folder = process.argv[2];
const entry = /load\\("([^"]+)"\\)/.exec(readFileSync(folder + '/index.js', 'utf8'))[1];
const cachedData = readFileSync(folder + '/' + readdirSync(folder).find((file) => file.startsWith(entry) && file.endsWith('.cache')));
console.log(new Script(readFileSync(folder + '/' + entry + '.cjs', 'latin1'), { cachedData }).cachedDataRejected);`,
    );
    expect(execFileSync(process.execPath, [program, join(entry, '..')], { encoding: 'utf8' })).toBe('false\n');
  });

  test('runs without caches, and with caches cut short', () => {
    const bare = copy('bare');
    expect(bare.caches.length).toBeGreaterThan(0);
    for (const path of bare.caches) rmSync(path);
    expect(used(bare.entry)).toMatchObject(expected);
    const cut = copy('cut');
    for (const path of cut.caches) truncateSync(path, 1000);
    expect(used(cut.entry)).toMatchObject(expected);
  });

  test('scripts are ASCII, as the loader reads them', () => {
    for (const file of readdirSync(join(dist, 'node')).filter((name) => name.endsWith('.cjs')))
      expect(/^[\0-\x7f]*$/.test(readFileSync(join(dist, 'node', file), 'latin1')), file).toBe(true);
  });
});
