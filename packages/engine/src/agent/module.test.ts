import { describe, expect, it } from 'vitest';

import { type LoadedModule, Machine, type MachineOptions, type ModuleLoader, type Outcome } from '../index.ts';
import { liveBytes } from '../machine/live-bytes.ts';

/** Files of a program by name; `main` is the one that is run. */
type Files = Readonly<Record<string, string>>;

interface Run {
  readonly lines: string[];
  readonly outcome: Outcome;
  /** The uncaught error as text. */
  readonly error: string | undefined;
}

function languageOf(url: string): LoadedModule['language'] {
  if (url.endsWith('.json')) return 'json';
  return url.endsWith('.txt') ? 'text' : url.endsWith('.ts') ? 'ts' : 'js';
}

function loaderOf(files: Files): ModuleLoader {
  return {
    resolve: (specifier) => specifier.replace('./', ''),
    load(url) {
      const source = files[url];
      if (source === undefined)
        throw Object.assign(new Error(`Cannot find module '${url}'`), { code: 'ERR_MODULE_NOT_FOUND' });
      return { source, language: languageOf(url) };
    },
  };
}

function start(files: Files, options: MachineOptions, lines: string[]): Machine {
  const machine = new Machine({ modules: loaderOf(files), console: (_level, text) => lines.push(text), ...options });
  machine.start(files['main'] as string, { name: 'main', kind: 'module' });
  return machine;
}

function result(machine: Machine, outcome: Outcome, lines: string[]): Run {
  return { lines, outcome, error: outcome.status === 'threw' ? machine.describeError(outcome.error).text : undefined };
}

function run(files: Files, options: MachineOptions = {}): Run {
  const lines: string[] = [];
  const machine = start(files, options, lines);
  return result(machine, machine.run(), lines);
}

/** Waits for pending loads as an embedder does. */
async function runWaiting(files: Files, options: MachineOptions): Promise<Run> {
  const lines: string[] = [];
  const machine = start(files, options, lines);
  for (;;) {
    const outcome = machine.run();
    if (outcome.status !== 'waiting' || outcome.calls.length === 0) return result(machine, outcome, lines);
    await machine.answered();
  }
}

const CYCLE: Files = {
  main: "import { a, show } from './a'; show(); console.log('main', a);",
  a: "import { b } from './b'; export let a = 'a'; export function show() { console.log(a, b); } console.log('in a', b);",
  b: "import { show, a } from './a'; export let b = 'b'; try { a; } catch (e) { console.log(e.message); } console.log(typeof show);",
};

const ASYNC: Files = {
  main: "import './x'; import { y } from './y'; console.log('main', y);",
  x: "console.log('x1'); await null; console.log('x2');",
  y: "console.log('y'); export const y = 1;",
};

describe('evaluation', () => {
  it('goes through cycles with live bindings, functions instantiated first', () => {
    expect(run(CYCLE).lines).toEqual([
      "Cannot access 'a' before initialization",
      'function',
      'in a b',
      'a b',
      'main a',
    ]);
  });

  it('lets siblings go on while a module awaits', () => {
    expect(run(ASYNC).lines).toEqual(['x1', 'y', 'x2', 'main 1']);
  });

  it('can be paused at every instruction', () => {
    for (const files of [CYCLE, ASYNC]) {
      const lines: string[] = [];
      const machine = start(files, {}, lines);
      let pauses = 0;
      while (machine.step().status === 'paused') pauses++;
      expect(pauses).toBeGreaterThan(100);
      expect(lines).toEqual(run(files).lines);
    }
  });

  it('says so when an await never ends', () => {
    expect(run({ main: 'await new Promise(() => {});' }).outcome).toEqual({ status: 'waiting', calls: [] });
  });

  it('reports what a module throws as the uncaught error, not as a rejection', () => {
    const { outcome, error } = run({ main: "import './a'; console.log('never');", a: 'throw new TypeError("no");' });
    expect(outcome).toMatchObject({ status: 'threw' });
    expect(outcome).not.toHaveProperty('rejection');
    expect(error).toBe('TypeError: no\n    at a:1:7');
  });

  it('fails with the same error each time', () => {
    const source =
      "const e = []; for (const i of [1, 2]) try { await import('./a'); } catch (x) { e.push(x); } console.log(e[0] === e[1], e[0].message);";
    expect(run({ main: source, a: "import './b';", b: "throw new Error('once');" }).lines).toEqual(['true once']);
  });

  it('goes deep without host recursion', () => {
    const files: Record<string, string> = { main: "import { n } from './m0'; console.log(n);" };
    const depth = 3000;
    for (let i = 0; i < depth; i++)
      files[`m${i}`] = `export { n } from './m${i + 1}'; import * as ns from './m${i + 1}'; export { ns };`;
    files[`m${depth}`] = 'export const n = 1; export const ns = null;';
    expect(run(files).lines).toEqual(['1']);
  });
});

