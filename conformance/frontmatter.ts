/** The stage at which a negative test must fail. */
export type Phase = 'parse' | 'resolution' | 'runtime';

/** What a test says about itself between its frontmatter delimiters; only what decides how it is run. */
export interface Frontmatter {
  readonly flags: ReadonlySet<Flag>;
  /** Names of files in the suite's `harness/` folder, in the order in which they are to run. */
  readonly includes: readonly string[];
  readonly features: readonly string[];
  readonly negative: { readonly phase: Phase; readonly type: string } | null;
}

const knownFlags = [
  'onlyStrict',
  'noStrict',
  'module',
  'raw',
  'async',
  'generated',
  'CanBlockIsFalse',
  'CanBlockIsTrue',
  'non-deterministic',
] as const;
export type Flag = (typeof knownFlags)[number];

const phases: readonly string[] = ['parse', 'resolution', 'runtime'] satisfies Phase[];

/** A test whose frontmatter cannot be understood: the suite is broken, or newer than this reader. */
export class FrontmatterError extends Error {}

type Value = string | string[] | Map<string, string>;

/**
 * Reads a test's frontmatter: the part of YAML that the suite uses (scalars, flow and block lists, block scalars, one
 * level of nested mapping). A file without frontmatter has the empty one.
 * Throws FrontmatterError on what would otherwise be misread silently: an unknown flag, an incomplete `negative`.
 */
export function parseFrontmatter(source: string): Frontmatter {
  const start = source.indexOf('/*---');
  const end = source.indexOf('---*/', start);
  const entries = start < 0 || end < 0 ? new Map<string, Value>() : readMapping(source.slice(start + 5, end));
  return {
    flags: new Set(readList(entries, 'flags').map(toFlag)),
    includes: readList(entries, 'includes'),
    features: readList(entries, 'features'),
    negative: readNegative(entries.get('negative')),
  };
}

function toFlag(name: string): Flag {
  const flag = knownFlags.find((known) => known === name);
  if (flag === undefined) throw new FrontmatterError(`unknown flag "${name}"`);
  return flag;
}

function readList(entries: ReadonlyMap<string, Value>, key: string): string[] {
  const value = entries.get(key);
  if (value === undefined || value === '') return [];
  if (!Array.isArray(value)) throw new FrontmatterError(`"${key}" is not a list`);
  return value;
}

function readNegative(value: Value | undefined): Frontmatter['negative'] {
  if (value === undefined) return null;
  const phase = value instanceof Map ? value.get('phase') : undefined;
  const type = value instanceof Map ? value.get('type') : undefined;
  if (phase === undefined || type === undefined || !phases.includes(phase))
    throw new FrontmatterError('"negative" needs a phase and a type');
  return { phase: phase as Phase, type };
}

function readMapping(text: string): Map<string, Value> {
  // A few tests are about line terminators and end their own lines with a lone carriage return.
  const lines = text.split(/\r\n|\r|\n/);
  const result = new Map<string, Value>();
  const indent = lines.find((line) => line.trim() !== '')?.match(/^ */)?.[0] ?? '';
  for (let at = 0; at < lines.length; ) {
    const line = lines[at++]!.slice(indent.length);
    const key = /^([A-Za-z_-]+):(.*)$/.exec(line);
    if (key === null) continue;
    const nested: string[] = [];
    while (at < lines.length && (lines[at]!.trim() === '' || isNested(lines[at]!, indent))) nested.push(lines[at++]!);
    result.set(key[1]!, readValue(stripComment(key[2]!).trim(), nested));
  }
  return result;
}

/** Whether a line belongs to the key above it: it is indented further, or is an item of a list that starts at the key's own column. */
function isNested(line: string, indent: string): boolean {
  return line.startsWith(`${indent} `) || line.startsWith(`${indent}- `) || line.trim() === ']';
}

function readValue(inline: string, nested: readonly string[]): Value {
  if (/^[|>]/.test(inline)) return nested.map((line) => line.trim()).join('\n');
  const parts = nested.map((line) => stripComment(line).trim()).filter((line) => line !== '');
  if (inline.startsWith('[')) {
    const joined = [inline, ...parts].join(' ');
    const close = joined.indexOf(']');
    if (close < 0) throw new FrontmatterError('a list is not closed');
    return joined
      .slice(1, close)
      .split(',')
      .map((item) => unquote(item.trim()))
      .filter((item) => item !== '');
  }
  if (inline !== '' || parts.length === 0) return unquote([inline, ...parts].join(' '));
  if (parts[0]!.startsWith('- ')) {
    return parts.filter((part) => part.startsWith('- ')).map((part) => unquote(part.slice(2).trim()));
  }
  if (parts[0]!.startsWith('[')) return readValue(parts.join(' '), []);
  const mapping = new Map<string, string>();
  for (const part of parts) {
    const pair = /^([A-Za-z_-]+):(.*)$/.exec(part);
    if (pair !== null) mapping.set(pair[1]!, unquote(pair[2]!.trim()));
  }
  return mapping.size > 0 ? mapping : parts.join(' ');
}

function stripComment(text: string): string {
  return text.replace(/(^|\s)#.*$/, '');
}

function unquote(text: string): string {
  return /^(['"]).*\1$/.test(text) ? text.slice(1, -1) : text;
}
