/** A real Chromium on the built page, served as `saguaro view` serves it. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { serve, type ViewServer } from '../../cli/src/view/server.ts';
import { buildViewer } from '../build.mjs';
import { launch } from './chromium.mjs';

export interface Stage {
  readonly browser: Browser;
  readonly server: ViewServer;
  /** Everything that went wrong in any page: errors, refused by policy, asked of another host. */
  readonly complaints: string[];
  open(query?: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export async function setStage(executablePath: string): Promise<Stage> {
  const site = await buildViewer();
  const server = await serve(site, null, 0);
  const browser = await launch(executablePath);
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    browser,
    server,
    complaints,
    async open(query = '', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      contexts.push(context);
      const page = await context.newPage();
      watch(page, server.url, complaints);
      await page.goto(server.url + query);
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
      await server.close();
    },
  };
}

export function watch(page: Page, home: string, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !/^(?:blob|data):/.test(url)) complaints.push(`request: ${url}`);
  });
}

/** The program is loaded and its first step shown. */
export async function loaded(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.slider')?.disabled === false);
}

export const stepOf = async (page: Page): Promise<number> => Number(await page.inputValue('.slider'));

/** Does something and waits until another step is shown. */
export async function moved(page: Page, action: () => Promise<unknown>): Promise<void> {
  const before = await page.locator('.steps').textContent();
  await action();
  await page.waitForFunction((text) => document.querySelector('.steps')?.textContent !== text, before);
}

/** Puts a program into the editor, as a person pastes it, and runs it. */
export async function run(page: Page, text: string): Promise<void> {
  const editor = page.locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelector('.wide.call') === null);
  await loaded(page);
}

/** Boxes in view, by title, with their places. */
export const boxes = (page: Page, view: string): Promise<Record<string, string>> =>
  page.evaluate((selector) => {
    const found: Record<string, string> = {};
    for (const box of document.querySelectorAll<HTMLElement>(`${selector} [data-box]`)) {
      const { style } = box;
      found[`${box.dataset['box']} ${box.querySelector('.name')?.textContent}`] = `${style.left} ${style.top}`;
    }
    return found;
  }, view);
