/**
 * No built-in can run guest code: what executes instructions is `interpret`, and nothing that built-ins can reach imports it. (That
 * none takes host stack for guest calls is seen in recursion.test.ts; that each can be paused anywhere, in `--pause-every 1`.)
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages', 'engine', 'src');

/** The machine's loop, and the hook through which a debugger has it executed. */
const LOOP = 'machine/interpret.ts';
const HOOK = /\bexecuteUncovered\b/;

const imports =
  /(?:^|\n)\s*(?:import|export)\s+(?!type\b)([^'";]*?)\bfrom\s*['"](\.[^'"]+)['"]|(?:^|\n)\s*import\s+['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/g;

/** Are all names of an import list types, so that nothing is imported at run time? */
function onlyTypes(list: string): boolean {
  const names = /^\{([^}]*)\}\s*$/.exec(list.trim())?.[1];
  return names?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) === true;
}

const texts = new Map<string, string>();
const edges = new Map<string, readonly string[]>();
for (const entry of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
  if (!entry.endsWith('.ts') || entry.endsWith('.test.ts')) continue;
  const file = entry.replaceAll('\\', '/');
  const text = readFileSync(join(source, file), 'utf8');
  texts.set(file, text);
  const to: string[] = [];
  for (const [, list, from, bare, dynamic] of text.matchAll(imports)) {
    if (list !== undefined && onlyTypes(list)) continue;
    const target = from ?? bare ?? dynamic ?? '';
    to.push(relative(source, join(source, dirname(file), target)).replaceAll('\\', '/'));
  }
  edges.set(file, to);
}

/** How `from` comes to import `to`, file by file; null where it does not. */
function path(from: string, to: (file: string) => boolean): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const open = [from];
  for (let file = open.shift(); file !== undefined; file = open.shift()) {
    if (to(file)) {
      const out: string[] = [];
      for (let at: string | null = file; at !== null; at = cameFrom.get(at) ?? null) out.unshift(at);
      return out;
    }
    for (const next of edges.get(file) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, file);
      open.push(next);
    }
  }
  return null;
}

describe('built-ins are leaves', () => {
  it('the graph of imports has been read', () => {
    expect(edges.get('builtins/index.ts')).toContain('builtins/modules.ts');
    expect(edges.get('builtins/index.ts')).toContain('host/web.ts');
    expect(path('host/embedding.ts', (file) => file === LOOP)?.at(-1)).toBe(LOOP);
    expect([...edges.values()].flat().filter((file) => file.endsWith('.ts') && !edges.has(file))).toEqual([]);
  });

  it('none can reach the loop that executes instructions', () => {
    expect(path('builtins/index.ts', (file) => file === LOOP)).toBe(null);
  });

  it('nor can any file of the folders that they are made of', () => {
    const folders = /^(?:builtins|objects|regexp|agent|bytecode|compiler|parser|scope|storage)\//;
    const ways = [...edges.keys()].filter((file) => folders.test(file)).map((file) => path(file, (to) => to === LOOP));
    expect(ways.filter((way) => way !== null)).toEqual([]);
  });

  it('nor have it executed by a debugger', () => {
    expect(path('builtins/index.ts', (file) => HOOK.test(texts.get(file) ?? '') && file !== 'machine/stop.ts')).toBe(
      null,
    );
  });

  it('the loop does not run itself', () => {
    const inner = (edges.get(LOOP) ?? []).map((file) => path(file, (to) => to === LOOP));
    expect(inner.filter((way) => way !== null)).toEqual([]);
    expect((texts.get(LOOP) ?? '').match(/\binterpret\(/g)).toHaveLength(1);
  });
});
