// Runs tests with the host's own V8. Its purpose is to check the runner: what V8 is known to pass must pass here.
import { readFileSync } from 'node:fs';
import type { ImportAttributes } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import type { Adapter, ErrorPhase, HarnessFile, Outcome, Program } from './adapter.ts';
import { isAsyncEnd } from './judge.ts';
import { NodeAgents } from './node-agents.ts';

/** How long an async test may be quiet before it counts as having come to rest; V8 tells nobody when its jobs run out. */
const restAfter = 3000;

/** Names the thrown value's constructor from outside its realm, trusting nothing that a test may have replaced. */
function describeThrown(error: unknown): { type: string; message: string; stack: string } {
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null)
    return { type: typeof error, message: String(error), stack: '' };
  try {
    const thrown = error as { constructor?: { name?: unknown }; message?: unknown; stack?: unknown };
    const type = String(thrown.constructor?.name);
    return { type, message: String(thrown.message), stack: typeof thrown.stack === 'string' ? thrown.stack : '' };
  } catch (nested) {
    return { type: 'object', message: `(not printable: ${String(nested)})`, stack: '' };
  }
}

class Realm {
  readonly global: vm.Context;
  readonly #print: (text: string) => void;
  readonly #agents: NodeAgents;

  constructor(print: (text: string) => void, agents: NodeAgents) {
    this.#print = print;
    this.#agents = agents;
    // @types/node lags behind: the value is accepted from 20.18 on, and gives a global object without interceptors.
    const plain = (vm.constants as unknown as { DONT_CONTEXTIFY: object }).DONT_CONTEXTIFY;
    this.global = vm.createContext(plain);
    this.#define('print', (text: unknown) => this.#print(String(text)));
    this.#define('$262', this.#createHost());
  }

  #define(name: string, value: unknown): void {
    Object.defineProperty(this.global, name, { value, writable: true, configurable: true, enumerable: false });
  }

  #createHost(): object {
    // Made inside the realm, so that its prototype and its functions' prototypes are the realm's own.
    const wrap = vm.runInContext(
      `(functions) => {
        const host = {};
        for (const [name, call] of functions) host[name] = { [name]: (...args) => call(...args) }[name];
        return host;
      }`,
      this.global,
    ) as (functions: readonly (readonly [string, (...args: never[]) => unknown])[]) => Record<string, unknown>;
    const host = wrap([
      ['createRealm', () => new Realm(this.#print, this.#agents).global['$262']],
      ['evalScript', (source: string) => vm.runInContext(source, this.global, { importModuleDynamically: refuse })],
      ['detachArrayBuffer', (buffer: ArrayBuffer) => void structuredClone(buffer, { transfer: [buffer] })],
      ['gc', () => globalThis.gc!()],
    ]);
    host['global'] = this.global;
    host['IsHTMLDDA'] = vm.runInContext('%GetUndetectable()', this.global);
    host['agent'] = wrap(this.#agents.functions());
    return host;
  }
}

function refuse(): never {
  throw new Error('import() is not available in evalScript');
}

/** Loads modules for one test; a module is one per file and type, as a host's module map would have it. */
class Loader {
  readonly #realm: Realm;
  readonly #modules = new Map<string, vm.Module>();
  readonly #linked = new Map<vm.Module, Promise<void>>();

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  /** Throws the realm's SyntaxError. */
  create(source: string, file: string): vm.SourceTextModule {
    const module = new vm.SourceTextModule(source, {
      context: this.#realm.global,
      identifier: file,
      importModuleDynamically: this.importFrom(file),
    });
    this.#modules.set(`${file} undefined`, module);
    return module;
  }

  link(module: vm.Module): Promise<void> {
    const linked =
      this.#linked.get(module) ??
      module.link((specifier, referrer, { attributes }) => this.#load(specifier, referrer.identifier, attributes));
    this.#linked.set(module, linked);
    return linked;
  }

  /** What `import()` does in the given file. */
  importFrom(file: string) {
    return async (specifier: string, _: unknown, attributes: ImportAttributes): Promise<vm.Module> => {
      const module = this.#load(specifier, file, attributes);
      if (module.status === 'unlinked' || module.status === 'linking') await this.link(module);
      // A module that imports itself gets what it has so far; the host refuses to wait for it.
      if (module.status !== 'evaluating') await module.evaluate();
      return module;
    };
  }

  #load(specifier: string, referrer: string, { type }: ImportAttributes): vm.Module {
    const file = join(dirname(referrer), specifier);
    const key = `${file} ${type}`;
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const text = readFileSync(file, 'utf8');
    if (type === undefined) return this.create(text, file);
    if (type !== 'json') throw new TypeError(`no module of type ${type}`);
    const parse = vm.runInContext('JSON.parse', this.#realm.global) as (text: string) => unknown;
    const value = parse(text);
    const module = new vm.SyntheticModule(['default'], () => module.setExport('default', value), {
      context: this.#realm.global,
      identifier: file,
    });
    this.#modules.set(key, module);
    return module;
  }
}

const scripts = new WeakMap<HarnessFile, vm.Script>();

function harnessScript(file: HarnessFile): vm.Script {
  let script = scripts.get(file);
  if (script === undefined) {
    script = new vm.Script(file.source, { filename: file.name });
    scripts.set(file, script);
  }
  return script;
}

async function run(program: Program): Promise<Outcome> {
  const printed: string[] = [];
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const print = (text: string) => {
    printed.push(text);
    if (isAsyncEnd(text)) ended();
  };
  const agents = new NodeAgents();
  const realm = new Realm(print, agents);
  const loader = new Loader(realm);
  let phase: ErrorPhase = 'harness';
  try {
    for (const file of program.harness) harnessScript(file).runInContext(realm.global);
    phase = 'parse';
    if (program.kind === 'module') {
      const module = loader.create(program.source, program.file);
      phase = 'resolution';
      await loader.link(module);
      phase = 'runtime';
      await module.evaluate();
    } else {
      const script = new vm.Script(program.source, {
        filename: program.file,
        importModuleDynamically: loader.importFrom(program.file),
      });
      phase = 'runtime';
      script.runInContext(realm.global);
    }
    if (program.async) await Promise.race([end, rest(program.limits.timeout)]);
    return { status: 'completed', printed };
  } catch (error) {
    return { status: 'threw', phase, ...describeThrown(error), printed };
  } finally {
    agents.end();
  }
}

function rest(timeout: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(restAfter, timeout)).unref());
}

/** The host's own engine, as an engine under test. */
export function createNodeAdapter(): Adapter {
  return { run };
}
