// Makes of the engine's ES modules the scripts that Node loads with V8's code cache (packages/engine/node/load.ts).
import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle, transform } from 'esbuild';

/**
 * The files of `dist/node`, the entry last.
 *
 * @param {string} root of the repository
 * @param {object} options with which the engine's ES modules are bundled
 * @returns {Promise<{ path: string, contents: string | Uint8Array }[]>}
 */
export async function nodeScripts(root, options) {
  const folder = join(root, 'packages', 'engine', 'dist', 'node');
  const { outputFiles, metafile } = await bundle({
    ...options,
    sourcemap: 'inline',
    metafile: true,
    entryPoints: { index: join(root, 'packages/engine/src/index.ts') },
    outdir: folder,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
  });
  const files = [];
  for (const { path, text } of outputFiles) {
    const { code, map } = await transform(text, {
      format: 'cjs',
      charset: 'ascii',
      minifyWhitespace: true,
      lineLimit: options.lineLimit,
      define: { 'import.meta.url': 'base' },
      supported: { 'dynamic-import': false },
      sourcemap: 'external',
      sourcesContent: false,
      sourcefile: path,
    });
    const script = path.replace(/\.js$/, '.cjs');
    files.push({ path: `${script}.map`, contents: map });
    files.push({
      path: script,
      contents: `(function(module,require,base){${code}})\n//# sourceMappingURL=${basename(script)}.map\n`,
    });
  }
  const loader = await bundle({
    ...options,
    platform: 'node',
    sourcemap: false,
    entryPoints: { load: join(root, 'packages/engine/node/load.ts') },
    outdir: folder,
  });
  files.push({ path: join(folder, 'load.js'), contents: loader.outputFiles[0].contents });
  const [entry, { exports }] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint !== undefined);
  files.push({
    path: join(folder, 'index.js'),
    contents: `import{load}from"./load.js";export const{${exports.join(',')}}=load(${JSON.stringify(basename(entry, '.js'))});\n`,
  });
  // The same functions, not a second copy of them: what one of the two loads or throws, the other knows.
  files.push({
    path: join(folder, 'static.js'),
    contents: `export{${(await exportsOf(join(root, 'packages/engine/src/static.ts'), options)).join(',')}}from"./index.js";\n`,
  });
  return files;
}

/** The names of the values that a module exports. */
async function exportsOf(entry, options) {
  const { metafile } = await bundle({ ...options, metafile: true, entryPoints: { entry }, outdir: '.' });
  return Object.values(metafile.outputs).find((output) => output.entryPoint !== undefined).exports;
}

/**
 * Makes the code caches of the scripts in place, for the Node that runs this. In a process of its own: V8 refuses a cache made
 * under other flags than it is used with, and only what the process has called is in it.
 *
 * @param {string} root of the repository
 */
export function makeCodeCaches(root) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  execFileSync(process.execPath, [fileURLToPath(new URL('./code-caches.mjs', import.meta.url)), root], {
    stdio: 'inherit',
    env,
  });
}
