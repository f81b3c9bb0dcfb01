/** The pictures of docs/viewer/: what is opened, how it looks, what is done; and how one is taken. */
import type { Page } from 'playwright-core';
import { loaded, moved, type Stage } from './browser.ts';

export interface Picture {
  readonly name: string;
  readonly query?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** On a narrow screen, the panel that is chosen. */
  readonly panel?: string;
  /** Steps forward from the start, then keys. */
  readonly steps?: number;
  readonly key?: string;
  readonly storage?: string;
  readonly compare?: boolean;
  /** What is chosen, so that one sees what keeps it alive. */
  readonly click?: string;
}

const CAPTURED = '.heap .box-environment .row .label';

export const PICTURES: readonly Picture[] = [
  { name: 'language', steps: 7, click: CAPTURED },
  { name: 'both', width: 1800, height: 900, steps: 10, click: CAPTURED },
  { name: 'machine', steps: 4, key: '3' },
  { name: 'table', steps: 4, key: '4' },
  { name: 'leak-flat', query: '?example=shared-environment', key: 'End', compare: true },
  {
    name: 'leak-linked',
    query: '?example=shared-environment',
    key: 'End',
    storage: 'linked',
    click: '.needless .label',
  },
  { name: 'async-dark', query: '?example=async', dark: true, steps: 22 },
  { name: 'phone', width: 400, height: 800, panel: 'Picture', steps: 4 },
];

/** A picture when the page has come to rest. */
async function still(page: Page): Promise<Buffer> {
  await page.waitForFunction(() => document.querySelector('.busy') === null);
  let last = await page.screenshot();
  for (;;) {
    await page.waitForTimeout(120);
    const next = await page.screenshot();
    if (next.equals(last)) return next;
    last = next;
  }
}

export async function take(stage: Stage, picture: Picture): Promise<Buffer> {
  const { query = '', width = 1280, height = 800, dark, panel, steps = 0, key, storage, compare, click } = picture;
  const page = await stage.open(query, {
    viewport: { width, height },
    colorScheme: dark === true ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await loaded(page);
  await page.waitForSelector('.cm-lives');
  if (panel !== undefined) await page.getByText(panel, { exact: true }).click();
  for (let i = 0; i < steps; i++) await moved(page, () => page.keyboard.press('n'));
  if (key === 'End') await moved(page, () => page.keyboard.press(key));
  else if (key !== undefined) await page.keyboard.press(key);
  if (storage !== undefined) await page.getByLabel('Strategy').selectOption(storage);
  if (compare === true) await page.getByRole('button', { name: 'Compare' }).click();
  if (storage !== undefined || compare === true) await page.waitForSelector('.strategies tbody tr');
  if (click !== undefined) {
    await page.locator(click).first().click();
    await page.waitForSelector('.way li');
  }
  const taken = await still(page);
  await page.context().close();
  return taken;
}

export interface MadeWith {
  readonly browser: string;
  readonly platform: string;
  /** Widths of a text in the page's fonts: other fonts, other pictures. */
  readonly fonts: string;
}

/** What a picture depends on beside the page. */
export async function madeWith(stage: Stage): Promise<MadeWith> {
  const page = await stage.open();
  const fonts = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    const style = getComputedStyle(document.documentElement);
    const widths = ['--sans', '--mono'].map((name) => {
      context.font = `40px ${style.getPropertyValue(name)}`;
      return context.measureText('Where does a variable live? 0123456789 → ƒ ▾').width.toFixed(2);
    });
    return widths.join(' ');
  });
  await page.context().close();
  return { browser: stage.browser.version(), platform: `${process.platform} ${process.arch}`, fonts };
}
