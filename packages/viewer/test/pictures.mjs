// Takes the pictures of docs/viewer/ anew: npm run pictures -w packages/viewer. Look at them before you keep them.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensure } from '../../../scripts/ensure.mjs';

await ensure();
const root = fileURLToPath(new URL('../../..', import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'packages/viewer/test/pictures.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SAGUARO_PICTURES: 'renew', SAGUARO_BROWSER: 'required' },
});
process.exitCode = status ?? 1;
