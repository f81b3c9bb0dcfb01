/**
 * node packages/engine/test/snapshot-corpus/record.mjs: saves the programs of the corpus (programs.mjs) in this engine's version of the
 * format and of the instruction set, in a folder named by both. `released.json` lists the versions that have been released: what is
 * recorded of them stays as it is.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { programs } from './programs.mjs';
import { save } from './run.mjs';

const { outputFiles } = await build({
  stdin: {
    contents: `export { Machine } from '../index.ts'; export { CURRENT_INSTRUCTIONS, OLDER_SETS } from './instruction-sets.ts'; export { FORMAT_VERSION } from './format-version.ts';`,
    resolveDir: fileURLToPath(new URL('../../src/snapshot/', import.meta.url)),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const { Machine, CURRENT_INSTRUCTIONS, OLDER_SETS, FORMAT_VERSION } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);
const version = `${FORMAT_VERSION}.${OLDER_SETS.length + 1}`;
if (JSON.parse(readFileSync(new URL('released.json', import.meta.url), 'utf8')).includes(version)) {
  process.stderr.write(
    `Version ${version} has been released: its snapshots stay. Raise a version, as the failing test says.\n`,
  );
  process.exit(1);
}
const folder = new URL(`${version}/`, import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
writeFileSync(new URL('instructions.txt', folder), `${CURRENT_INSTRUCTIONS.join('\n')}\n`);
for (const program of programs) {
  const { bytes, printed, end } = save({ Machine }, program);
  const entry = { snapshot: Buffer.from(bytes).toString('base64'), answers: program.answers ?? [], printed, end };
  writeFileSync(new URL(`${program.name}.json`, folder), `${JSON.stringify(entry, null, 1)}\n`);
}
process.stdout.write(`${programs.length} snapshots of version ${version}\n`);
