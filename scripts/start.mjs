// `npm start`: makes the checkout ready, then explains a file: the question's own program unless another is named.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensure } from './ensure.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
await ensure();

// npm changes to the root; a file that the user names is relative to where the user is.
process.chdir(process.env.INIT_CWD ?? process.cwd());
const given = process.argv.slice(2);
const { positionals } = parseArgs({
  args: given,
  strict: false,
  allowPositionals: true,
  options: { storage: { type: 'string' } },
});
const file = positionals.length > 0 ? [] : [relative(process.cwd(), join(root, 'examples', 'counter.js'))];
process.argv.splice(2, given.length, 'explain', ...given, ...file);
await import('../packages/cli/bin/saguaro.js');
