/**
 * What V8 finds in the source of a function when a value cannot be iterated or taken apart there. It visits the tree of the function for
 * the node at the position of the error and prints that; where the position is of something else, or of nothing, it says so in other
 * words. `(intermediate value)` stands for all that it does not print.
 */
import type { ArrayPattern, Node, ObjectPattern } from '../parser/ast.ts';
import { INTERMEDIATE, Printer } from './call-printer.ts';
import { lastPosition, NOWHERE, positionOf, tokenAt } from './expression-positions.ts';
import { children } from './source-tree.ts';

/** What is found. */
export interface SiteText {
  /** The text; empty where nothing that prints has been found. */
  readonly text: string;
  /** Found as what is iterated. */
  readonly iterated: boolean;
  /** Found as a call. */
  readonly called: boolean;
  /** The pattern that takes it apart, where V8 finds that one. */
  readonly taken: { readonly property: string | null } | null;
}

const NOTHING: SiteText = { text: '', iterated: false, called: false, taken: null };

/** Where a pattern is, and what it takes apart. */
type Source =
  /** A node of its own takes a value apart, at `position`; `text` is the value printed. */
  | { readonly kind: 'value'; readonly position: number; readonly node: Node }
  | { readonly kind: 'hidden'; readonly text: string; readonly initialiser: Node | null; readonly matches: boolean }
  /** It stands for a property of another pattern, or for something that V8 does not look for. */
  | { readonly kind: 'property'; readonly outer: ObjectPattern; readonly key: string | null }
  | { readonly kind: 'none' };

/** Of a pattern's default, V8 holds three nodes that it does not print. */
const DEFAULT = INTERMEDIATE.repeat(3);

function sourceOf(text: string, path: readonly Node[], depth: number): Source {
  const pattern = path[depth] as Node;
  const parent = path[depth - 1] as Node;
  switch (parent.type) {
    case 'VariableDeclarator': {
      if (parent.init === null) return { kind: 'hidden', text: '.for', initialiser: null, matches: true };
      const at = text.indexOf('=', pattern.end);
      return { kind: 'value', position: tokenAt(text, at + 1), node: parent.init };
    }
    case 'AssignmentExpression':
      return { kind: 'value', position: positionOf(text, parent), node: parent.right };
    case 'AssignmentPattern': {
      const around = path[depth - 2] as Node;
      if ('params' in around && around.params.includes(parent as never))
        return { kind: 'hidden', text: DEFAULT, initialiser: parent.right, matches: false };
      return { kind: 'value', position: lastPosition(text, parent.right), node: parent.right };
    }
    case 'CatchClause':
      return { kind: 'hidden', text: '.catch', initialiser: null, matches: false };
    case 'Property': {
      const outer = path[depth - 2] as Node;
      if (outer.type !== 'ObjectPattern') return { kind: 'none' };
      return { kind: 'property', outer, key: nameOfKey(parent.key, parent.computed) };
    }
    default:
      if ('params' in parent) return { kind: 'hidden', text: '', initialiser: null, matches: false };
      return { kind: 'none' };
  }
}

/** A key that V8 knows the name of. */
function nameOfKey(key: Node, computed: boolean): string | null {
  if (key.type === 'Literal') return typeof key.value === 'string' ? key.value : null;
  return !computed && key.type === 'Identifier' ? key.name : null;
}

const takenText = (source: Source): string =>
  source.kind === 'value' ? new Printer(false).find(source.node) : source.kind === 'hidden' ? source.text : '';

/** Does V8 look for the properties of this source's pattern? */
const isAssigned = (source: Source): boolean => source.kind === 'value' || source.kind === 'hidden';

/** Of the array pattern at the end of the path, whose value is not iterable. */
export function iteratedByPattern(text: string, path: readonly Node[]): SiteText {
  const depth = path.length - 1;
  const source = sourceOf(text, path, depth);
  switch (source.kind) {
    case 'value':
      if (positionOf(text, source.node) === source.position) return iteratedText(source.node, false);
      return findAt(text, source.node, source.position);
    case 'hidden':
      if (source.matches) return { ...NOTHING, text: source.text, iterated: true };
      if (source.initialiser === null) return NOTHING;
      return findAt(text, source.initialiser, lastPosition(text, source.initialiser));
    case 'property':
      return ofProperty(text, path, depth, source.key);
    case 'none':
      return NOTHING;
  }
}

/** A pattern that is what a property of another one is put into: found where that one is looked for. */
function ofProperty(text: string, path: readonly Node[], depth: number, key: string | null): SiteText {
  const source = sourceOf(text, path, depth - 2);
  if (!isAssigned(source)) return NOTHING;
  return { ...NOTHING, text: takenText(source), taken: { property: key } };
}

