/** The text of `console.table`, as Node 20 draws it. */
import { Accessor, ExoticObject, isObject, JSArray, type JSObject } from '../objects/object.ts';
import { getOwnSlot, hasOwn, ownAttrs, ownKeys } from '../objects/property.ts';
import { Attr } from '../objects/shape.ts';
import { keyOfString, type Value } from '../objects/value.ts';
import { inspect } from './inspect.ts';
import { collectionEntries, iteratorEntries } from './inspect-collections.ts';
import { unwrapProxy } from './inspect-names.ts';
import { textWidth } from './inspect-text.ts';

/** A table of the object's rows; undefined where the object has none to show. `tick` is called for each cell and may throw. */
export function tableText(
  data: JSObject,
  properties: readonly string[] | undefined,
  tick: () => void,
): string | undefined {
  const o = unwrapProxy(data);
  if (o === null) return undefined;
  const rows = rowsOf(o);
  const cell: Cell = (v) => {
    tick();
    return cellText(v, tick);
  };
  if (rows.isCollection) return draw(collectionColumns(rows, cell), tick);
  return draw(objectColumns(rows.keys, rows.values, properties, cell), tick);
}

interface Rows {
  readonly isCollection: boolean;
  readonly isPairs: boolean;
  readonly keys: readonly Value[];
  readonly values: readonly Value[];
}

type Cell = (v: Value) => string;
type Column = readonly [head: string, cells: readonly string[]];

function rowsOf(o: JSObject): Rows {
  if (o instanceof ExoticObject && ['Map', 'Set', 'MapIterator', 'SetIterator'].includes(o.kind)) {
    const isIterator = o.kind.endsWith('Iterator');
    const entries = isIterator
      ? iteratorEntries(o, Number.POSITIVE_INFINITY)
      : collectionEntries(o, Number.POSITIVE_INFINITY);
    const keys: Value[] = [];
    const values: Value[] = [];
    for (let i = 0; i < entries.size; i++) {
      const [k, v] = entries.at(i);
      keys.push(k);
      values.push(v);
    }
    return { isCollection: true, isPairs: entries.isPairs, keys, values };
  }
  const keys = enumerableStringKeys(o);
  return { isCollection: false, isPairs: false, keys: keys.map(String), values: keys.map((k) => dataValue(o, k)) };
}

function enumerableStringKeys(o: JSObject): (string | number)[] {
  return ownKeys(o).filter(
    (k): k is string | number => typeof k !== 'symbol' && (ownAttrs(o, k) & Attr.Enumerable) !== 0,
  );
}

function dataValue(o: JSObject, key: string | number): Value {
  const v = getOwnSlot(o, key);
  return v instanceof Accessor ? undefined : (v as Value);
}

/** A cell: objects of more than two properties are not gone into. */
function cellText(v: Value, tick: () => void): string {
  const o = isObject(v) ? unwrapProxy(v) : null;
  const isWide = o !== null && !(o instanceof JSArray) && enumerableStringKeys(o).length > 2;
  return inspect(v, { depth: isWide ? -1 : 0, maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY, tick });
}

function collectionColumns(rows: Rows, cell: Cell): Column[] {
  const columns: Column[] = [['(iteration index)', rows.keys.map((_, i) => String(i))]];
  if (rows.isPairs) columns.push(['Key', rows.keys.map(cell)]);
  columns.push(['Values', (rows.isPairs ? rows.values : rows.keys).map(cell)]);
  return columns;
}

function objectColumns(
  keys: readonly Value[],
  values: readonly Value[],
  properties: readonly string[] | undefined,
  cell: Cell,
): Column[] {
  const cells = new Map<string | number, string[]>();
  const primitives: string[] = [];
  let hasPrimitives = false;
  const columnOf = (key: string | number): string[] => {
    let column = cells.get(key);
    if (column === undefined) {
      column = [];
      cells.set(key, column);
    }
    return column;
  };
  for (const [i, v] of values.entries()) {
    const row = isObject(v) ? unwrapProxy(v) : null;
    if (row === null) {
      hasPrimitives = true;
      primitives[i] = cell(v);
      if (properties !== undefined) for (const p of properties) columnOf(keyOfString(p))[i] = '';
      continue;
    }
    for (const key of properties?.map(keyOfString) ?? enumerableStringKeys(row)) {
      columnOf(key)[i] = hasOwn(row, key) ? cell(dataValue(row, key)) : '';
    }
  }
  const columns: Column[] = [['(index)', keys.map(String)]];
  const indices = [...cells.keys()].filter((k): k is number => typeof k === 'number').sort((a, b) => a - b);
  const names = [...cells.keys()].filter((k) => typeof k === 'string');
  for (const key of [...indices, ...names]) columns.push([String(key), cells.get(key) as string[]]);
  if (hasPrimitives) columns.push(['Values', primitives]);
  return columns;
}

function draw(columns: readonly Column[], tick: () => void): string {
  const rows = range((columns[0] as Column)[1].length);
  const widths = columns.map(([head, cells]) =>
    rows.reduce((width, i) => {
      tick();
      return Math.max(width, textWidth(cells[i] ?? ''));
    }, textWidth(head)),
  );
  const line = (left: string, middle: string, right: string): string =>
    left + widths.map((w) => '─'.repeat(w + 2)).join(middle) + right;
  const row = (texts: readonly string[]): string =>
    `│ ${texts.map((text, i) => text + ' '.repeat((widths[i] as number) - textWidth(text))).join(' │ ')} │`;
  return [
    line('┌', '┬', '┐'),
    row(columns.map(([head]) => head)),
    line('├', '┼', '┤'),
    rows
      .map((i) => {
        tick();
        return row(columns.map(([, cells]) => cells[i] ?? ''));
      })
      .concat(line('└', '┴', '┘'))
      .join('\n'),
  ].join('\n');
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
