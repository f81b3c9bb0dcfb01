/**
 * Records V8's own verdicts: which variables it keeps in Contexts, for each function of the files in `files.json` and of the
 * programs in `rules.json`.
 *
 *   node packages/engine/test/v8/record.mjs [NODE]
 *
 * NODE is the Node whose V8 is asked, by default the one that runs this. Writes fixtures/v8-VERSION.json. With `--check FILE MODE` it prints the
 * verdict on one file instead.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');

/** Beyond this many, V8 keeps the names in a hash table, in no order. */
const mostOrdered = 75;
const listed = (names) => (names.length > mostOrdered ? [...names].sort() : names).join(',');

/** The types of scopes that a function's own Context has; others in it are blocks. */
const functionScopes = new Set(['FUNCTION_SCOPE', 'SCRIPT_SCOPE', 'MODULE_SCOPE', 'EVAL_SCOPE']);

/**
 * V8's verdict on a file: for each function that it compiled `[start, end, own, blocks]`: where V8 begins and ends it, the names in its own
 * Context in the order of their slots (sorted where there are too many), and the same for each block inside (`catch:e`, `class:C`, `block:i,j`).
 */
export function askV8(file, mode, node = process.execPath) {
  const folder = mkdtempSync(join(tmpdir(), 'v8-verdicts-'));
  try {
    const output = join(folder, 'output.txt');
    const result = join(folder, 'result.json');
    const descriptor = openSync(output, 'w');
    const flags = ['--allow-natives-syntax', '--no-lazy', '--no-flush-bytecode', '--no-compact', '--stack-size=3900'];
    if (mode === 'module') flags.push('--experimental-vm-modules', '--no-warnings');
    const args = [...flags, join(here, 'read-v8.cjs'), file, mode, output, result];
    const { status, stderr } = spawnSync(node, args, { stdio: ['ignore', descriptor, 'pipe'], encoding: 'utf8' });
    closeSync(descriptor);
    if (status !== 0) throw new Error(`${file}: ${stderr}`);
    const { version, functions, scopes } = JSON.parse(readFileSync(result, 'utf8'));
    return { version, functions: functions.map((one) => verdict(one, scopes)).filter((one) => one !== null) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function verdict({ kind, start, end, own, inner }, scopes) {
  if (/Default(Base|Derived)Constructor/.test(kind)) return null;
  const record = own === null ? undefined : scopes[own];
  // A function without a Context of its own has the record of a scope around it, or one without names.
  const names = record !== undefined && functionScopes.has(record.type) ? record.names : [];
  const blocks = inner
    .map((address) => scopes[address])
    .filter(({ type, size }) => !functionScopes.has(type) && size > 0)
    // V8 wraps an async function's body in a `try` of its own, and gives each caught pattern such a Context.
    .filter(({ names }) => names.join() !== '.catch')
    .map(({ type, names }) => `${type.replace('_SCOPE', '').toLowerCase()}:${listed(names)}`)
    .sort();
  const initialiser = /static|Static/.test(kind) ? 'S' : 'I';
  return [/Initializer/.test(kind) ? initialiser : start, end, listed(names), ...blocks];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const check = args.indexOf('--check');
  if (check >= 0) {
    console.log(JSON.stringify(askV8(resolve(args[check + 1]), args[check + 2] ?? 'commonjs'), null, 1));
  } else {
    const files = JSON.parse(readFileSync(join(here, 'files.json'), 'utf8'));
    const recorded = {};
    let version = '';
    for (const [file, mode] of Object.entries(files)) {
      const answer = askV8(join(root, file), mode, args[0]);
      version = answer.version;
      recorded[file] = answer.functions;
    }
    const rules = JSON.parse(readFileSync(join(here, 'rules.json'), 'utf8')).map(({ source, mode = 'commonjs' }) => {
      const folder = mkdtempSync(join(tmpdir(), 'v8-rule-'));
      const file = join(folder, 'rule.js');
      writeFileSync(file, source);
      const { functions } = askV8(file, mode, args[0]);
      rmSync(folder, { recursive: true });
      return functions;
    });
    const lines = Object.entries(recorded).map(
      ([file, functions]) => `${JSON.stringify(file)}: ${JSON.stringify(functions)}`,
    );
    writeFileSync(
      join(here, `fixtures/v8-${/^\d+\.\d+/.exec(version)[0]}.json`),
      `{"v8": "${version}",\n"files": {\n${lines.join(',\n')}\n},\n"rules": [\n${rules.map((one) => JSON.stringify(one)).join(',\n')}\n]}\n`,
    );
  }
}
