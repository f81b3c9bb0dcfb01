/** Where stepping stops: the ranges of the statements in a source, by CodeMirror's own parser. */
import { javascriptLanguage, typescriptLanguage } from '@codemirror/lang-javascript';
import type { Language } from '../protocol.ts';

const parserOf = (language: Language): typeof javascriptLanguage.parser =>
  language === 'ts' ? typescriptLanguage.parser : javascriptLanguage.parser;

let parsed: { readonly text: string; readonly language: Language; readonly tree: Tree } | null = null;

/** The tree of a text; of the same text, as often as asked, the same. */
function treeOf(text: string, language: Language): Tree {
  if (parsed?.text !== text || parsed.language !== language)
    parsed = { text, language, tree: parserOf(language).parse(text) };
  return parsed.tree;
}

type Tree = ReturnType<typeof javascriptLanguage.parser.parse>;

/** Triples (from, to, line), in the order of `from`. */
export function statementsOf(text: string, language: Language): Int32Array {
  const out: number[] = [];
  let line = 1;
  let at = 0;
  treeOf(text, language).iterate({
    enter: ({ type, from, to }) => {
      if (!type.is('Statement') || type.name === 'Block') return;
      for (; at < from; at++) if (text.charCodeAt(at) === 10) line++;
      out.push(from, to, line);
    },
  });
  return Int32Array.from(out);
}

/** The first import of another module, or export from one, with the module's name in quotes; null: the program is complete by itself. */
export function importIn(
  text: string,
  language: Language,
): {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
  readonly name: string;
} | null {
  // Most programs are spared the parsing.
  if (!/\b(?:import|export)\b/.test(text)) return null;
  for (let node = treeOf(text, language).topNode.firstChild; node !== null; node = node.nextSibling) {
    if (node.name !== 'ImportDeclaration' && node.name !== 'ExportDeclaration') continue;
    const string = node.getChild('String');
    // What TypeScript imports as a type only is no more there when it runs.
    if (string === null || node.getChild('type') !== null) continue;
    const { from, to } = string;
    const before = text.slice(0, from).split('\n');
    const column = (before.at(-1) as string).length + 1;
    return { from, to, line: before.length, column, name: text.slice(from, to) };
  }
  return null;
}

/** Kinds of nodes that are no expression by themselves. */
const PARTS = new Set(['(', ')', '{', '}', '[', ']', ',', ';', 'ArgList', 'ParamList']);

/** The expression that an offset is the beginning of, or the token there. */
export function expressionAt(
  text: string,
  language: Language,
  offset: number,
): { readonly from: number; readonly to: number } {
  let node = treeOf(text, language).resolveInner(offset, 1);
  // The end of a function without a return: its brace, not all of its body.
  if (node.name === '}') return { from: node.from, to: node.to };
  while (node.parent !== null && (node.to - node.from === 0 || PARTS.has(node.name))) node = node.parent;
  while (
    node.parent !== null &&
    node.parent.from === node.from &&
    !node.parent.type.is('Statement') &&
    node.parent.name !== 'Script' &&
    node.parent.name !== 'VariableDeclaration'
  )
    node = node.parent;
  if (node.parent === null) return { from: offset, to: offset };
  // A keyword stands for its statement.
  if (/^[a-z]+$/.test(node.name) && node.parent?.from === node.from && node.parent.type.is('Statement'))
    node = node.parent;
  const line = text.indexOf('\n', node.from);
  return { from: node.from, to: line < 0 ? node.to : Math.min(node.to, Math.max(line, node.from + 1)) };
}
