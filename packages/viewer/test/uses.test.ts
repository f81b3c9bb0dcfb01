/** What people do with the page beside stepping: files, tabs, questions, programs that go wrong. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFaults } from './axe.ts';
import { loaded, moved, run, type Stage, setStage, stepOf } from './browser.ts';
import { findBrowser } from './chromium.mjs';

const executable = await findBrowser();

const here = async (page: Page) => (await page.locator('.cm-here').textContent())?.trim();
const lines = (page: Page) => page.locator('.lines pre').allTextContents();
const steps = async (page: Page, n: number) => {
  for (let i = 0; i < n; i++) await moved(page, () => page.keyboard.press('n'));
};

describe.skipIf(executable === undefined)('uses of the viewer', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(executable as string);
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    expect(stage.complaints).toEqual([]);
  });

  it('opens a program saved in the middle, with what it has printed and been told', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(
      page,
      `async function main() {
  console.log('hello');
  const name = await ask('name?');
  console.log('got', name);
  const after = name.length;
  console.log('length', after);
}
main();
`,
    );
    await page.keyboard.press('End');
    await page.locator('.question').getByRole('textbox').fill('Ada');
    await page.locator('.question').getByRole('button', { name: 'Answer' }).click();
    await expect.poll(() => here(page)).toContain('console.log(');
    await page.keyboard.press('Escape');
    await steps(page, 2);
    expect(await here(page)).toContain("'length'");
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save' }).click(),
    ]);
    const other = await stage.open('?example=many-objects');
    await loaded(other);
    await other.locator('input[type=file]').setInputFiles(await file.path());
    await expect.poll(() => here(other)).toContain("'length'");
    expect(await lines(other)).toEqual(['hello', 'got Ada']);
    // Another strategy runs it from its beginning, with the same answers, to the same place.
    for (const strategy of ['linked', 'table', 'flat']) {
      await other.getByLabel('Strategy').selectOption(strategy);
      await expect.poll(() => other.locator('.strategies tr.chosen th').textContent()).toBe(strategy);
      expect(await here(other)).toContain("'length'");
      expect(await lines(other)).toEqual(['hello', 'got Ada']);
    }
    await other.keyboard.press('End');
    await expect.poll(() => lines(other)).toEqual(['hello', 'got Ada', 'length 3']);
  }, 60_000);

  it('goes on in a forked tab by itself, and there again after a reload', async () => {
    const page = await stage.open('?example=counter-pair');
    await loaded(page);
    await steps(page, 9);
    const step = await stepOf(page);
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Fork' }).click(),
    ]);
    await loaded(tab);
    await moved(page, () => page.keyboard.press('p'));
    await steps(tab, 3);
    expect(await stepOf(page)).toBeLessThan(step);
    expect(await stepOf(tab)).toBeGreaterThan(step);
    await tab.reload();
    await loaded(tab);
    await expect.poll(() => stepOf(tab)).toBe(step);
  }, 60_000);

  it('says that a link is damaged when one is followed in an open page', async () => {
    const page = await stage.open();
    await loaded(page);
    await page.evaluate(() => {
      location.hash = '#v1/js/flat/3/xx';
    });
    await expect.poll(() => page.locator('.failure').textContent()).toContain('damaged');
  });

  it('answers several questions that wait at once, in any order, some by an error', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(
      page,
      `Promise.allSettled([ask('a'), fetch('/b'), ask('c')]).then((all) => {
  console.log(all.map(({ value, reason }) => value ?? 'failed: ' + reason).join(', '));
});
`,
    );
    await page.keyboard.press('End');
    const questions = page.locator('.question');
    await expect.poll(() => questions.count()).toBe(3);
    for (const [about, text, button] of [
      ["ask('c')", '{"n": 1}', 'Answer'],
      ["fetch('/b')", 'gone', 'Fail'],
      ["ask('a')", 'first', 'Answer'],
    ] as const) {
      const question = questions.filter({ hasText: about });
      await question.getByRole('textbox').fill(text);
      await question.getByRole('button', { name: button }).click();
      await expect.poll(() => question.count()).toBe(0);
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await expect.poll(() => lines(page)).toEqual(['first, failed: gone, [object Object]']);
  });

  it('prints uncaught errors where they happen, and goes on', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(
      page,
      `Promise.reject(new Error('unseen'));
setTimeout(() => { throw new TypeError('late'); }, 10);
setTimeout(() => console.log('still here'), 20);
`,
    );
    await page.keyboard.press('End');
    const expected = [
      expect.stringMatching(/^Uncaught Error: unseen/),
      expect.stringMatching(/^Uncaught TypeError: late/),
      'still here',
    ];
    await expect.poll(() => lines(page)).toEqual(expected);
    // The same after going back and forth.
    await page.keyboard.press('Home');
    await expect.poll(() => lines(page)).toEqual([]);
    await page.keyboard.press('End');
    await expect.poll(() => lines(page)).toEqual(expected);
    await page.getByRole('button', { name: /Go to the throw, line 1/ }).click();
    await expect.poll(() => lines(page)).toEqual([]);
  });

  it('evaluates in an older frame, with what it prints, throws and sets', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(page, 'function f(a) {\n  g(a + 1);\n}\nfunction g(b) {\n  console.log(b);\n}\nf(1);\n');
    while ((await here(page)) !== 'console.log(b);') await steps(page, 1);
    const prompt = page.getByLabel('Evaluate in the frame');
    const ask = async (text: string) => {
      await prompt.fill(text);
      await prompt.press('Enter');
      await expect.poll(() => page.locator('.lines pre').last().textContent()).toContain(`› ${text} `);
      return (await page.locator('.lines pre').last().textContent())?.split('\n').slice(1).join('\n');
    };
    expect(await ask('b')).toBe('2');
    await page.getByLabel('Frame to evaluate in').selectOption({ label: 'in f' });
    expect(await ask('a')).toBe('1');
    expect(await ask('a = 7, console.log(a), a')).toBe('7\n7');
    expect(await ask('a')).toBe('1');
    expect(await ask('b')).toContain('Uncaught ReferenceError');
    expect(await ask('null.x')).toContain('Uncaught TypeError');
    expect(await ask('(')).toContain('SyntaxError');
    expect(await ask('for (;;);')).toContain('It took more than');
  }, 60_000);

  it('moves nothing when a thing is chosen or the strategies are compared, and marks what frames keep needlessly', async () => {
    const page = await stage.open('?example=shared-environment');
    await loaded(page);
    await page.keyboard.press('End');
    await expect.poll(() => page.locator('.ending').count()).toBe(1);
    const places = () =>
      page.evaluate(() =>
        ['.pictures', '.queues', '.below', '.controls'].map((part) => {
          const { left, top, width, height } = (document.querySelector(part) as HTMLElement).getBoundingClientRect();
          return [part, left, top, width, height].join(' ');
        }),
      );
    const before = await places();
    await page.locator('.heap .box:not(.dead) .name').first().click();
    await page.waitForSelector('.way li');
    expect(await places()).toEqual(before);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForSelector('.strategies tbody tr');
    expect(await places()).toEqual(before);
    await page.getByLabel('Strategy').selectOption('frame');
    await expect
      .poll(() => page.locator('.heap .box-frame .needless .label').allTextContents())
      .toEqual(['big', 'report']);
    expect(await places()).toEqual(before);
  });

  it('keeps the focus in the picture when the thing that has it goes', async () => {
    const page = await stage.open();
    await loaded(page);
    await steps(page, 3);
    await page.locator('.stack > li.box-frame .name', { hasText: 'foo' }).focus();
    const where = () => page.evaluate(() => document.activeElement?.closest('.stack-lane')?.className ?? 'lost');
    for (let i = 0; i < 12; i++) {
      await steps(page, 1);
      await expect.poll(where).toBe('stack-lane');
    }
  });

  it.each([
    ['at a throw', 'function f() { throw new Error("no"); }\nf();\n', 'Go to the throw'],
    ['stopped at a limit', 'for (let n = 0; ; n++);\n', null],
    [
      'with much that happened',
      'var a = 1, b = [], c = {}, d = new Map(), e = "e".repeat(500), f = () => a, g = class {};\n',
      null,
    ],
    ['waiting for answers', 'ask("a"); fetch("b");\n', null],
    [
      'with many variables',
      `function f() {\n${Array.from({ length: 200 }, (_, i) => `let v${i} = ${i};`).join('\n')}\nreturn 0;\n}\nf();\n`,
      'Step back',
    ],
  ] as const)(
    'has no serious fault for axe %s',
    async (_what, program, button) => {
      const page = await stage.open('', { reducedMotion: 'reduce' });
      await loaded(page);
      await run(page, program);
      await page.keyboard.press('End');
      await expect.poll(() => page.locator('.ending').count()).toBe(1);
      if (button !== null) await moved(page, () => page.getByRole('button', { name: button }).click());
      for (const view of ['1', '4']) {
        await page.keyboard.press(view);
        expect(await seriousFaults(page)).toEqual([]);
      }
    },
    60_000,
  );

  it('has no serious fault for axe while something is wrong', async () => {
    const page = await stage.open('#v1/js/flat/3/xx', { reducedMotion: 'reduce' });
    await expect.poll(() => page.locator('.failure').count()).toBe(1);
    expect(await seriousFaults(page)).toEqual([]);
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('let x = ;');
    await page.waitForSelector('.cm-problem');
    expect(await seriousFaults(page)).toEqual([]);
  });
});