describe('linking', () => {
  it.each([
    [
      'a name that is not there',
      "import { zork } from './a';",
      '',
      "The requested module './a' does not provide an export named 'zork'",
      'main:1:10',
    ],
    [
      'no default export',
      "\n  import d from './a';",
      'export let x;',
      "The requested module './a' does not provide an export named 'default'",
      'main:2:10',
    ],
    [
      'a re-export of nothing',
      "export { zork } from './a';",
      '',
      "The requested module './a' does not provide an export named 'zork'",
      'main:1:1',
    ],
    [
      'a name that two star exports provide',
      "import { x } from './a';",
      "export * from './b'; export * from './c';",
      "The requested module './a' contains conflicting star exports for name 'x'",
      'main:1:10',
    ],
  ])('%s', (_title, main, a, message, place) => {
    const { error } = run({ main, a, b: 'export let x;', c: 'export let x;' });
    expect(error).toBe(`SyntaxError: ${message}\n    at ${place}`);
  });

  it('names the place of a syntax error in an imported file', () => {
    expect(run({ main: "import './a';", a: 'let ok;\nlet a = ;' }).error).toBe(
      "SyntaxError: Unexpected token ';'\n    at a:2:9",
    );
  });
});

describe('namespaces', () => {
  it('have their names in code unit order, index names too', () => {
    const { lines } = run({
      main: "import * as ns from './a'; console.log(Reflect.ownKeys(ns).map(String).join(), ns[10], '9' in ns, Object.isExtensible(ns)); try { ns[10] = 1; } catch (e) { console.log(e.message); }",
      a: "const x = 1; export { x as '10', x as '9', x as b, x as B };",
    });
    expect(lines[0]).toBe('10,9,B,b,Symbol(Symbol.toStringTag) 1 true false');
    expect(lines[1]).toMatch(/^Cannot assign to read only property '10' of object/);
  });

  it('may hold one another', () => {
    const { lines } = run({
      main: "import * as a from './a'; console.log(a.b.a === a, a.b.a.b.name);",
      a: "export * as b from './b';",
      b: "export * as a from './a'; export const name = 'b';",
    });
    expect(lines).toEqual(['true b']);
  });
});

describe('import()', () => {
  const files: Files = { a: 'export let x = 1; export default () => x++;', bad: 'let a = ;' };

  it('is relative to the code that says it, evals and dynamic functions included', () => {
    const asked: string[] = [];
    const modules: ModuleLoader = {
      resolve: (specifier, referrer) => {
        asked.push(`${specifier} from ${referrer}`);
        return specifier;
      },
      load: (url) => ({ source: files[url] ?? '', language: 'js' }),
    };
    const main =
      "import { f } from 'f'; f(); eval('import(`direct`)'); (0, eval)('import(`indirect`)'); new Function('import(`made`)')();";
    run(
      { main },
      {
        modules: {
          ...modules,
          load: (url) => ({ source: url === 'f' ? 'export const f = () => import(`inner`);' : '', language: 'js' }),
        },
      },
    );
    expect(asked).toEqual(['f from main', 'inner from f', 'direct from main', 'indirect from main', 'made from main']);
  });

  it.each([
    ["import('./nope')", "Error: Cannot find module 'nope' ERR_MODULE_NOT_FOUND"],
    ["import('./bad')", "SyntaxError: Unexpected token ';' undefined"],
    ["import('./a', 1)", 'TypeError: The second argument of import() must be an object undefined'],
    ["import('./a', { with: 1 })", "TypeError: The 'with' option of import() must be an object undefined"],
    ["import('./a', { with: { type: 1 } })", 'TypeError: Import attribute value must be a string undefined'],
    [
      "import('./a', { with: { kind: 'x' } })",
      'TypeError: Import attribute "kind" with value "x" is not supported ERR_IMPORT_ATTRIBUTE_UNSUPPORTED',
    ],
    [
      "import('./a', { with: { type: 'json' } })",
      'TypeError: Module "a" is not of type "json" ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE',
    ],
    [
      "import('./d.json')",
      'TypeError: Module "d.json" needs an import attribute of "type: json" ERR_IMPORT_ATTRIBUTE_MISSING',
    ],
    ["import('./e.json', { with: { type: 'json' } })", 'SyntaxError: e.json: Unexpected end of JSON input undefined'],
  ])('%s rejects', (call, text) => {
    const main = `try { await ${call}; } catch (e) { console.log(e.name + ': ' + e.message, e.code); }`;
    expect(run({ main, ...files, 'd.json': '{}', 'e.json': '' }).lines).toEqual([text]);
  });

  it('works in scripts, and says what is missing where there is no loader', () => {
    const lines: string[] = [];
    const machine = new Machine({ console: (_level, text) => lines.push(text) });
    machine.start("import('./a').catch((e) => console.log(e.message, e.code));", { name: 'script.js' });
    machine.run();
    expect(lines).toEqual([
      "Cannot find module './a' imported from script.js: this machine was given no module loader ERR_MODULE_NOT_FOUND",
    ]);
  });

  it('takes a namespace with a then method for a thenable', () => {
    expect(run({ main: "console.log(await import('./t'));", t: 'export function then(r) { r(7); }' }).lines).toEqual([
      '7',
    ]);
  });
});

