// Takes the pictures of docs/viewer/ in a real Chromium: node packages/viewer/test/pictures.mjs. They are looked at by people; what is in
// them is tested in viewer.test.ts and quality.test.ts.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { ensure } from '../../../scripts/ensure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = join(root, 'docs', 'viewer');

/** Each: what is opened, how it looks, what is done. */
const PICTURES = [
  { name: 'language', query: '', steps: 7, click: '.heap .box-environment .row .label' },
  { name: 'both', query: '', width: 1800, height: 900, steps: 10, click: '.heap .box-environment .row .label' },
  { name: 'machine', query: '', steps: 4, keys: ['3'] },
  { name: 'table', query: '', steps: 4, keys: ['4'] },
  { name: 'leak-flat', query: '?example=shared-environment', keys: ['End'], compare: true },
  {
    name: 'leak-linked',
    query: '?example=shared-environment',
    keys: ['End'],
    storage: 'linked',
    click: '.needless .label',
  },
  { name: 'async-dark', query: '?example=async', dark: true, steps: 22 },
  { name: 'phone', query: '', width: 400, height: 800, steps: 4, panel: 'Picture' },
];

await ensure();
const { buildViewer } = await import('../build.mjs');
const site = await buildViewer();
const executablePath = ['/usr/bin/chromium', process.env.CHROMIUM_PATH].find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
mkdirSync(folder, { recursive: true });

const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

for (const {
  name,
  query,
  width = 1280,
  height = 800,
  dark,
  steps = 0,
  keys = [],
  storage,
  compare,
  click,
  panel,
} of PICTURES) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.route('http://viewer.test/**', (route) => {
    const path = new URL(route.request().url()).pathname;
    const file = path === '/' ? 'index.html' : path.slice(1);
    return route.fulfill({ path: join(site, file), contentType: types[file.split('.').pop()] });
  });
  await page.goto(`http://viewer.test/${query}`);
  await page.waitForFunction(() => document.querySelector('.slider')?.disabled === false);
  if (panel) await page.getByText(panel, { exact: true }).click();
  const settled = () => page.waitForFunction(() => document.querySelector('.busy') === null);
  for (let i = 0; i < steps; i++) {
    const before = await page.locator('.steps').textContent();
    await page.keyboard.press('n');
    await page.waitForFunction((text) => document.querySelector('.steps')?.textContent !== text, before);
  }
  for (const key of keys) await page.keyboard.press(key);
  await page.waitForTimeout(1000);
  await settled();
  if (storage) await page.getByLabel('Strategy').selectOption(storage);
  if (compare) await page.getByRole('button', { name: 'Compare' }).click();
  if (storage || compare) await page.waitForSelector('.strategies tbody tr');
  await page.waitForTimeout(1000);
  await settled();
  if (click) await page.locator(click).first().click();
  if (click) await page.waitForSelector('.way li');
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}
await browser.close();
