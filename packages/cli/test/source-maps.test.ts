/** Places in errors through source maps: those that Node gives with --enable-source-maps. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, folderOf, node, saguaro } from './spawn.ts';

const originals = {
  'src/shapes.ts': `interface Shape {
  readonly name: string;
  area(): number;
}

export class Circle implements Shape {
  readonly name = 'circle';
  constructor(private readonly radius: number) {}

  area(): number {
    if (this.radius < 0) throw new RangeError(\`radius of a \${this.name}\`);
    return Math.PI * this.radius ** 2;
  }
}
`,
  'src/main.ts': `import { Circle } from './shapes.ts';

// Types and comments go, so that the lines of the result are others.
type Radius = number;

const radii: Radius[] = [1, -1];

function total(): number {
  return radii.map((radius: Radius): number => new Circle(radius).area()).reduce((a, b) => a + b, 0);
}

console.log(total());
`,
};

let folder: Folder;
beforeAll(async () => {
  folder = folderOf({
    ...originals,
    'no-map.js': "throw new Error('x');\n//# sourceMappingURL=nowhere.js.map\n",
    'bad-map.js': "throw new Error('x');\n//# sourceMappingURL=bad.js.map\n",
    'bad.js.map': '{"version":3,"sources":[',
    'folder-map.js': "throw new Error('x');\n//# sourceMappingURL=src\n",
  });
  for (const sourcemap of ['inline', 'linked'] as const)
    for (const format of ['cjs', 'esm'] as const)
      await build({
        absWorkingDir: folder.path,
        entryPoints: ['src/main.ts'],
        bundle: true,
        minify: true,
        sourcemap,
        format,
        platform: 'node',
        outfile: `out/${sourcemap}.${format === 'cjs' ? 'cjs' : 'mjs'}`,
      });
});
afterAll(() => folder.remove());

/** Files, lines and columns of the frames that are the program's own, files without their URL. */
const places = (text: string): string[] =>
  [...text.matchAll(/^ {4}at (?:.*\()?(.*):(\d+):(\d+)\)?$/gm)]
    .filter(([line]) => !line.includes('node:'))
    .map(([, file, line, column]) => `${file?.replace(/^file:\/\//, '')}:${line}:${column}`);

describe('source maps', () => {
  it.each(['inline.cjs', 'linked.cjs', 'inline.mjs', 'linked.mjs'])('of %s: places as in Node', async (name) => {
    const options = { cwd: folder.path };
    const [ours, nodes] = await Promise.all([
      saguaro(['run', `out/${name}`], options),
      node(['--enable-source-maps', `out/${name}`], options),
    ]);
    expect(places(nodes.stderr)).toHaveLength(4);
    expect(places(ours.stderr)).toEqual(places(nodes.stderr));
    const [head, line, caret] = ours.stderr.split('\n');
    expect(head?.replace(/^file:\/\//, '')).toBe(`${join(folder.path, 'src', 'shapes.ts')}:11`);
    expect(line).toBe(originals['src/shapes.ts'].split('\n')[10]);
    // A module's error is that of its promise: nobody knows where it was thrown, but where it was made.
    const marked = name.endsWith('.cjs') ? 'throw' : 'new RangeError';
    expect(caret).toBe(`${' '.repeat((line as string).indexOf(marked))}^`);
  });

  it('are left alone by --no-source-maps', async () => {
    const { stderr } = await saguaro(['run', '--no-source-maps', 'out/linked.cjs'], { cwd: folder.path });
    expect(places(stderr).every((place) => place.startsWith(`${join(folder.path, 'out', 'linked.cjs')}:1:`))).toBe(
      true,
    );
  });

  it('reach the program: its own stacks are mapped, call sites are not', async () => {
    const code =
      "try { null.x } catch (e) { console.log(e.stack.split('\\n')[1]) }\nError.prepareStackTrace = (_, s) => s[0].getLineNumber();\nconsole.log(new Error().stack)\n";
    const map = { version: 3, sources: ['original.js'], names: [], mappings: 'AAAA;AASA;AACA' };
    const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
    const { stdout } = await saguaro(['run', '-e', `${code}//# sourceMappingURL=${url}`], { cwd: folder.path });
    expect(stdout).toBe('    at original.js:1:1\n3\n');
  });

  it.each(['no-map.js', 'bad-map.js', 'folder-map.js'])('that cannot be read are none: %s', async (name) => {
    const { stderr, status } = await saguaro(['run', name], { cwd: folder.path });
    expect(places(stderr)).toEqual([`${join(folder.path, name)}:1:7`]);
    expect(status).toBe(1);
  });
});
