/**
 * Damaged programs: pieces of real ones, cut and altered. None makes the engine throw an error of its own.
 *
 *   node mutants.mjs [COUNT] [FIRST SEED]      more of them, prints what is wrong; with TEST262_DIR, pieces of its tests too
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const STORAGES = ['flat', 'linked', 'frame', 'table'];
const LONGEST = 3000;
/** Milliseconds that no such program may take to be read; a busy machine may take ten times as long as an idle one. */
const TOO_LONG = 20_000;

/** Text that is put where it does not belong. */
const PIECES =
  '( ) { } [ ] ; , . .. ... => ? ?. ?? : = == += **= ++ -- ! ~ & | ^ % * / // /* */ ` ${ " \' \\ # #x @ < > <T> as satisfies enum abstract ' +
  'declare namespace type interface async await yield let const var static get set of in new new.target super this class extends function function* ' +
  'import import.meta export default from with delete typeof void eval arguments return break continue switch case try catch finally throw do while for if ' +
  'else debugger using null true 0 08 0x 1_0 1__0 1n 0b2 1e 9e999 \\u{110000} \\u0061 \u2028 \u0000 \ud800 \ufeff /(?<a>/ /[/ a: constructor __proto__ prototype "use strict"';
const INSERTED = PIECES.split(' ');

/** A generator of numbers in [0, 1) (mulberry32). */
function random(seed) {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function filesUnder(folder, ends) {
  return readdirSync(folder, { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => ends.some((end) => file.endsWith(end)) && !file.includes('node_modules'))
    .sort();
}

/** Programs to make pieces of: the engine's fixtures and its own source, npm packages, test262 where it is. */
export function sources(suite = null) {
  const engine = fileURLToPath(new URL('../../', import.meta.url));
  const files = [
    ...filesUnder(join(engine, 'test'), ['.js']),
    ...filesUnder(join(engine, 'src'), ['.js', '.ts']).filter((file) => !file.endsWith('.gen.ts')),
    ...['acorn', 'lodash', 'mustache', 'decimal.js', 'marked'].map((name) => require.resolve(name)),
    ...(suite === null ? [] : filesUnder(join(suite, 'test'), ['.js'])),
  ];
  return files.map((file) => ({ language: file.endsWith('.ts') ? 'ts' : 'js', read: () => textOf(file) }));
}

const read = new Map();
function textOf(file) {
  const known = read.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8');
  if (read.size < 2000) read.set(file, text);
  return text;
}

const margins = new Map();
/** Where lines begin that say something at the margin. */
function startsOf(text) {
  let starts = margins.get(text);
  if (starts === undefined) {
    starts = [...text.matchAll(/^[\w$(@/]/gm)].map((match) => match.index);
    margins.set(text, starts);
  }
  return starts;
}

const TOKEN = /[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*|"[^"\n]*"|'[^'\n]*'|\s+|=>|\.\.\.|[^]/gu;

/** A damaged program, and how to take it; the same for the same seed and list of sources. */
export function mutant(all, seed) {
  const next = random(seed);
  const below = (n) => Math.floor(next() * n);
  const piece = () => {
    const { language, read } = all[below(all.length)];
    const text = read();
    if (text.length <= LONGEST) return { language, text };
    // Mostly from one line that begins at the margin to another: what is whole gets further than its first token.
    const starts = next() < 0.8 ? startsOf(text) : [];
    if (starts.length < 2) {
      const at = below(text.length - LONGEST);
      return { language, text: text.slice(at, at + LONGEST) };
    }
    const first = below(starts.length - 1);
    let last = first + 1;
    while (last + 1 < starts.length && starts[last + 1] - starts[first] <= LONGEST) last++;
    return { language, text: text.slice(starts[first], starts[first + 1 + below(last - first)]) };
  };
  const { language, text } = piece();
  const tokens = text.match(TOKEN) ?? [];
  for (let n = below(4); n > 0; n--) {
    const at = below(tokens.length + 1);
    const length = 1 + below(next() < 0.8 ? 3 : 40);
    switch (below(6)) {
      case 0:
        tokens.splice(at, length);
        break;
      case 1:
        tokens.splice(at, 0, ...tokens.slice(at, at + length));
        break;
      case 2:
        tokens.splice(at, 0, INSERTED[below(INSERTED.length)], ' ');
        break;
      case 3:
        tokens[at] = INSERTED[below(INSERTED.length)];
        break;
      case 4: {
        const other = below(tokens.length + 1);
        [tokens[at], tokens[other]] = [tokens[other] ?? '', tokens[at] ?? ''];
        break;
      }
      default:
        tokens.splice(at, 0, ...(piece().text.match(TOKEN) ?? []).slice(0, length * 5));
    }
  }
  if (next() < 0.2) tokens.length = below(tokens.length + 1);
  return {
    source: tokens.join(''),
    language: next() < 0.8 ? language : language === 'ts' ? 'js' : 'ts',
    kind: next() < 0.5 ? 'script' : 'module',
    storage: STORAGES[below(STORAGES.length)],
  };
}

export const counts = { refused: 0, ran: 0 };

/** What is wrong with how the engine takes the program; null where nothing is. */
export function wrong(engine, { source, language, kind, storage }) {
  const began = performance.now();
  try {
    const machine = new engine.Machine({
      storage,
      verifyBytecode: true,
      console: () => undefined,
      limits: { steps: 20_000, heapBytes: 64 << 20, durationMs: 2000, outputBytes: 1e6 },
      modules: { resolve: (s) => s, load: () => ({ source: '', language: 'js' }) },
    });
    try {
      machine.start(source, { name: 'mutant', kind, language });
    } catch (e) {
      if (!(e instanceof engine.SaguaroSyntaxError)) return `start threw ${e?.stack ?? e}`;
      counts.refused++;
      return slow(began);
    }
    counts.ran++;
    // Every function's code, and what is said of its variables, not only what runs.
    engine.disassemble(source, { name: 'mutant', kind, language, storage });
    engine.explainSource(source, { name: 'mutant', kind, language, storage });
    for (let i = 0; i < 5; i++) {
      const outcome = machine.run();
      if (outcome.status === 'threw') machine.describeError(outcome.error);
      else break;
    }
  } catch (e) {
    return `threw ${e?.stack ?? e}`;
  }
  return slow(began);
}

function slow(began) {
  const ms = performance.now() - began;
  return ms > TOO_LONG ? `took ${Math.round(ms)} ms` : null;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const engine = await import(process.env['SAGUARO_ENGINE'] ?? '@saguaro/engine');
  await engine.loadTypeScript();
  const suite = process.env['TEST262_DIR'] ?? null;
  const all = sources(suite !== null && existsSync(join(suite, 'test')) ? suite : null);
  const count = Number(process.argv[2] ?? 1000);
  const first = Number(process.argv[3] ?? 1);
  let bad = 0;
  for (let seed = first; seed < first + count; seed++) {
    const text = wrong(engine, mutant(all, seed));
    if (text === null) continue;
    bad++;
    process.stdout.write(`seed ${seed}: ${text}\n`);
  }
  process.stdout.write(`${count} damaged programs, ${JSON.stringify(counts)}, ${bad} not as they should be\n`);
  process.exitCode = bad === 0 ? 0 : 1;
}
