/** What V8 says where a value cannot be iterated or taken apart. The source is parsed for it: ask only where it is to be thrown. */

import type { Value } from '../objects/value.ts';
import type { Node, ObjectPattern } from '../parser/ast.ts';
import { printExpression } from './call-printer.ts';
import { callSite, isAsync, type NotedRange, newestGuestFrame, notedRange, simplify } from './callee-text.ts';
import { lastPosition } from './expression-positions.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { propertyErrorText } from './property-errors.ts';
import {
  findAt,
  firstKey,
  isPattern,
  iteratedByLoop,
  iteratedByPattern,
  iteratedByYield,
  iteratedText,
  type SiteText,
  takenByPattern,
} from './site-text.ts';
import { PARSED_PER_STEP, pathTo, type SourceTree, treeOf } from './source-tree.ts';

const ITERATOR = 'Symbol(Symbol.iterator)';

/** A noted range with what the source has there. */
interface Place {
  readonly range: NotedRange;
  /** Null where the source does not parse, or is too long. */
  readonly tree: SourceTree | null;
  /** The nodes down to that one; null where none is there. */
  readonly path: readonly Node[] | null;
}

function placeOf(m: Machine, f: Frame | null, start = 0): Place | undefined {
  const range = f === null ? undefined : notedRange(f, true);
  if (range === undefined) return undefined;
  const tree = treeOf(f as Frame);
  if (tree === null) return { range, tree, path: null };
  m.useFuel(Math.ceil(tree.text.length / PARSED_PER_STEP));
  const from = range.start + start;
  const path = pathTo(tree, from, range.end, ['ArrayPattern', 'ObjectPattern']) ?? pathTo(tree, from, range.end, null);
  return { range, tree, path };
}

/** What to say of a value that the instruction of the newest guest frame can't iterate. */
export function iterableMessage(m: Machine, v: Value): string {
  const f = newestGuestFrame(m);
  const noted = f === null ? undefined : notedRange(f, true);
  if (f !== null && noted?.text.startsWith('...', noted.start) === true) return spreadMessage(f, noted, v);
  const place = placeOf(m, f);
  const found = place === undefined ? undefined : iteratedAt(place);
  const text = found?.text === undefined || found.text === '' ? callSite(v) : found.text;
  if (found?.taken != null && (v === undefined || v === null))
    return `Cannot destructure property '${ITERATOR}' of '${text}' as it is ${v}.`;
  if (found?.iterated !== true) return `${text} is not iterable (cannot read property ${ITERATOR})`;
  return `${text} is not ${found.called ? 'a function or its return value is not ' : ''}iterable`;
}

/** Of the last argument of a call. Of undefined and null, V8 says that it cannot read them. */
function spreadMessage(f: Frame, { text, start, end }: NotedRange, v: Value): string {
  if (v !== undefined && v !== null) return 'Spread syntax requires ...iterable[Symbol.iterator] to be a function';
  const operand = text.slice(start + '...'.length, end);
  return `${printExpression(operand, isAsync(f), false) ?? simplify(operand)} is not iterable (cannot read property ${v})`;
}

/** The same of one that can't be iterated asynchronously. */
export function asyncIterableMessage(m: Machine, v: Value): string {
  if (v === undefined || v === null) return propertyErrorText(m, 'read', v, 'Symbol(Symbol.asyncIterator)');
  const place = placeOf(m, newestGuestFrame(m));
  const found = place === undefined ? undefined : iteratedAt(place);
  if (found === undefined || found.text === '') return 'undefined is not a function';
  if (!found.iterated) return `${found.text} is not a function`;
  return `${found.text} is not ${found.called ? 'a function or its return value is not ' : ''}async iterable`;
}

function iteratedAt({ range, tree, path }: Place): SiteText | undefined {
  if (tree === null || path === null) {
    const operand = range.text.slice(range.start, range.end);
    // A pattern has no text: what it takes apart is elsewhere.
    if (/^[[{]/.test(operand)) return undefined;
    const text = printExpression(operand, false, false) ?? simplify(operand);
    return { text, iterated: true, called: false, taken: null };
  }
  const { text } = tree;
  const node = path[path.length - 1] as Node;
  const parent = path[path.length - 2];
  if (isPattern(node)) return iteratedByPattern(text, path);
  switch (parent?.type) {
    case 'ForOfStatement':
      return iteratedByLoop(text, node, parent.await);
    case 'YieldExpression':
      return iteratedByYield(text, path);
    case 'SpreadElement':
      if (path[path.length - 3]?.type === 'ArrayExpression') return iteratedText(node, false);
      // V8 does not look into a chain for the array that it makes of the arguments.
      return node.type === 'ChainExpression' ? undefined : findAt(text, node, lastPosition(text, node));
    default:
      return iteratedText(node, false);
  }
}

/** Throws for undefined and null, which the running instruction takes apart. */
export function notCoercible(m: Machine, value: Value): never {
  const v = value === null ? null : undefined;
  const place = placeOf(m, m.frame);
  const pattern = place?.path?.[place.path.length - 1];
  if (place?.tree == null || pattern === undefined || !isPattern(pattern))
    return m.throwTypeError(`Cannot destructure '${callSite(v)}' as it is ${v}.`);
  const found = takenByPattern(place.tree.text, place.path as readonly Node[]);
  const key = firstKey(pattern as ObjectPattern);
  if (found.taken === null)
    return m.throwTypeError(key === null ? `Cannot read properties of ${v}` : propertyErrorText(m, 'read', v, key));
  const name = found.taken.property ?? key;
  const text = found.text === '' ? callSite(v) : found.text;
  return m.throwTypeError(
    name === null
      ? `Cannot destructure '${text}' as it is ${v}.`
      : `Cannot destructure property '${name}' of '${text}' as it is ${v}.`,
  );
}
