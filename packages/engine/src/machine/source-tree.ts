/**
 * The syntax tree of code that runs, parsed again for the words of an error. Nothing keeps trees of code once it is compiled, and few
 * errors need them.
 */
import type { Node } from '../parser/ast.ts';
import { NODE_FIELDS } from '../parser/node-fields.ts';
import { isTypeScriptLoaded, type ParseOptions, parse } from '../parser/parse.ts';
import type { Frame } from './frame.ts';

/** A tree and where its offset 0 is in the source. */
export interface SourceTree {
  readonly root: Node;
  readonly text: string;
  readonly offset: number;
}

/** How many characters are parsed in what is a step's time. */
export const PARSED_PER_STEP = 8;

/** Longer texts are not parsed again. */
const MAX_LENGTH = 131_072;

/** Contexts in which the text of a function or an expression parses: as an expression, a method, a member of a derived class. */
const AROUND = [
  ['(', '\n)'],
  ['({', '\n})'],
  ['(class extends Object {', '\n})'],
] as const;

/** The tree of the last text: errors come from one source again and again. */
let last: { readonly text: string; readonly tree: SourceTree | null } | null = null;

/** The tree of the source that the frame's function is in, or of the function where the source is long; null where neither parses. */
export function treeOf(f: Frame): SourceTree | null {
  const code = f.code.code;
  if (code === null) return null;
  const whole = code.source.text;
  if (whole.length <= MAX_LENGTH) return cached(whole, () => wholeTree(whole));
  if (code.end - code.start > MAX_LENGTH) return null;
  const text = whole.slice(code.start, code.end);
  const tree = cached(text, () => functionTree(text));
  return tree === null ? null : { ...tree, offset: tree.offset + code.start };
}

function cached(text: string, make: () => SourceTree | null): SourceTree | null {
  if (last?.text !== text) last = { text, tree: make() };
  return last.tree;
}

function wholeTree(text: string): SourceTree | null {
  const plain = parsed(text, 'eval') ?? parsed(text, 'module') ?? parsed(text, 'commonjs');
  if (plain !== null) return { root: plain, text, offset: 0 };
  const inside = parsed(`${IN_ASYNC}{${text}\n}}`, 'eval');
  return inside === null ? null : { root: inside, text: `${IN_ASYNC}{${text}\n}}`, offset: -IN_ASYNC.length - 1 };
}

const IN_ASYNC = 'async function* f() {';

function functionTree(text: string): SourceTree | null {
  for (const [before, after] of AROUND) {
    for (const start of ['', IN_ASYNC]) {
      const full = start + before + text + after + (start === '' ? '' : '}');
      const root = parsed(full, 'eval');
      if (root !== null) return { root, text: full, offset: -(start.length + before.length) };
    }
  }
  return null;
}

function parsed(text: string, kind: ParseOptions['kind']): Node | null {
  const privateNames = new Set(
    Array.from(text.matchAll(/#([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu), (match) => match[1] as string),
  );
  const allow = { newTarget: true, superProperty: true, superCall: true, privateNames };
  for (const language of isTypeScriptLoaded() ? (['js', 'ts'] as const) : (['js'] as const)) {
    try {
      const options = { name: '', kind, language };
      return parse(text, kind === 'eval' ? { ...options, allow } : options).program;
    } catch {
      // It is of another kind.
    }
  }
  return null;
}

/** The nodes that a node holds, in the order of the source. */
export function children(node: Node): Node[] {
  const out: Node[] = [];
  for (const field of NODE_FIELDS[node.type].nodes) {
    const held = (node as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>)[field];
    if (Array.isArray(held)) for (const item of held as readonly (Node | null)[]) item !== null && out.push(item);
    else if (held !== null && held !== undefined) out.push(held as Node);
  }
  return out;
}

/** The nodes from the root to the one of `type` that is exactly at these offsets of the source; null where there is none. */
export function pathTo(
  { root, offset }: SourceTree,
  start: number,
  end: number,
  types: readonly Node['type'][] | null,
): Node[] | null {
  const [from, to] = [start - offset, end - offset];
  const path: Node[] = [];
  const descend = (node: Node): boolean => {
    path.push(node);
    if (node.start === from && node.end === to && (types === null || types.includes(node.type))) return true;
    for (const child of children(node)) if (child.start <= from && child.end >= to && descend(child)) return true;
    path.pop();
    return false;
  };
  return descend(root) ? path : null;
}

/** The nodes around an offset of the source, from the root to the innermost. */
export function pathAround({ root, offset }: SourceTree, at: number): Node[] {
  const path: Node[] = [root];
  for (;;) {
    const next = children(path[path.length - 1] as Node).find(
      ({ start, end }) => start <= at - offset && at - offset < end,
    );
    if (next === undefined) return path;
    path.push(next);
  }
}
