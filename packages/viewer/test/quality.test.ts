/** How the page must be: reachable by keyboard and by screen readers, small, quick, steady with thousands of things. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildViewer } from '../build.mjs';
import { seriousFaults } from './axe.ts';
import { loaded, moved, run, type Stage, setStage, stepOf } from './browser.ts';
import { findBrowser } from './chromium.mjs';

const executable = await findBrowser();

/** Milliseconds of a frame, of which there are sixty a second. */
const FRAME = 1000 / 60;

/** Two thousand live objects that the page cannot count together, and a loop that changes them. */
const SIXTY_CLASSES = `const things = [];
for (let c = 0; c < 60; c++) {
  const Thing = new Function('return class Thing' + c + ' { constructor(n) { this.n = n; } }')();
  for (let i = 0; i < 33; i++) things.push(new Thing(i));
}
let sum = 0;
for (let round = 0; round < 20; round++) {
  for (const thing of things) {
    thing.n += 1;
    sum += thing.n;
  }
}
console.log(sum);
`;

interface Stepping {
  /** Milliseconds from a click until the page shows another step, and until that is painted: medians, and the worst twentieth. */
  readonly work: number;
  readonly painted: number;
  readonly worst: number;
}

/** Clicks a button again and again, each time when the step before has been painted. */
const stepping = (page: Page, label: string, steps: number): Promise<Stepping> =>
  page.evaluate(
    async ([label, steps]) => {
      const output = document.querySelector('.steps') as HTMLElement;
      const button = document.querySelector(`button[aria-label="${label}"]`) as HTMLButtonElement;
      const changed = (text: string | null) =>
        new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            if (output.textContent === text) return;
            observer.disconnect();
            resolve();
          });
          observer.observe(output, { childList: true, characterData: true, subtree: true });
        });
      // What is posted in a frame's callback comes after the frame.
      const frame = () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve();
            port2.postMessage(null);
          });
        });
      const work: number[] = [];
      const painted: number[] = [];
      await frame();
      for (let i = 0; i < steps; i++) {
        const began = performance.now();
        const done = changed(output.textContent);
        button.click();
        await done;
        // Style and layout belong to it.
        document.body.getBoundingClientRect();
        work.push(performance.now() - began);
        await frame();
        painted.push(performance.now() - began);
      }
      const at = (list: number[], part: number): number =>
        list.sort((a, b) => a - b)[Math.floor((list.length - 1) * part)] as number;
      return { work: at(work, 0.5), painted: at(painted, 0.5), worst: at(painted, 0.95) };
    },
    [label, steps] as const,
  );

