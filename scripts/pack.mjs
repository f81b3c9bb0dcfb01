// `npm run pack [-- FOLDER]`: makes of each package the archive that a registry gets, in FOLDER (default: packed).
// What is published is not what lies in the checkout: only the files of the newest build, declarations instead of sources,
// and the viewer's page inside the command. So each package is put together in a folder of its own, and packed there.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensure } from './ensure.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The packages that are published, each with the files of `dist` that it is entered by and the TypeScript entries of its types. */
const published = [
  {
    name: 'engine',
    entries: ['index.js', 'static.js', 'worker.js', 'node/index.js', 'node/static.js'],
    types: ['index', 'static'],
  },
  { name: 'retention', entries: ['index.js'], types: ['index'] },
  { name: 'eslint-plugin', entries: ['index.js'], types: ['index'] },
  { name: 'cli', entries: ['main.js'], types: [] },
];

/** The files of a folder of bundles that an entry needs: those whose names it or they mention. Chunks of older builds lie beside them. */
function reached(folder, entry) {
  const all = readdirSync(folder).filter((name) => /\.c?js$/.test(name));
  const found = new Set([entry]);
  for (const name of found) {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const other of all)
      if (['', '.js', '.cjs'].some((end) => text.includes(`${stem(other)}${end}"`))) found.add(other);
  }
  return [...found];
}

const stem = (name) => name.replace(/\.c?js$/, '');

/** Copies an entry with its chunks and their source maps; not the code caches, which are of one V8 on one kind of machine. */
function copyBundle(from, to, entry) {
  mkdirSync(to, { recursive: true });
  const names = new Set(reached(from, entry));
  for (const name of readdirSync(from))
    if (names.has(name.replace(/\.map$/, ''))) cpSync(join(from, name), join(to, name));
}

/** Writes the declarations of all packages at once into `folder`, as NAME/src/…; returns it. */
function declarations(folder) {
  const config = join(folder, 'tsconfig.json');
  const files = published.flatMap(({ name, types }) =>
    types.map((t) => join(root, 'packages', name, 'src', `${t}.ts`)),
  );
  const compilerOptions = {
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(root, 'packages'),
    outDir: folder,
  };
  writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files }));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config], { stdio: 'inherit' });
  return folder;
}

/** Copies declarations; their imports name the files as they are found in an installation. */
function copyDeclarations(from, to) {
  cpSync(from, to, { recursive: true });
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/((?:from|import) ?\(?['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js'));
  }
}

/** A package's manifest without what only a checkout has. */
function manifest(name) {
  const {
    scripts,
    devDependencies,
    private: _,
    ...rest
  } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  for (const target of Object.values(rest.exports ?? {}))
    if (target.types !== undefined)
      target.types = target.types.replace('./src/', './dist/types/').replace(/\.ts$/, '.d.ts');
  return `${JSON.stringify(rest, null, 2)}\n`;
}

/** Packs every published package; returns the archives' paths. */
export async function pack(folder) {
  await ensure();
  const { buildViewer } = await import('../packages/viewer/build.mjs');
  const site = await buildViewer();
  const staging = mkdtempSync(join(tmpdir(), 'saguaro-pack-'));
  mkdirSync(folder, { recursive: true });
  try {
    mkdirSync(join(staging, 'types'));
    const types = declarations(join(staging, 'types'));
    return published.map(({ name, entries }) => {
      const from = join(root, 'packages', name);
      const to = join(staging, name);
      for (const entry of entries)
        copyBundle(join(from, 'dist', dirname(entry)), join(to, 'dist', dirname(entry)), entry.split('/').at(-1));
      if (existsSync(join(types, name))) copyDeclarations(join(types, name, 'src'), join(to, 'dist', 'types'));
      if (name === 'cli') {
        cpSync(join(from, 'bin'), join(to, 'bin'), { recursive: true });
        cpSync(site, join(to, 'viewer'), { recursive: true, filter: (path) => !path.endsWith('built-from') });
      }
      writeFileSync(join(to, 'package.json'), manifest(name));
      cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
      const own = join(from, 'README.md');
      cpSync(existsSync(own) ? own : join(root, 'README.md'), join(to, 'README.md'));
      const archive = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
        cwd: to,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return join(folder, JSON.parse(archive)[0].filename.replace('@', '').replace('/', '-'));
    });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  for (const archive of await pack(resolve(process.env.INIT_CWD ?? '.', process.argv[2] ?? 'packed')))
    process.stdout.write(`${archive}\n`);
}
