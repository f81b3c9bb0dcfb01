/** Finds the viewer's page, and builds it in a checkout where it is missing or stale. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { viewerMissing, viewerNotBuilt } from '../errors.ts';

/** Inside this package, in an installation. */
const packed = fileURLToPath(new URL('../viewer', import.meta.url));
/** Beside this package, in a checkout. */
const folder = fileURLToPath(new URL('../../viewer', import.meta.url));

/** The folder of the built page. Throws a `UserError` where there is none and none can be built. */
export async function siteFolder(say: (text: string) => void): Promise<string> {
  if (existsSync(join(packed, 'index.html'))) return packed;
  const site = join(folder, 'dist');
  const builder = join(folder, 'build.mjs');
  if (existsSync(builder)) {
    if (!existsSync(join(site, 'index.html'))) say('building the page …');
    const { status, text } = await run(builder);
    if (status !== 0) throw viewerNotBuilt(text);
  } else if (!existsSync(join(site, 'index.html'))) throw viewerMissing(packed);
  return site;
}

function run(script: string): Promise<{ readonly status: number | null; readonly text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', (error) => resolve({ status: null, text: error.message }));
    child.on('close', (status) => resolve({ status, text: text.trim() }));
  });
}
