/** The page in a real browser, as a person uses it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boxes, loaded, moved, run, type Stage, setStage, stepOf } from './browser.ts';
import { findBrowser } from './chromium.mjs';

const executable = await findBrowser();

describe.skipIf(executable === undefined)('the viewer', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(executable as string);
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    expect(stage.complaints).toEqual([]);
  });

  it('answers the question, step by step, to the end and back', async () => {
    const page = await stage.open();
    await loaded(page);
    const start = await stepOf(page);
    const frames = page.locator('.stack > li.box-frame .name');
    const told = page.locator('.happened');
    const forward = () => moved(page, () => page.getByRole('button', { name: 'Step', exact: true }).click());
    const back = () => moved(page, () => page.getByRole('button', { name: 'Step back' }).click());

    await forward();
    await forward();
    await expect.poll(() => frames.allTextContents()).toEqual(['foo', 'top level']);
    expect(await told.textContent()).toContain('foo is running');
    await forward();
    await forward();
    // Both variables are there; the frame has one, an environment the other.
    const foo = page.locator('.stack li.box-frame').first();
    expect(await foo.locator('.row').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^aheap/), expect.stringMatching(/^bstack/)]),
    );
    await forward();
    await forward();
    const sentences = await told.textContent();
    expect(sentences).toContain('foo has returned: nothing refers to its frame, so it goes, free for the next call');
    expect(sentences).toContain('a stays, in the environment of foo, because closure bar refers to it');
    expect(sentences).toContain('b goes with the frame');
    expect(await frames.allTextContents()).toEqual(['top level']);

    // In memory the frame's place is kept for the next call.
    await page.keyboard.press('3');
    await expect
      .poll(() => page.locator('.memory .box-free').allTextContents())
      .toEqual([expect.stringContaining('waits for the next call of foo')]);
    await page.keyboard.press('2');

    const places: Record<number, Record<string, string>> = {};
    for (let last = -1; ; ) {
      const step = await stepOf(page);
      places[step] = await boxes(page, '.heap');
      if (step === last || (await page.locator('.ending').count()) > 0) break;
      last = step;
      await forward();
    }
    expect(await page.locator('.lines pre').allTextContents()).toEqual(['foo runs, b is 10', '1', '2', '3']);
    const environment = page.locator('.heap .box-environment:not(.dead)');
    expect(await environment.locator('.row').allTextContents()).toEqual(['a3']);

    const steps = Object.keys(places).map(Number);
    for (const step of steps.reverse().slice(1)) {
      await back();
      expect(await stepOf(page)).toBe(step);
      // What is there is where it was.
      expect(places[step]).toMatchObject(await boxes(page, '.heap'));
    }
    while ((await stepOf(page)) > start) await back();
    expect(await page.locator('.lines pre').count()).toBe(0);
  });

  it.each(['async', 'loop-closures'])(
    'keeps things in their places while time goes to and fro: %s',
    async (id) => {
      const page = await stage.open(`?example=${id}`, {
        viewport: { width: 1800, height: 1000 },
        reducedMotion: 'reduce',
      });
      await loaded(page);
      await page.keyboard.press('1');
      const look = async () => ({ ...(await boxes(page, '.heap')), ...(await boxes(page, '.memory')) });
      const seen: { readonly step: number; readonly places: Record<string, string> }[] = [];
      for (let last = -1; ; ) {
        const step = await stepOf(page);
        if (step === last) break;
        seen.push({ step, places: await look() });
        if ((await page.locator('.ending').count()) > 0) break;
        last = step;
        await moved(page, () => page.keyboard.press('n'));
      }
      expect(seen.length).toBeGreaterThan(20);
      for (const [i, { places }] of seen.entries()) {
        const next = seen[i + 1]?.places ?? {};
        // Whoever is there before and after a step, garbage too, is where it was.
        for (const [box, place] of Object.entries(places)) if (box in next) expect(next[box], box).toBe(place);
      }
      for (const { step, places } of seen.toReversed().slice(1)) {
        await moved(page, () => page.keyboard.press('p'));
        expect(await stepOf(page)).toBe(step);
        expect(places).toMatchObject(await look());
      }
    },
    120_000,
  );

  it('says what goes with a frame, what lives on as a copy, and what waits', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(
      page,
      `function keep(name) {
  const list = [name];
  let count = 0;
  return [() => list, () => ++count];
}
const kept = keep('x');
async function wait() {
  await ask('?');
}
wait();
`,
    );
    const told = page.locator('.happened');
    while (!(await told.textContent())?.includes('keep has returned'))
      await moved(page, () => page.keyboard.press('n'));
    const sentences = await told.locator('li').allTextContents();
    expect(sentences).toContain('count stays, in the environment of keep, because closure of line 4 refers to it.');
    expect(sentences).toContain('list lives on: the closure of line 4 has a copy.');
    expect(sentences).toContain('name goes with the frame.');
    // The label in the frame says what the source says.
    await moved(page, () => page.keyboard.press('p'));
    expect(await page.locator('.stack > li.box-frame').first().locator('.row').allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^namestack/),
        expect.stringMatching(/^listheap/),
        expect.stringMatching(/^countheap/),
      ]),
    );
    await page.keyboard.press('End');
    await expect.poll(() => page.locator('.ending').textContent()).toContain('waits for your answer');
    expect(await page.locator('.queues').textContent()).toContain('wait (awaiting)');
    await page.locator('.heap .box-frame .name', { hasText: 'frame of wait' }).click();
    await expect
      .poll(() => page.locator('.sentence').textContent())
      .toContain('is alive because of a call that is not answered yet → Promise');
  });

  it('tells what keeps a variable alive, in both views at once', async () => {
    const page = await stage.open('', { viewport: { width: 1800, height: 1000 } });
    await loaded(page);
    await page.keyboard.press('End');
    await page.locator('.heap .box-environment .row .label').click();
    await expect
      .poll(() => page.locator('.sentence').textContent())
      .toBe('a is alive because of global next → closure bar → environment of foo.');
    expect(await page.locator('.why .way li').allTextContents()).toEqual([
      'global next',
      'closure bar',
      'environment of foo',
      'a',
    ]);
    for (const view of ['.heap', '.memory'])
      expect(await page.locator(`${view} .row.chosen`).allTextContents()).toEqual([expect.stringMatching(/^a3$/)]);
    expect(await page.locator('.language .arrow-way').count()).toBe(2);
    await page.getByRole('button', { name: 'Go to its last write' }).click();
    await expect.poll(() => page.locator('.heap .box-environment .row').allTextContents()).toEqual(['a2']);
  });

  it('says where each variable will live while one types, and what is wrong where it is wrong', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(page, 'function f(p) { let kept = p, gone = 1; return () => kept; }\nf(2);\n');
    await expect.poll(() => page.locator('.cm-lives').count()).toBe(4);
    expect(await page.locator('.cm-lives-heap').allTextContents()).toEqual(['f', 'kept']);
    expect(await page.locator('.cm-lives-stack').allTextContents()).toEqual(['p', 'gone']);
    await page.locator('.cm-lives-heap').nth(1).hover();
    await expect.poll(() => page.locator('.cm-why').textContent()).toContain('Captured by <anonymous> (line 1)');

    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('let h = ;');
    await expect.poll(() => page.locator('.cm-problem').textContent()).toContain('(3:9)');
    expect(await page.locator('.cm-wrong').textContent()).toBe(';');
    await page.keyboard.press('Backspace');
    await page.keyboard.insertText('1 + 1;');
    await expect.poll(() => page.locator('.cm-problem').count()).toBe(0);
  });

  it('says what to do about modules that it cannot import', async () => {
    const page = await stage.open();
    await loaded(page);
    const editor = page.locator('.cm-content');
    await editor.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText("let a = 1;\nimport { x } from './x.js';\na += x;\n");
    const problem = page.locator('.cm-problem');
    await expect.poll(() => problem.textContent()).toContain("'./x.js' cannot be imported");
    expect(await problem.textContent()).toContain('(2:19)');
    expect(await problem.textContent()).toContain('esbuild FILE --bundle');
    expect(await page.locator('.cm-wrong').textContent()).toBe("'./x.js'");
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('.slider').isDisabled()).toBe(true);
    await run(
      page,
      "try {\n  await import('./y.js');\n} catch (e) {\n  console.log(e.message);\n}\nexport const z = 1;\n",
    );
    await page.keyboard.press('End');
    await expect
      .poll(() => page.locator('.lines pre').allTextContents())
      .toEqual([expect.stringContaining("'./y.js' cannot be imported: this page runs a program of one file")]);
    await run(page, 'throw new RangeError("too far");\n');
    await page.keyboard.press('End');
    await expect
      .poll(() => page.locator('.lines pre').allTextContents())
      .toEqual([expect.stringMatching(/^Uncaught RangeError: too far\n {4}at program:1:7/)]);
  });

  it('shows the leak of a shared environment under linked, and none under flat', async () => {
    const page = await stage.open('?example=shared-environment');
    await loaded(page);
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Compare' }).click();
    const rows = page.locator('.strategies tbody tr');
    await expect.poll(() => rows.count()).toBe(4);
    expect(await rows.nth(0).textContent()).toMatch(/^flat.*nothing$/);
    expect(await rows.nth(1).textContent()).toMatch(/^linked.*big of connect, line 6 \([\d.]+ KB\)$/);
    expect(await page.locator('.needless').count()).toBe(0);
    const objects = () => page.locator('.heap .box-object:not(.dead) .name').allTextContents();
    expect(await objects()).toEqual([]);
    await page.getByLabel('Strategy').selectOption('linked');
    await expect
      .poll(() => page.locator('.heap .needless').allTextContents())
      .toEqual([expect.stringContaining('big')]);
    expect(await objects()).toEqual(['Array']);
    await page.getByLabel('Strategy').selectOption('flat');
    await expect.poll(objects).toEqual([]);
  });

  it('opens a shared link at its step, and says when a link is damaged', async () => {
    const page = await stage.open('?example=counter-pair');
    await loaded(page);
    for (let i = 0; i < 6; i++) await moved(page, () => page.keyboard.press('n'));
    const step = await stepOf(page);
    await page.getByRole('button', { name: 'Share' }).click();
    await expect.poll(() => page.url()).toContain('#v1/js/flat/');
    const hash = new URL(page.url()).hash;
    const other = await stage.open(hash);
    await loaded(other);
    await expect.poll(() => stepOf(other)).toBe(step);
    expect(await other.locator('.cm-content').textContent()).toContain('makeCounter');
    const cut = await stage.open(hash.slice(0, -40));
    await expect.poll(() => cut.locator('.failure').textContent()).toContain('damaged');
  });

  it('saves a running program, loads it, and forks it into a second tab', async () => {
    const page = await stage.open('?example=generators');
    await loaded(page);
    for (let i = 0; i < 14; i++) await moved(page, () => page.keyboard.press('n'));
    const step = await stepOf(page);
    const stack = await page.locator('.stack').textContent();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save' }).click(),
    ]);
    const path = await file.path();
    const other = await stage.open();
    await loaded(other);
    await other.locator('input[type=file]').setInputFiles(path);
    await expect.poll(() => stepOf(other)).toBe(step);
    expect(await other.locator('.stack').textContent()).toBe(stack);
    await other.keyboard.press('End');
    await expect.poll(() => other.locator('.lines pre').allTextContents()).toEqual(['0 1 1 2 3 5 8 13']);

    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Fork' }).click(),
    ]);
    await loaded(tab);
    expect(await stepOf(tab)).toBe(step);
    await other.locator('input[type=file]').setInputFiles({ name: 'x', mimeType: '', buffer: Buffer.from('nonsense') });
    await expect.poll(() => other.locator('.failure').textContent()).toContain('not a program saved here');
  });

  it('goes to where this variable was last written, not another of its name, however long ago', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(
      page,
      `function counter(count) {
  return () => ++count;
}
const second = counter(0), first = counter(0);
first();
let total = 0;
total = 7;
for (let i = 0; i < 20000; i++) {
  second();
}
`,
    );
    await page.keyboard.press('End');
    const counts = page.locator('.heap .box-environment:not(.dead) .row');
    await expect.poll(() => counts.allTextContents()).toEqual(['count20000', 'count1']);
    const here = page.locator('.cm-here');
    const lastWrite = () => moved(page, () => page.getByRole('button', { name: 'Go to its last write' }).click());

    await counts.first().locator('.label').click();
    await lastWrite();
    expect(await here.textContent()).toContain('++count');
    expect(await counts.allTextContents()).toEqual(['count19999', 'count1']);
    await page.keyboard.press('Home');
    // A captured parameter gets its environment where its function is entered.
    while (!(await here.textContent())?.includes('first();')) await moved(page, () => page.keyboard.press('o'));
    await counts.last().locator('.label').click();
    await lastWrite();
    expect(await here.textContent()).toContain('function counter');
    // A global: shown, and looked for through the whole loop.
    await page.keyboard.press('End');
    await expect.poll(() => counts.allTextContents()).toEqual(['count20000', 'count1']);
    await page.locator('.box-global .label', { hasText: 'total' }).click();
    await expect.poll(() => page.locator('.sentence').textContent()).toContain('total is alive because it is a global');
    await lastWrite();
    expect(await here.textContent()).toContain('total = 7');
  }, 60_000);

  it('compares the strategies at whatever step one has come to', async () => {
    const page = await stage.open('?example=shared-environment');
    await loaded(page);
    await page.getByRole('button', { name: 'Compare' }).click();
    const rows = page.locator('.strategies tbody tr');
    await expect.poll(() => rows.count()).toBe(4);
    expect(await rows.nth(1).textContent()).toMatch(/^linked.*nothing$/);
    await page.keyboard.press('End');
    await expect.poll(() => rows.nth(1).textContent()).toMatch(/^linked.*big of connect, line 6 \([\d.]+ KB\)$/);
  });

  it('evaluates in the frame chosen, and leaves the run as it is', async () => {
    const page = await stage.open();
    await loaded(page);
    for (let i = 0; i < 4; i++) await moved(page, () => page.keyboard.press('n'));
    const prompt = page.getByLabel('Evaluate in the frame');
    for (const [question, text] of [
      ['a + b', '10'],
      ['a = 41, a', '41'],
      ['a', '0'],
      ['nowhere', 'ReferenceError'],
    ] as const) {
      await prompt.fill(question);
      await prompt.press('Enter');
      await expect.poll(() => page.locator('.lines pre').last().textContent()).toContain(text);
    }
  });

  it('waits for answers that a person gives', async () => {
    const page = await stage.open('?example=host-calls');
    await loaded(page);
    await page.keyboard.press('End');
    const question = page.locator('.question');
    await expect.poll(() => question.textContent()).toContain("ask('What is your name?')");
    await question.getByRole('textbox').fill('Ada');
    await question.getByRole('button', { name: 'Answer' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await expect.poll(() => question.textContent()).toContain("fetch('/users/Ada')");
    expect(await page.locator('.lines pre').allTextContents()).toEqual(['Hello, Ada']);
    await question.getByRole('textbox').fill('no such user');
    await question.getByRole('button', { name: 'Fail' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await expect.poll(() => page.locator('.lines pre').last().textContent()).toContain('no such user');
  });

  it('stops endless loops, and goes on when asked; shows the frames at a throw', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(page, 'let n = 0;\nwhile (true) n++;\n');
    await expect.poll(() => page.locator('.ending').textContent(), { timeout: 20_000 }).toContain('not ended yet');
    const total = async () =>
      Number(((await page.locator('.steps').textContent()) ?? '').split('/')[1]?.replaceAll(/\D/g, ''));
    const before = await total();
    expect(before).toBeGreaterThan(100_000);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(total, { timeout: 30_000 }).toBeGreaterThan(before);

    await run(
      page,
      'function inner(x) {\n  let y = x * 2;\n  throw new TypeError("bad " + y);\n}\nfunction outer() { inner(21); }\nouter();\n',
    );
    await expect.poll(() => page.locator('.ending').textContent()).toContain('TypeError: bad 42');
    await page.getByRole('button', { name: /Go to the throw, line 3/ }).click();
    await expect
      .poll(() => page.locator('.stack > li.box-frame .name').allTextContents())
      .toEqual(['inner', 'outer', 'top level']);
    await moved(page, () => page.keyboard.press('p'));
    expect(await page.locator('.cm-here').textContent()).toContain('let y');
  });

  it('steps over, out, and to changes of environment, and their reverses; stops at breakpoints', async () => {
    const page = await stage.open();
    await loaded(page);
    await run(
      page,
      'function f(x) {\n  const y = g(x);\n  return y;\n}\nfunction g(x) {\n  return x + 1;\n}\nf(1);\nf(2);\n',
    );
    const line = async () => (await page.locator('.cm-here').textContent())?.trim();
    while ((await line()) !== 'f(1);') await moved(page, () => page.keyboard.press('n'));
    await moved(page, () => page.keyboard.press('o'));
    expect(await line()).toBe('f(2);');
    await moved(page, () => page.keyboard.press('Shift+O'));
    expect(await line()).toBe('f(1);');
    await moved(page, () => page.keyboard.press('e'));
    await expect.poll(line).toContain('g(x)');
    await moved(page, () => page.keyboard.press('n'));
    expect(await line()).toContain('x + 1');
    await moved(page, () => page.keyboard.press('u'));
    expect(await line()).toContain('return y');
    await moved(page, () => page.keyboard.press('Shift+E'));
    expect(await line()).toContain('x + 1');
    await moved(page, () => page.keyboard.press('Shift+U'));
    expect(await line()).toContain('g(x)');
    await page.locator('.cm-lineNumbers .cm-gutterElement', { hasText: '6' }).click();
    await moved(page, () => page.keyboard.press('Home'));
    await moved(page, () => page.keyboard.press('b'));
    expect(await line()).toContain('x + 1');
    await moved(page, () => page.keyboard.press('b'));
    expect(await page.locator('.stack > li.box-frame').first().textContent()).toContain('x');
    await moved(page, () => page.keyboard.press('Shift+B'));
    expect(await line()).toContain('x + 1');
  });

  it('runs every example to its end', async () => {
    const page = await stage.open();
    await loaded(page);
    const ids = await page
      .locator('.top select')
      .first()
      .locator('option:not([disabled])')
      .evaluateAll((options) => options.map((o) => (o as HTMLOptionElement).value));
    expect(ids.length).toBeGreaterThanOrEqual(14);
    for (const id of ids.filter((id) => id !== 'deep-recursion' && id !== 'stack-overflow')) {
      await page.goto(`${stage.server.url}?example=${id}`);
      await loaded(page);
      await page.keyboard.press('End');
      await expect.poll(() => page.locator('.ending').count(), { message: id }).toBe(1);
      const text = await page.locator('.ending').textContent();
      expect(text, id).toBe(
        id === 'host-calls' ? 'It waits for your answer, below the console.' : 'The program has ended.',
      );
      if (id !== 'host-calls') expect(await page.locator('.lines pre').count(), id).toBeGreaterThan(0);
    }
  }, 120_000);
});
