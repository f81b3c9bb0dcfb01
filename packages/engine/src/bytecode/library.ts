/**
 * Self-hosted code as text: what the build writes and the engine decodes on demand, function by function.
 *
 * The format is JSON of arrays, compact and quick to parse; a function's body is one string inside, parsed when it is first called.
 */
import type { Body, CaptureFrom, Constant, FunctionCode, SourceText } from './code.ts';

/** A function: name, parameterCount, length, kind, flags, captures, start, end, body. */
type FunctionRow = [string, number, number, number, number, [0 | 1, number, string][], number, number, string];
/** A body: code, constants, functions, registerCount, pinned, icCount, regions, positions, calleeRanges. */
type BodyRow = [
  number[],
  unknown[],
  FunctionRow[],
  number,
  unknown[],
  number,
  [number, number, number, number][],
  number[],
  number[],
];

export function encodeFunction(f: FunctionCode): FunctionRow {
  return [
    f.name,
    f.parameterCount,
    f.length,
    f.kind,
    f.flags,
    f.captures.map((c) => [c.from === 'register' ? 0 : 1, c.index, c.name]),
    f.start,
    f.end,
    JSON.stringify(encodeBody(f.body())),
  ];
}

function encodeBody(b: Body): BodyRow {
  return [
    [...b.code],
    b.constants.map(encodeConstant),
    b.functions.map(encodeFunction),
    b.registerCount,
    b.pinned.map(encodeConstant),
    b.icCount,
    b.regions.map((r) => [r.start, r.end, r.handler, r.register]),
    // Self-hosted frames are hidden from stacks: their positions are needed by nobody.
    [],
    [],
  ];
}

/** JSON has no undefined, no NaN and no BigInt: they are written as one-element arrays with a letter. */
function encodeConstant(c: Constant): unknown {
  if (c === undefined) return ['u'];
  if (typeof c === 'bigint') return ['b', String(c)];
  if (typeof c === 'number' && (!Number.isFinite(c) || Object.is(c, -0)))
    return ['n', Object.is(c, -0) ? '-0' : String(c)];
  if (typeof c === 'object' && c !== null) return ['o', c];
  return c;
}

function decodeConstant(c: unknown): Constant {
  if (!Array.isArray(c)) return c as Constant;
  switch (c[0]) {
    case 'u':
      return undefined;
    case 'b':
      return BigInt(c[1] as string);
    case 'n':
      return Number(c[1]);
    default:
      return c[1] as Constant;
  }
}

function decodeFunction(row: FunctionRow, source: SourceText): FunctionCode {
  let body: Body | null = null;
  return {
    name: row[0],
    parameterCount: row[1],
    length: row[2],
    kind: row[3],
    flags: row[4],
    captures: row[5].map(
      ([from, index, name]): CaptureFrom => ({ from: from === 0 ? 'register' : 'capture', index, name, binding: null }),
    ),
    source,
    start: row[6],
    end: row[7],
    body: () => {
      body ??= decodeBody(JSON.parse(row[8]) as BodyRow, source);
      return body;
    },
    declarations: null,
    module: null,
  };
}

function decodeBody(row: BodyRow, source: SourceText): Body {
  return {
    code: Int32Array.from(row[0]),
    constants: row[1].map(decodeConstant),
    functions: row[2].map((f) => decodeFunction(f, source)),
    registerCount: row[3],
    pinned: row[4].map(decodeConstant) as Body['pinned'],
    icCount: row[5],
    regions: row[6].map(([start, end, handler, register]) => ({ start, end, handler, register })),
    positions: Int32Array.from(row[7]),
    calleeRanges: Int32Array.from(row[8]),
    bindings: [],
  };
}

const NATIVE_SOURCE: SourceText = { name: '<native>', text: '' };

/** Functions of the library by name; each is decoded when it is first asked for. */
export function decodeLibrary(library: Readonly<Record<string, string>>): (name: string) => FunctionCode | undefined {
  const decoded = new Map<string, FunctionCode>();
  return (name) => {
    let f = decoded.get(name);
    if (f === undefined && Object.hasOwn(library, name)) {
      f = decodeFunction(JSON.parse(library[name] as string) as FunctionRow, NATIVE_SOURCE);
      decoded.set(name, f);
    }
    return f;
  };
}
