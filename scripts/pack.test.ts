/** The archives as a user has them: unpacked, with nothing of the checkout beside them but the dependencies that they name. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'saguaro-packed-'));
const modules = join(folder, 'node_modules');
const command = join(modules, 'saguaro', 'bin', 'saguaro.js');

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Unpacks an archive to where npm puts it; answers its manifest. */
function install(archive: string): Manifest {
  const unpacked = mkdtempSync(join(folder, 'archive-'));
  execFileSync('tar', ['-xzf', archive, '-C', unpacked]);
  const manifest = JSON.parse(readFileSync(join(unpacked, 'package', 'package.json'), 'utf8')) as Manifest;
  const place = join(modules, manifest.name);
  mkdirSync(dirname(place), { recursive: true });
  execFileSync('mv', [join(unpacked, 'package'), place]);
  return manifest;
}

function run(file: string, ...args: string[]): string {
  return spawnSync(process.execPath, [file, ...args], { cwd: folder, encoding: 'utf8' }).stdout;
}

beforeAll(() => {
  const archives = run(join(root, 'scripts', 'pack.mjs'), join(folder, 'archives'))
    .trim()
    .split('\n');
  const manifests = archives.map(install);
  for (const name of new Set(manifests.flatMap((m) => Object.keys({ ...m.dependencies, ...m.peerDependencies })))) {
    const place = join(modules, name);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), place);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'q.ts'),
    'function f(a: number) { return () => a; }\nconst g = f(1);\nconsole.log(g());\n',
  );
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the command runs and explains a program', () => {
  expect(run(command, 'run', 'q.ts')).toBe('1\n');
  expect(run(command, 'explain', '--static', 'q.ts')).toContain('a HEAP');
  expect(run(command, 'explain', '--static', '--engine', 'v8', 'q.ts')).toContain('a HEAP');
  expect(run(command, 'leaks', 'q.ts')).toContain('0 findings');
});

test('the command serves the viewer’s page', async () => {
  const child = spawn(process.execPath, [command, 'view', '--no-open'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let text = '';
      const hear = (chunk: Buffer) => {
        text += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(text);
        if (found !== null) resolve(found[0]);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.on('exit', () => reject(new Error(text)));
    });
    const page = await (await fetch(address)).text();
    const script = /src="([^"]+\.js)"/.exec(page)?.[1] as string;
    const answer = await fetch(new URL(script, address));
    expect([answer.status, (await answer.text()).length > 10_000]).toEqual([200, true]);
  } finally {
    child.kill();
  }
});

test('the engine is imported, in a worker too', () => {
  writeFileSync(
    join(folder, 'embed.js'),
    `import { evaluate, Machine } from '@saguaro/engine';
import { explainSource, loadTypeScript } from '@saguaro/engine/static';
const { value } = await evaluate('1 + 1');
const stopped = await evaluate('for (;;);', { isolate: 'worker', limits: { steps: 1e5 } });
await loadTypeScript();
const typed = await evaluate('const a: number = 3; a', { language: 'ts' });
console.log(value, stopped.status, typed.value, typeof explainSource, typeof Machine.restore);
`,
  );
  expect(run('embed.js')).toBe('2 limit 3 function function\n');
});

test('its declarations are complete for a strict program', () => {
  writeFileSync(
    join(folder, 'embed.ts'),
    `import { evaluate, Machine, type Outcome } from '@saguaro/engine';
import { computeDominators } from '@saguaro/retention';
import plugin from 'eslint-plugin-saguaro';
const machine = new Machine({ limits: { steps: 10 }, functions: { add: (a, b) => Number(a) + Number(b) } });
export const outcome: Outcome = machine.run();
// @ts-expect-error: a step is a number
new Machine({ limits: { steps: 'ten' } });
export const all = [evaluate, computeDominators, plugin.rules];
`,
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'NodeNext',
        target: 'ES2022',
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
        skipLibCheck: false,
      },
      files: ['embed.ts'],
    }),
  );
  expect(run(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json')).toBe('');
});
