import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, folderOf, node, root, saguaro } from './spawn.ts';

const programs: Record<string, string> = {
  'thrown.js': "function foo() {\n\t  throw new TypeError('hi');\n}\nfoo();\n",
  'number.js': 'throw 1;\n',
  'string.js': "throw 'text';\n",
  'object.js': 'throw { a: 1, b: [2] };\n',
  'null.js': 'throw null;\n',
  'property.js': 'const o = null;\no.x;\n',
  'call.js': 'const o = {};\no.missing();\n',
  'name.js': "throw Object.assign(new Error('a'), { name: 'Custom' });\n",
  'subclass.js': "class A extends Error {}\nfunction long() { throw new A('two\\nlines'); }\nlong();\n",
  'cause.js': "throw Object.assign(new Error('outer', { cause: 'why' }), { code: 'X' });\n",
  'rejected.js': "Promise.reject(new Error('x'));\n",
  'rejected-number.js': 'Promise.reject(5);\n',
  'thrown.mjs': "function foo() {\n  throw new RangeError('m');\n}\nfoo();\n",
  'later.js': "setTimeout(() => { throw new Error('later'); }, 1);\n",
};

let folder: Folder;
beforeAll(() => {
  folder = folderOf({
    ...programs,
    'syntax.js': 'let a = 1;\nlet b = ;\n',
    'good.ts': 'enum E { A = 1 }\nlet x: number = E.A;\nconsole.log(x as unknown);\n',
    'main.mjs':
      "import { twice } from './lib/twice.mjs';\nimport data from './data.json' with { type: 'json' };\nconst { more } = await import('./lib/more.ts');\nconsole.log(twice(data.x), more, import.meta.url.endsWith('/main.mjs'));\n",
    'lib/twice.mjs': 'export const twice = (x) => 2 * x;\n',
    'lib/more.ts': 'export const more: string = "more";\n',
    'data.json': '{ "x": 21 }',
    'detected.js': "import { twice } from './lib/twice.mjs';\nconsole.log(twice(4), typeof this);\n",
    'missing.mjs': "import './nope.mjs';\n",
    'script.cjs': 'var g = 1;\nconsole.log(typeof globalThis.g, this === globalThis);\n',
    'typed/package.json': '{ "type": "module" }',
    'typed/a.js': 'console.log(typeof this);\n',
  });
});
afterAll(() => folder.remove());

const run = (args: string[], input = '') => saguaro(['run', ...args], { cwd: folder.path, input });

