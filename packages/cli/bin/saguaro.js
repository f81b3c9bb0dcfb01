#!/usr/bin/env node
// Loads the built command; in a checkout that has not been built yet, builds it first.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/main.js', import.meta.url);
const engine = new URL('../../engine/dist/index.js', import.meta.url);
const ensureScript = new URL('../../../scripts/ensure.mjs', import.meta.url);
const inCheckout = existsSync(ensureScript);

if (inCheckout && !(existsSync(main) && existsSync(engine))) {
  const { ensure } = await import(ensureScript.href);
  await ensure();
}
if (!existsSync(main)) {
  process.stderr.write(`saguaro: ${fileURLToPath(main)} is missing.\nThe package is incomplete; install it again.\n`);
  process.exit(2);
}
const { start } = await import(main.href);
await start(process.argv);