/** Of the object pattern at the end of the path, whose value is undefined or null. */
export function takenByPattern(text: string, path: readonly Node[]): SiteText {
  const depth = path.length - 1;
  const pattern = path[depth] as ObjectPattern;
  const source = sourceOf(text, path, depth);
  const first = pattern.properties[0];
  // Without a name to read, V8 looks first whether there is an object.
  if (first === undefined || (first.type === 'Property' && first.computed)) {
    if (isAssigned(source)) return { ...NOTHING, text: takenText(source), taken: { property: null } };
    return source.kind === 'property' ? ofProperty(text, path, depth, source.key) : NOTHING;
  }
  if (!isAssigned(source)) return NOTHING;
  // It looks for the place that a property is put into, and with a default that one is elsewhere.
  if (first.type === 'Property' && first.value.type === 'AssignmentPattern') return NOTHING;
  return { ...NOTHING, text: takenText(source), taken: { property: null } };
}

/** The key that an object pattern reads first; null where none has a name. */
export function firstKey(pattern: ObjectPattern): string | null {
  const first = pattern.properties[0];
  if (first?.type !== 'Property' || first.computed) return null;
  if (first.key.type === 'Identifier') return first.key.name;
  return first.key.type === 'Literal' ? String(first.key.value) : null;
}

export const isPattern = (node: Node): node is ArrayPattern | ObjectPattern =>
  node.type === 'ArrayPattern' || node.type === 'ObjectPattern';

/** Of what `for` goes over. */
export function iteratedByLoop(text: string, subject: Node, isAsync: boolean): SiteText {
  // A chain has no position, so that the one of its last part stands.
  if (subject.type === 'ChainExpression') return findAt(text, subject, lastPosition(text, subject));
  return iteratedText(subject, isAsync);
}

/** Calls are printed without their arguments where they are iterated in turn. */
export function iteratedText(node: Node, isAsync: boolean): SiteText {
  const printer = new Printer(!isAsync);
  const called =
    node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression' || node.type === 'NewExpression';
  if (!called) return { ...NOTHING, text: printer.find(node), iterated: true };
  if (isAsync) return { ...NOTHING, text: printer.find(node), iterated: true, called };
  const callee = node.type === 'TaggedTemplateExpression' ? node.tag : node.callee;
  return { ...NOTHING, text: printer.find(callee), iterated: true, called };
}

/** The call inside of an expression that has that position, or the spread of an array literal. */
export function findAt(text: string, node: Node, position: number): SiteText {
  if (position === NOWHERE || 'params' in node || node.type === 'ClassExpression') return NOTHING;
  if (positionOf(text, node) === position) {
    if (node.type === 'CallExpression' || node.type === 'NewExpression')
      return { ...NOTHING, text: new Printer(false).find(node.callee), called: true };
    if (node.type === 'TaggedTemplateExpression')
      return { ...NOTHING, text: new Printer(false).find(node.tag), called: true };
  }
  for (const child of children(node)) {
    if (node.type === 'ArrayExpression' && child.type === 'SpreadElement') {
      if (positionOf(text, child.argument) === position)
        return { ...NOTHING, text: new Printer(true).find(child.argument), iterated: true };
    }
    const found = findAt(text, child, position);
    if (found !== NOTHING) return found;
  }
  return NOTHING;
}

/** Of the argument at the end of the path, of a `yield*`. V8 goes on printing up to the end of the function. */
export function iteratedByYield(text: string, path: readonly Node[]): SiteText {
  const argument = path[path.length - 1] as Node;
  const position = lastPosition(text, argument, false);
  if (position === NOWHERE) return NOTHING;
  if (positionOf(text, argument) !== position) return findAt(text, argument, position);
  return { ...NOTHING, text: `yield* ${INTERMEDIATE}${restOfFunction(path)}`, iterated: true };
}

/** What V8 prints of the nodes behind the one at the end of the path. */
function restOfFunction(path: readonly Node[]): string {
  let out = '';
  for (let i = path.length - 2; i >= 0; i--) {
    const parent = path[i] as Node;
    out += restOf(parent, path[i + 1] as Node);
    // What V8 puts around the body of an async generator: its return, its catch and its finally.
    if ('params' in parent) return out + ('async' in parent && parent.async ? DEFAULT : '');
  }
  return out;
}

function restOf(parent: Node, child: Node): string {
  const printer = new Printer(true);
  switch (parent.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return parent.left === child ? ` ${parent.operator} ${printer.find(parent.right)})` : ')';
    case 'UnaryExpression':
      return ')';
    case 'ArrayExpression': {
      const later = parent.elements.slice(parent.elements.indexOf(child as never) + 1);
      return `${later.map((each) => `,${each === null ? INTERMEDIATE : printer.find(each)}`).join('')}]`;
    }
    case 'ObjectExpression':
    case 'Property':
    case 'TemplateLiteral':
    case 'MemberExpression':
    case 'VariableDeclarator':
    case 'SequenceExpression':
      return '';
    default: {
      const all = children(parent);
      const later = all.slice(all.indexOf(child) + 1);
      return INTERMEDIATE.repeat(later.filter(isVisited).length);
    }
  }
}

const isVisited = (node: Node): boolean =>
  node.type !== 'EmptyStatement' && node.type !== 'FunctionDeclaration' && node.type !== 'Identifier';