/** Node's report without what is Node's own: frames of its loaders, the version, and its hint. */
function guestPart(text: string): string {
  return text
    .split('\n')
    .filter(
      (line) =>
        !/\(node:|^\s+at node:|^Node\.js v|Use `node --trace-uncaught|^node:internal|UnhandledPromise/.test(line),
    )
    .map((line) =>
      line
        // Where the last frame is Node's own, the brace of the error's properties is gone with it.
        .replace(/^(\s+at .*) \{$/, '$1')
        .replace(
          /^(\s+at )(?:Object\.<anonymous>|Timeout\.(?:<anonymous>|_onTimeout|\w+ \[as _onTimeout\])) \((.*)\)$/,
          '$1$2',
        ),
    )
    .join('\n')
    .replace(/(?: \{)?\n? {2}code: 'ERR_UNHANDLED_REJECTION'\n\}/, '')
    .replace(/^ *(?:new Unhandled.*\n *)?\^\n+/, '')
    .trimEnd();
}

describe('saguaro run', () => {
  it('runs a file, code and standard input', async () => {
    expect(await saguaro(['run', 'examples/counter.js'])).toEqual({
      status: 0,
      stdout: 'foo runs, b is 10\n1\n2\n3\n',
      stderr: '',
    });
    expect(await run(['-e', 'console.log(6 * 7)'])).toEqual({ status: 0, stdout: '42\n', stderr: '' });
    expect(await run([], 'console.log([1, { a: "x" }])')).toEqual({
      status: 0,
      stdout: "[ 1, { a: 'x' } ]\n",
      stderr: '',
    });
    expect(await run(['-'], 'console.error("e")')).toEqual({ status: 0, stdout: '', stderr: 'e\n' });
    expect((await run(['--typescript', '-e', 'let x: number = 1; console.log(x)'])).stdout).toBe('1\n');
    expect((await run(['-e', 'console.log(await 5)'])).stdout).toBe('5\n');
  });

  it('runs TypeScript', async () => {
    expect(await run(['good.ts'])).toEqual({ status: 0, stdout: '1\n', stderr: '' });
  });

  it('runs modules with static and dynamic imports, JSON too', async () => {
    expect(await run(['main.mjs'])).toEqual({ status: 0, stdout: '42 more true\n', stderr: '' });
  });

  it('tells scripts from modules by ending, package.json and syntax', async () => {
    expect((await run(['script.cjs'])).stdout).toBe('number true\n');
    expect((await run(['typed/a.js'])).stdout).toBe('undefined\n');
    expect((await run(['detected.js'])).stdout).toBe('8 undefined\n');
  });

  it.each(Object.keys(programs))('prints an uncaught error as Node does: %s', async (name) => {
    const file = join(folder.path, name);
    const [ours, theirs] = await Promise.all([saguaro(['run', file]), node([file])]);
    expect(guestPart(ours.stderr)).toBe(guestPart(theirs.stderr));
    expect(ours.status).toBe(1);
  });

  it('ends with status 3 for a syntax error', async () => {
    const { status, stderr } = await run(['syntax.js']);
    expect(status).toBe(3);
    expect(stderr).toBe(
      `${join(folder.path, 'syntax.js')}:2\nlet b = ;\n        ^\n\nSyntaxError: Unexpected token ';'\n`,
    );
  });

  it('says which module is missing', async () => {
    const { status, stderr } = await run(['missing.mjs']);
    expect(status).toBe(1);
    expect(stderr).toContain(`Cannot find module '${join(folder.path, 'nope.mjs')}' imported from`);
  });

  it.each(['require("fs")', 'process.exit()', 'module.exports = 1', '__dirname', 'Buffer.from("x")'])(
    'helps where %s is not there',
    async (code) => {
      const { status, stderr } = await run(['-e', code]);
      expect(status).toBe(1);
      expect(stderr).toMatch(/ReferenceError: \w+ is not defined/);
      expect(stderr).toMatch(/\nHint: \w+ is not there/);
    },
  );

  it('runs timers in order of time, ties in order of creation', async () => {
    const code = `
      setTimeout(() => console.log('c'), 20);
      setTimeout(() => console.log('a'), 1);
      setTimeout(() => console.log('b'), 1);
      const id = setInterval(() => { console.log('i'); clearInterval(id); }, 5);
      queueMicrotask(() => console.log('micro'));
      console.log('sync');`;
    expect((await run(['-e', code])).stdout).toBe('sync\nmicro\na\nb\ni\nc\n');
  });

  it('keeps to limits', async () => {
    expect(await run(['--max-steps', '10000', '-e', 'for (;;);'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'saguaro: the program was stopped: it reached the limit of bytecode instructions (--max-steps).\n',
    });
    expect((await run(['--timeout', '200ms', '-e', 'for (;;);'])).stderr).toContain('(--timeout)');
    expect((await run(['--max-heap', '64m', '-e', 'const a = []; for (;;) a.push([1, 2, 3]);'])).stderr).toContain(
      '(--max-heap)',
    );
  });

  it('repeats a run by seed and clock', async () => {
    const code = 'setTimeout(() => console.log(Math.random(), Date.now(), performance.now()), 1000)';
    const once = await run(['--seed', '7', '--now', '2026-01-01', '-e', code]);
    expect(once.stdout).toMatch(/^0\.\d+ 1767225601000 /);
    expect(await run(['--seed', '7', '--now', '2026-01-01', '-e', code])).toEqual(once);
    expect((await run(['--seed', '8', '--now', '2026-01-01', '-e', code])).stdout).not.toBe(once.stdout);
  });

  it('makes tail calls proper where asked', async () => {
    const code = "'use strict'; const f = (n) => (n === 0 ? 'end' : f(n - 1)); console.log(f(3_000_000));";
    expect((await run(['--tail-calls', '--max-heap', '128m', '-e', code])).stdout).toBe('end\n');
  });

  it('has what programs expect of a host', async () => {
    const code = `
      const copy = structuredClone({ a: [1, new Map([[1, 2]])] });
      console.log(copy, new TextDecoder().decode(new TextEncoder().encode('é')), performance.now() >= 0);
      const url = new URL('../b?x=1#h', 'https://example.org/a/c/d');
      console.log(url.href, url.searchParams.get('x'));`;
    expect(await run(['-e', code])).toEqual({
      status: 0,
      stdout: '{ a: [ 1, Map(1) { 1 => 2 } ] } é true\nhttps://example.org/a/b?x=1#h 1\n',
      stderr: '',
    });
  });
});

describe('the examples', () => {
  const examples = readdirSync(join(root, 'examples')).filter((name) => /\.(?:m?js|ts)$/.test(name));

  // Node ends where its flat stack does; what it prints for TypeScript is not what this compares.
  const withNode = examples.filter((name) => name !== 'deep-recursion.js' && !name.endsWith('.ts'));

  it.each(withNode)('%s prints what Node prints, under each strategy', async (name) => {
    const file = join('examples', name);
    const { stdout } = await node([file]);
    for (const storage of ['flat', 'linked', 'frame', 'table']) {
      expect(await saguaro(['run', '--storage', storage, file])).toEqual({ status: 0, stdout, stderr: '' });
    }
  });

  it('deep-recursion.js goes a million calls deep', async () => {
    const { status, stdout, stderr } = await saguaro(['run', 'examples/deep-recursion.js']);
    expect(stdout).toBe('depth 1000000\ntrue Maximum call stack size exceeded\n');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('shapes.ts runs', async () => {
    expect((await saguaro(['run', 'examples/shapes.ts'])).stdout).toBe(
      'circle: 3.14 m², together 3.14 m²\nbox: 6.00 m², together 9.14 m²\n',
    );
  });
});
