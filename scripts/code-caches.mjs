// Uses the built engine as most programs do at first, and writes the bytecode that V8 made of what was called beside the scripts.
// node-scripts.mjs runs it; its one argument is the repository's root.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = pathToFileURL(join(process.argv[2], 'packages/engine/dist/node/'));
const { Machine } = await import(new URL('index.js', folder).href);
const { codeCaches } = await import(new URL('load.js', folder).href);

const machine = new Machine({ console: () => undefined });
machine.start("console.log('a', { b: [1, 2.5], c: (d) => d + 1 }); Promise.resolve(1).then((x) => x)", {
  name: 'a.js',
});
machine.run();

for (const { path, data } of codeCaches()) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, data);
  renameSync(temporary, path);
}
