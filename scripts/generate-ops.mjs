// Writes packages/engine/src/bytecode/ops.gen.ts from the opcode table. With --check, fails if the file is stale.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dir = new URL('../packages/engine/src/bytecode/', import.meta.url);
const bundled = await build({
  entryPoints: [fileURLToPath(new URL('optable.ts', dir))],
  bundle: true,
  format: 'esm',
  write: false,
});
const { OPS, FUSED } = await import(`data:text/javascript,${encodeURIComponent(bundled.outputFiles[0].text)}`);
const lines = [...OPS.map((o) => o.name), ...FUSED.map((o) => o.name)].map((name, i) => `  ${name} = ${i},`);
const text = `// Generated from optable.ts by scripts/generate-ops.mjs. Do not edit.
/** Opcode ids. A const enum, so that the interpreter's switch compiles to a jump table. */
export const enum Op {
${lines.join('\n')}
}
`;
const file = new URL('ops.gen.ts', dir);
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('packages/engine/src/bytecode/ops.gen.ts is stale: run node scripts/generate-ops.mjs');
    process.exit(1);
  }
} else writeFileSync(file, text);
