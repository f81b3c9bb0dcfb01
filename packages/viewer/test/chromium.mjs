// Which Chromium the tests and the pictures use: one named in CHROMIUM_PATH, the system's, Playwright's own, or else
// @sparticuz/chromium, which `node packages/viewer/test/chromium.mjs` (npm run chromium -w packages/viewer) installs in .cache/. It is no
// dependency: every clone would have to load its 74 MB, and nearly every machine has a browser.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** The newest that runs on Node 20. */
const SPARTICUZ = '@sparticuz/chromium@147.0.0';
const cache = fileURLToPath(new URL('../../../.cache/chromium', import.meta.url));

const PLACES = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  chromium.executablePath(),
];

export const NONE =
  'There is no Chromium here: what needs a browser is skipped. Install one by `npm run chromium -w packages/viewer`, or name one in CHROMIUM_PATH.';

async function fromCache() {
  let path;
  try {
    path = createRequire(join(cache, 'package.json')).resolve('@sparticuz/chromium');
  } catch {
    return undefined;
  }
  const { default: packed } = await import(pathToFileURL(path).href);
  return packed.executablePath();
}

/** The browser's path; undefined, and told: there is none. Where `SAGUARO_BROWSER=required` says that there must be one, that is an error. */
export async function findBrowser() {
  const found = PLACES.find((path) => path !== '' && existsSync(path)) ?? (await fromCache());
  if (found !== undefined) return found;
  if (process.env['SAGUARO_BROWSER'] === 'required') throw new Error(NONE);
  console.warn(NONE);
  return undefined;
}

/** Starts it. Chromium refuses its own sandbox to root, which containers run as. */
export const launch = (executablePath) =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const known = await findBrowser();
  if (known !== undefined) process.stdout.write(`There is one already: ${known}\n`);
  else {
    mkdirSync(cache, { recursive: true });
    const args = ['install', '--prefix', cache, '--no-save', '--no-audit', '--no-fund', SPARTICUZ];
    const { status } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
    process.exitCode = status ?? 1;
  }
}