describe('other modules', () => {
  it('JSON and text are values of their own, once a type', () => {
    const { lines } = run({
      main: "import a from './d.json' with { type: 'json' }; import t from './d.txt' with { type: 'text' }; const b = await import('./d.json', { with: { type: 'json' } }); console.log(a.list[1], b.default === a, t);",
      'd.json': '{ "list": [1, 2] }',
      'd.txt': 'text',
    });
    expect(lines).toEqual(['2 true text']);
  });

  it('import.meta is one null-prototype object a module', () => {
    const modules = { ...loaderOf({}), meta: () => ({ dirname: '/d' }) };
    const main = 'console.log(import.meta, import.meta === import.meta, import.meta.url);';
    expect(run({ main }, { modules }).lines).toEqual([
      "[Object: null prototype] { dirname: '/d', url: 'main' } true main",
    ]);
  });

  it('direct evals see the bindings of their module', () => {
    const { lines } = run({
      main: "import { x, up } from './a'; const c = 1; let v = 2; up(); console.log(eval('x + c + v')); eval('v = 5'); for (const s of ['c = 1', 'x = 1']) try { eval(s); } catch (e) { console.log(e.message); } console.log(v, eval('typeof zork'));",
      a: 'export let x = 1; export function up() { x++; }',
    });
    expect(lines).toEqual(['5', 'Assignment to constant variable.', 'Assignment to constant variable.', '5 undefined']);
  });
});

describe('loading that takes time', () => {
  const files: Files = {
    main: "import { b } from './a'; console.log(b); console.log(await import('./a') === await import('./c').then((m) => m.a));",
    a: "export { b } from './b';",
    b: 'export const b = 1;',
    c: "import * as a from './a'; export { a };",
  };
  const slow = loaderOf(files);

  it('waits for promises of the loader, each file read once', async () => {
    const read: string[] = [];
    const modules: ModuleLoader = {
      ...slow,
      load: async (url, attributes) => {
        read.push(url);
        await Promise.resolve();
        return slow.load(url, attributes);
      },
    };
    expect((await runWaiting(files, { modules })).lines).toEqual(['1', 'true']);
    expect(read).toEqual(['a', 'b', 'c']);
  });

  it('names what it waits for, and takes answers and errors from outside', () => {
    const lines: string[] = [];
    const modules: ModuleLoader = { ...slow, load: () => new Promise<LoadedModule>(() => {}) };
    const machine = start({ main: "import './a';" }, { modules }, lines);
    expect(machine.run()).toEqual({
      status: 'waiting',
      calls: [{ kind: 'load', id: 1, url: 'a', specifier: './a', referrer: 'main' }],
    });
    machine.settleLoad(1, {
      module: { source: "import('./b').catch((e) => console.log(e.message));", language: 'js' },
    });
    expect(machine.run()).toMatchObject({ status: 'waiting', calls: [{ id: 2, url: 'b' }] });
    machine.settleLoad(2, { error: new Error('gone') });
    machine.settleLoad(2, { error: new Error('twice') });
    expect(machine.run().status).toBe('done');
    expect(lines).toEqual(['gone']);
  });

  it('loads TypeScript, its parser included', async () => {
    const typed = {
      main: "import { v } from './v.ts'; console.log(v);",
      'v.ts': 'enum E { A = 3 } export const v: number = E.A;',
    };
    expect((await runWaiting(typed, {})).lines).toEqual(['3']);
  });
});

describe('memory', () => {
  it('counts what modules keep alive, and nothing of the host', () => {
    const main = "export const kept = new Array(50_000).fill(1.5); import('./slow'); await new Promise(() => {});";
    const modules: ModuleLoader = { ...loaderOf({}), load: () => new Promise<LoadedModule>(() => {}) };
    const lines: string[] = [];
    const machine = start({ main }, { modules }, lines);
    const before = liveBytes(machine.core);
    machine.run();
    const grown = liveBytes(machine.core) - before;
    expect(grown).toBeGreaterThan(400_000);
    expect(grown).toBeLessThan(600_000);
  });
});
