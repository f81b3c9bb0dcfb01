/** Programs that tools have made, debugged as they were written: in the terminal and in an editor. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Editor, type Stop } from './dap-client.ts';
import { type Folder, folderOf, saguaro } from './spawn.ts';

const files = {
  'src/shapes.ts': `interface Shape {
  readonly name: string;
  area(): number;
}

export class Circle implements Shape {
  readonly name = 'circle';
  constructor(private readonly radius: number) {}

  area(): number {
    if (this.radius < 0) throw new RangeError(\`radius of a \${this.name}\`);
    const square = this.radius ** 2;
    console.log('square', square);
    return 3 * square;
  }
}
`,
  'src/main.ts': `import { Circle } from './shapes.ts';

// Types and comments go, so that the lines of the result are others.
type Radius = number;

let sum = 0;

function add(radius: Radius): void {
  const circle = new Circle(radius);
  sum += circle.area();
  console.log('sum', sum);
}

add(1);
add(2);
add(-1);
`,
  'src/wait.ts': `async function half(n: number): Promise<number> {
  const all = await n;
  return all / 2;
}

half(4).then((n: number) => console.log(n));
`,
};

let folder: Folder;
const made = async (entry: string, format: 'cjs' | 'esm', sourcemap: 'inline' | 'linked', target = 'es2022') => {
  const outfile = `out/${sourcemap}.${format === 'cjs' ? 'cjs' : 'mjs'}`;
  const shared = { bundle: true, minify: true, platform: 'node', absWorkingDir: folder.path } as const;
  await build({ ...shared, entryPoints: [`src/${entry}.ts`], format, sourcemap, target, outfile });
  return outfile;
};

beforeEach(() => {
  folder = folderOf(files);
});
afterEach(() => folder.remove());

describe('saguaro debug', () => {
  const debug = async (file: string, options: string[], ...commands: string[]) => {
    const input = `${commands.join('\n')}\n`;
    const { stdout, stderr } = await saguaro(['debug', ...options, file], { cwd: folder.path, input });
    expect(stderr).toBe('');
    return stdout.replaceAll(`${folder.path}/`, '').replaceAll('file://', '');
  };
  const places = (text: string): string[] =>
    [...text.matchAll(/^#0 \S+ (\S+:\d+):\d+$/gm)].map(([, place]) => place ?? '');

  it.each([
    ['cjs', 'linked'],
    ['esm', 'inline'],
  ] as const)('shows, breaks on and steps through what was written (%s, %s)', async (format, sourcemap) => {
    const file = await made('main', format, sourcemap);
    const text = await debug(file, [], 'b src/main.ts:10', 'c', 's', 's', 'n', 'bt', 'n', 'back-over', 'c', 'c', 'c');
    expect(text).toContain('Breakpoint 1 at src/main.ts:10:3.');
    expect(text).toContain('>●10   sum += circle.area();');
    expect(text).toContain('> 12     const square = this.radius ** 2;');
    expect(places(text)).toEqual([
      'src/main.ts:10',
      'src/shapes.ts:11',
      'src/shapes.ts:12',
      'src/shapes.ts:13',
      'src/shapes.ts:14',
      'src/shapes.ts:13',
      'src/main.ts:10',
      'src/main.ts:10',
      'src/shapes.ts:11',
    ]);
    expect(text).toContain('  #1 a src/main.ts:10:10\n');
    expect(text).toContain('Thrown, and not caught: RangeError: radius of a circle');
  });

  it('shows the files that run where that is asked for', async () => {
    const file = await made('main', 'cjs', 'linked');
    const text = await debug(file, ['--no-source-maps'], 's', 's');
    expect(places(text).every((place) => place === 'out/linked.cjs:1')).toBe(true);
  });
});

describe('saguaro dap', () => {
  let editor: Editor;
  const path = (name: string): string => join(folder.path, name);
  beforeEach(() => {
    editor = new Editor(folder.path);
  });
  afterEach(() => editor.kill());

  it('breaks on and shows what was written', async () => {
    const file = await made('main', 'esm', 'linked');
    await editor.launch({ program: file });
    await editor.client.setExceptionBreakpointsRequest({ filters: ['uncaught'] });
    expect(
      await editor.breakpoints(path('src/shapes.ts'), { line: 12 }, { line: 14, condition: 'this.radius === 2' }),
    ).toMatchObject([
      { verified: true, line: 12, column: 5, source: { path: path('src/shapes.ts') } },
      { verified: true, line: 14 },
    ]);
    expect(await editor.breakpoints(path('src/main.ts'), { line: 3 }, { line: 11, logMessage: 'a sum' })).toMatchObject(
      [
        { verified: true, line: 6 },
        { verified: true, line: 11 },
      ],
    );
    await editor.start();
    expect(await editor.place()).toMatch(/main\.ts:6$/);
    await editor.go();
    expect(await editor.place()).toMatch(/shapes\.ts:12$/);
    expect((await editor.frames()).map(({ source, line }) => [source?.path, line])).toEqual([
      [path('src/shapes.ts'), 12],
      [path('src/main.ts'), 10],
      [path('src/main.ts'), 14],
    ]);
    await editor.next();
    expect(await editor.place()).toMatch(/shapes\.ts:13$/);
    await editor.back();
    expect(await editor.place()).toMatch(/shapes\.ts:12$/);
    await editor.breakpoints(path('src/shapes.ts'), { line: 14, condition: 'this.radius === 2' });
    await editor.go();
    expect((await editor.ask('this.radius')).result).toBe('2');
    const locations = await editor.client.customRequest('breakpointLocations', {
      source: { path: path('src/main.ts') },
      line: 9,
      endLine: 10,
    });
    expect(new Set(locations.body.breakpoints.map(({ line }: { line: number }) => line))).toEqual(new Set([9, 10]));
    const { sources } = (await editor.client.customRequest('loadedSources')).body;
    expect(sources.map(({ path: one }: { path: string }) => one).sort()).toEqual(
      [path(file), path('src/main.ts'), path('src/shapes.ts')].sort(),
    );
    expect(await editor.go()).toMatchObject({ reason: 'exception' });
    expect(editor.output.filter(({ category }) => category !== 'stderr')).toEqual([
      { category: 'stdout', text: 'square 1\n', line: 13 },
      { category: 'console', text: 'a sum\n', line: 11 },
      { category: 'stdout', text: 'sum 3\n', line: 11 },
      { category: 'stdout', text: 'square 4\n', line: 13 },
      { category: 'console', text: 'a sum\n', line: 11 },
      { category: 'stdout', text: 'sum 15\n', line: 11 },
    ]);
    expect(await editor.go()).toEqual({ reason: 'terminated' });
    expect(editor.text('stderr')).toContain(`shapes.ts:11:`);
  });

  it('passes over what a tool has added, and shows originals that are in the map only', async () => {
    const file = await made('wait', 'cjs', 'inline', 'es2016');
    rmSync(path('src'), { recursive: true });
    await editor.launch({ program: file, stopOnEntry: true });
    await editor.start();
    const lines: number[] = [];
    for (let i = 0, stop: Stop = { reason: 'terminated' }; i < 30; i++) {
      const [frame] = await editor.frames();
      if (frame !== undefined) {
        expect(frame.source?.name).toContain('wait.ts');
        expect(frame.presentationHint).toBeUndefined();
        lines.push(frame.line);
      }
      stop = await editor.stepIn();
      if (stop.reason === 'terminated') break;
    }
    expect(lines).toEqual(expect.arrayContaining([6, 1, 3]));
    const { sources } = (await editor.client.customRequest('loadedSources')).body;
    const original = sources.find(({ name }: { name: string }) => name.endsWith('wait.ts'));
    const { body } = await editor.client.sourceRequest({ sourceReference: original.sourceReference });
    expect(body.content).toBe(files['src/wait.ts']);
  });

  it('shows the files that run where that is asked for', async () => {
    const file = await made('main', 'cjs', 'linked');
    await editor.launch({ program: file, stopOnEntry: true, sourceMaps: false });
    expect(await editor.breakpoints(path('src/main.ts'), { line: 10 })).toMatchObject([{ verified: false }]);
    await editor.start();
    expect(await editor.place()).toBe('<top level> linked.cjs:1');
  });
});
