/** Runs a program in the engine and in the host's own, and tells where they differ. */
import vm from 'node:vm';
import { SHOW } from './generate.mjs';

const TIME = 2000;

/** Takes iterator helpers away, which Node has from 22 on, and the text of stacks. */
const STANDARD = `
  { const p = Object.getPrototypeOf(Object.getPrototypeOf([].values()));
    for (const k of Reflect.ownKeys(p)) if (k !== Symbol.iterator) delete p[k];
    delete globalThis.Iterator; delete globalThis.AsyncIterator; }
  Error.stackTraceLimit = 0;`;

async function inHost(source) {
  const lines = [];
  const context = vm.createContext({ structuredClone: undefined });
  vm.runInContext('this.lines = []; this.print = (s) => { lines.push(s); };', context);
  // The realm's own, by the same program in both: the host's would answer with objects of another realm.
  let end = 'done';
  try {
    // What not every host has yet, and what lies in a stack trace, is not compared.
    vm.runInContext(`${STANDARD}`, context);
    vm.runInContext(SHOW, context);
    vm.runInContext(source, context, { timeout: TIME });
  } catch (e) {
    if (e?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    end = thrown(e);
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  lines.push(...vm.runInContext('lines', context));
  return { lines, end };
}

/** The words of a TypeError quote the program and are no part of the language. */
function comparable(line) {
  return line?.replace(/TypeError(: |%3A%20)[^]*/, 'TypeError');
}

function thrown(e) {
  try {
    return `threw ${typeof e === 'object' && e !== null && 'message' in e ? `${e.name}: ${e.message}` : String(e)}`;
  } catch {
    return 'threw';
  }
}

function inEngine(engine, source, storage) {
  const lines = [];
  const machine = new engine.Machine({
    storage,
    functions: { print: (s) => void lines.push(s) },
    limits: { steps: 20_000_000, heapBytes: 256e6 },
  });
  machine.start(SHOW);
  machine.run();
  machine.start(`var structuredClone = undefined; ${STANDARD}`);
  machine.run();
  let end = 'done';
  try {
    machine.start(source);
  } catch (e) {
    if (!(e instanceof engine.SaguaroSyntaxError)) throw e;
    return { lines, end: `threw SyntaxError` };
  }
  let outcome = machine.run();
  if (outcome.status === 'threw') {
    const text = machine.describeError(outcome.error).text;
    end = `threw ${text}`;
    // Jobs that were waiting still run, as in the host.
    for (let i = 0; i < 20 && outcome.status === 'threw'; i++) outcome = machine.run();
  } else if (outcome.status === 'limit') return null;
  return { lines, end };
}

/** What differs, as text; null where nothing does, or where a program took too long to tell. */
export async function difference(engine, source, storage) {
  const host = await inHost(source);
  if (host === null) return null;
  let own;
  try {
    own = inEngine(engine, source, storage);
  } catch (e) {
    return `the engine failed: ${e?.stack ?? e}`;
  }
  if (own === null) return null;
  if (host.end.split(' ')[0] !== own.end.split(' ')[0]) return `ends: host ${host.end}, engine ${own.end}`;
  for (let i = 0; i < Math.max(host.lines.length, own.lines.length); i++)
    if (comparable(host.lines[i]) !== comparable(own.lines[i]))
      return `line ${i}: host ${host.lines[i]}\n        engine ${own.lines[i]}`;
  return null;
}
