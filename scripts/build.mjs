// Bundles the packages. Generated sources come first: each file in scripts/generate/ exports one step,
//   export default { name: 'opcodes', order: 10, async run(context) { … } };
// which derives files from a declaration (the opcode table, the self-hosted built-ins) and writes them with
// context.write(path, text), which leaves an unchanged file alone. context.load(entry) bundles a TypeScript entry and
// imports it, so that a step can use the engine's own table or compiler; it throws where the entry does not compile.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';
import { readSources, recordBuild } from './freshness.mjs';
import { makeCodeCaches, nodeScripts } from './node-scripts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const hour = 3_600_000;

/** What every bundle shares: readable names (the machine's own stacks are read by people), const enums inlined. */
const common = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  minify: false,
  keepNames: false,
  sourcemap: 'linked',
  logLevel: 'error',
  write: false,
};

const packages = [
  {
    name: 'engine',
    entries: { index: 'src/index.ts', static: 'src/static.ts', worker: 'src/isolate/worker.ts' },
    // Its import is most of a cold start: hosts scan text of one byte a character, without blanks, in less time.
    options: {
      platform: 'neutral',
      mainFields: ['module', 'main'],
      splitting: true,
      charset: 'ascii',
      minifyWhitespace: true,
      minifySyntax: true,
      lineLimit: 120,
    },
  },
  {
    name: 'retention',
    entries: { index: 'src/index.ts' },
    options: { platform: 'neutral', external: ['@saguaro/engine'] },
  },
  {
    name: 'eslint-plugin',
    entries: { index: 'src/index.ts' },
    options: { platform: 'node', external: ['@saguaro/engine'] },
  },
  {
    name: 'cli',
    entries: { main: 'src/main.ts' },
    options: {
      platform: 'node',
      splitting: true,
      // What every command starts with is bundled: Node takes twice as long to find and scan it file by file.
      external: ['@saguaro/*', '@vscode/*', 'bufferutil', 'utf-8-validate'],
      mainFields: ['module', 'main'],
      banner: { js: "import { createRequire as cr } from 'node:module'; const require = cr(import.meta.url);" },
    },
  },
];

function writeAtomically(path, contents) {
  const temporary = `${path}.${process.pid}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

/** Writes a file unless it holds exactly that already; returns whether it wrote. */
function writeIfChanged(path, contents) {
  const wanted = Buffer.from(contents);
  if (existsSync(path) && readFileSync(path).equals(wanted)) return false;
  writeAtomically(path, wanted);
  return true;
}

/** Puts a bundle in place file by file, entries last, so that a process that starts meanwhile sees the old or the new one. */
function install(outputs, folder, entryNames) {
  const isEntry = (file) => entryNames.some((name) => file.path === join(folder, `${name}.js`));
  for (const file of outputs.filter((output) => !isEntry(output))) writeIfChanged(file.path, file.contents);
  for (const file of outputs.filter(isEntry)) writeIfChanged(file.path, file.contents);
  // Old chunks stay an hour: a running process may still import one lazily.
  const current = new Set(outputs.map((file) => file.path));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const info = statSync(path);
    if (info.isFile() && !current.has(path) && Date.now() - info.mtimeMs > hour) rmSync(path, { force: true });
  }
}

const context = {
  root,
  /** Bundles a TypeScript entry (relative to the root) and imports it. */
  async load(entry) {
    const { outputFiles } = await bundle({
      ...common,
      sourcemap: 'inline',
      platform: 'node',
      packages: 'external',
      entryPoints: [join(root, entry)],
      outdir: join(root, '.cache'),
    });
    const text = outputFiles[0].contents;
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const path = join(root, '.cache', 'generate', `${hash}.mjs`);
    writeIfChanged(path, text);
    return import(pathToFileURL(path).href);
  },
  /** Writes a generated file (relative to the root), leaving an unchanged one alone; returns whether it wrote. */
  write(path, text) {
    return writeIfChanged(resolve(root, path), text);
  },
};

/** Runs the generating steps in their order, or only the named one. */
export async function generate(only) {
  const folder = join(root, 'scripts', 'generate');
  if (!existsSync(folder)) return;
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(folder, file)).href)));
  const steps = modules.map((module) => module.default).sort((a, b) => a.order - b.order);
  for (const step of steps) if (only === undefined || step.name === only) await step.run(context);
}

/** Generates and bundles everything. Throws what esbuild throws, after esbuild has printed it. */
export async function build() {
  await generate();
  const sources = readSources(root);
  for (const { name, entries, options } of packages) {
    const folder = join(root, 'packages', name, 'dist');
    mkdirSync(folder, { recursive: true });
    const { outputFiles } = await bundle({
      ...common,
      ...options,
      absWorkingDir: root,
      entryPoints: Object.fromEntries(
        Object.entries(entries).map(([out, entry]) => [out, relative(root, join(root, 'packages', name, entry))]),
      ),
      outdir: folder,
      chunkNames: '[name]-[hash]',
    });
    install(outputFiles, folder, Object.keys(entries));
    if (name === 'engine') {
      const files = await nodeScripts(root, { ...common, ...options, absWorkingDir: root });
      install(files, join(folder, 'node'), ['index', 'static']);
      makeCodeCaches(root);
    }
  }
  recordBuild(root, sources);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    if (process.argv[2] === '--generate') await generate(process.argv[3]);
    else await build();
  } catch (error) {
    if (!Array.isArray(error.errors)) process.stderr.write(`${error.stack ?? error}\n`);
    process.exitCode = 1;
  }
}
