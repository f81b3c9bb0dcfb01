/** node main.mjs [COUNT] [FIRST SEED]: compares generated programs, prints the differences and how many there are. */
import * as built from '@saguaro/engine';
import { difference } from './compare.mjs';
import { generate } from './generate.mjs';

// A rejection that a generated program leaves unhandled is no failure of ours.
process.on('unhandledRejection', () => undefined);
const engine = process.env['SAGUARO_ENGINE'] === undefined ? built : await import(process.env['SAGUARO_ENGINE']);
const count = Number(process.argv[2] ?? 1000);
const first = Number(process.argv[3] ?? 1);
const others = ['linked', 'frame', 'table'];
let different = 0;
for (let seed = first; seed < first + count; seed++) {
  const source = generate(seed);
  for (const storage of ['flat', others[seed % 3]]) {
    const text = await difference(engine, source, storage);
    if (text === null) continue;
    different++;
    process.stdout.write(`seed ${seed}, ${storage}: ${text}\n`);
    break;
  }
}
process.stdout.write(`${count} programs, ${different} differences\n`);
process.exitCode = different === 0 ? 0 : 1;
