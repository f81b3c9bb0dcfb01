/** node main.mjs [PART OF A NAME]…: runs the bombs, one a process, and prints what each took. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bombs } from './bombs.mjs';

const child = fileURLToPath(new URL('child.mjs', import.meta.url));
const engine = process.env['SAGUARO_ENGINE'] ?? import.meta.resolve('@saguaro/engine');
const wanted = process.argv.slice(2);
/** The bar: megabytes that the process grows by, milliseconds of its time. */
const MEGABYTES = 128;
const MILLISECONDS = 1200;

let held = 0;
let ran = 0;
for (const name of Object.keys(bombs)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  ran++;
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, name, engine], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  let r = {};
  try {
    r = JSON.parse(stdout);
  } catch {
    r = { fault: `the process ended with ${status}: ${stderr.slice(-300)}` };
  }
  const good = r.fault === undefined && r.usable && r.growth <= MEGABYTES && r.cpuMs <= MILLISECONDS;
  if (good) held++;
  const end = r.limit ?? r.error?.split('\n')[0] ?? r.fault ?? r.status;
  process.stdout.write(
    `${good ? 'held' : 'NOT HELD'}  ${name}: ${end}, ${Math.round(r.cpuMs)} ms, ${Math.round(r.growth)} MB\n`,
  );
}
process.stdout.write(`${held} of ${ran} held\n`);