describe.skipIf(executable === undefined)('the quality of the viewer', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(executable as string);
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    expect(stage.complaints).toEqual([]);
  });

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 400],
    ['dark', 400],
  ] as const)(
    'has no serious fault for axe, %s at %i pixels',
    async (colorScheme, width) => {
      const page = await stage.open('?example=shared-environment', {
        colorScheme,
        viewport: { width, height: 900 },
        // Animated colours are between two colours.
        reducedMotion: 'reduce',
      });
      await loaded(page);
      if (width < 800) await page.getByText('Picture', { exact: true }).click();
      for (let i = 0; i < 7; i++) await moved(page, () => page.keyboard.press('n'));
      for (const view of width < 800 ? ['2', '3', '4'] : ['1', '2', '3', '4']) {
        await page.keyboard.press(view);
        if (view !== '4') await page.locator('.views button[data-item]').first().click();
        expect(await seriousFaults(page)).toEqual([]);
      }
      if (width >= 800) {
        await page.getByRole('button', { name: 'Compare' }).click();
        await page.keyboard.press('End');
        expect(await seriousFaults(page)).toEqual([]);
        await page.keyboard.press('?');
        expect(await seriousFaults(page)).toEqual([]);
      } else {
        await page.getByText('Source', { exact: true }).click();
        expect(await seriousFaults(page)).toEqual([]);
        // Nothing sticks out at the side.
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      }
    },
    120_000,
  );

  it('can be used by keyboard alone', async () => {
    const page = await stage.open('', { reducedMotion: 'reduce' });
    await loaded(page);
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
    const tabTo = async (name: string) => {
      for (let i = 0; i < 60; i++) {
        if ((await focused()).startsWith(name)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    // Into the editor, out again by Escape, on to the controls.
    await tabTo('Source of the program');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('next();');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('.wide.call').count()).toBe(0);
    await page.keyboard.press('Escape');
    await tabTo('Step');
    expect(await focused()).toBe('Step back');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Step');
    await moved(page, () => page.keyboard.press('Enter'));
    await page.keyboard.press('End');
    // Into the picture and about in it.
    await page.keyboard.press('Shift+Tab');
    await tabTo('Into the picture');
    await page.keyboard.press('Enter');
    const seen = new Set<string>();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowRight']) {
      await page.keyboard.press(key);
      seen.add(await focused());
    }
    expect(seen.size).toBeGreaterThan(2);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.sentence').textContent()).toContain('alive');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.sentence').count()).toBe(0);
    // The slider by its own keys.
    await page.locator('.slider').focus();
    const before = await stepOf(page);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => stepOf(page)).toBeLessThan(before);
  }, 60_000);

  it('says in tables what the pictures show', async () => {
    const page = await stage.open();
    await loaded(page);
    for (let i = 0; i < 5; i++) await moved(page, () => page.keyboard.press('n'));
    await page.keyboard.press('4');
    const rows = await page.locator('.tables table').first().locator('tbody tr').allTextContents();
    expect(rows).toEqual([
      'fooa0heap',
      expect.stringMatching(/^foob10stack, register \d+/),
      expect.stringMatching(/^Globalnext/),
      expect.stringMatching(/^Globalfoo/),
    ]);
    const heap = await page.locator('.tables table').nth(1).locator('tbody tr').allTextContents();
    expect(heap).toEqual(expect.arrayContaining([expect.stringMatching(/^environment of fooenvironmenta: 0/)]));
  });

  it('is small at first and soon of use', async () => {
    const page = await stage.browser.newPage();
    const began = performance.now();
    await page.goto(stage.server.url);
    // Of use: the source is there, and says where each variable lives.
    await page.waitForSelector('.cm-lives-heap');
    const ready = performance.now() - began;
    await page.close();
    // A worker's own script is no request of the page's: what is loaded is what the site has, but for what is loaded late.
    const assets = join(await buildViewer(), 'assets');
    const packed = readdirSync(assets).map((name) => ({
      name,
      bytes: gzipSync(readFileSync(join(assets, name))).length,
    }));
    const late = packed.filter(({ name }) => /^(?:runner|parse-typescript)/.test(name));
    expect(late.length).toBe(2);
    const sum = (part: typeof packed) => part.reduce((total, { bytes }) => total + bytes, 0);
    const first = sum(packed) - sum(late);
    const all = sum(packed.filter(({ name }) => !name.startsWith('parse-typescript')));
    console.log(
      `first load ${(first / 1024).toFixed(0)} KB, with the machine ${(all / 1024).toFixed(0)} KB, of use after ${ready.toFixed(0)} ms`,
    );
    expect(first).toBeLessThan(400 * 1024);
    expect(ready).toBeLessThan(5000);
  });

  it.each([
    ['of one class', '?example=many-objects'],
    ['of sixty classes', SIXTY_CLASSES],
  ] as const)(
    'steps to and fro through a program with two thousand objects %s, sixty frames a second',
    async (what, program) => {
      const page = await stage.open(program.startsWith('?') ? program : '', { reducedMotion: 'reduce' });
      await loaded(page);
      if (!program.startsWith('?')) await run(page, program);
      await page.locator('.slider').evaluate((slider) => {
        const input = slider as HTMLInputElement;
        input.value = String(Math.floor(Number(input.max) * 0.8));
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await page.keyboard.press('4');
      await expect
        .poll(() => page.locator('.tables table').nth(1).locator('caption').textContent())
        .toMatch(/: 2,[01]\d\d /);
      await page.keyboard.press('1');
      await expect.poll(() => page.locator('.memory [data-box]').count()).toBeGreaterThan(5);
      expect(await page.locator('[data-box]').count()).toBeLessThan(400);
      for (const button of ['Step', 'Step back']) {
        // Other work may share the machine: of several rounds the best.
        const rounds: Stepping[] = [];
        for (let round = 0; round < 4; round++) rounds.push(await stepping(page, button, 40));
        const best = (of: (round: Stepping) => number) => Math.min(...rounds.map(of));
        const work = best((r) => r.work);
        const painted = best((r) => r.painted);
        console.log(
          `2,000 objects ${what}, ${button}: page changed ${work.toFixed(1)} ms after the click, frame painted after ${painted.toFixed(1)} ms (medians of 40, best of 4 rounds; worst twentieth ${best((r) => r.worst).toFixed(1)} ms)`,
        );
        // Alone on a machine it is well below one frame; beside many others, on few processors, it may take some.
        expect(work).toBeLessThan(4 * FRAME);
      }
    },
    120_000,
  );

  it('recurses a million deep and still answers', async () => {
    const page = await stage.open('?example=deep-recursion');
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('.slider')?.disabled === false,
      undefined,
      {
        timeout: 120_000,
      },
    );
    const goOn = page.getByRole('button', { name: 'Go on' });
    while ((await goOn.count()) > 0) {
      const before = await page.locator('.steps').textContent();
      await goOn.click();
      await page.waitForFunction((text) => document.querySelector('.steps')?.textContent !== text, before, {
        timeout: 120_000,
      });
    }
    await page.keyboard.press('End');
    await expect
      .poll(() => page.locator('.lines pre').allTextContents(), { timeout: 30_000 })
      .toEqual(['500000500000']);
  }, 480_000);

  it('can be embedded', async () => {
    const page = await stage.open();
    await page.setContent(
      `<iframe src="${stage.server.url}?embed&example=currying" width="900" height="600"></iframe>`,
    );
    const frame = page.frameLocator('iframe');
    // Framed by nobody but its own origin.
    await expect.poll(() => frame.locator('.app').count()).toBe(0);
    await page.goto(`${stage.server.url}?embed&example=currying`);
    await loaded(page);
    expect(await page.locator('.app.embedded').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Fork' }).isVisible()).toBe(false);
    stage.complaints.length = 0;
  });
});
