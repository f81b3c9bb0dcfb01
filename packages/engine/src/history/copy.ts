/** Copies of what crosses from the host to the program, so that a record of it cannot change afterwards. */
import { DataError, Handle } from '../host/data.ts';

/** As deep as data may be that is handed to a program. */
const MAX_DEPTH = 200;

/**
 * A copy of plain data, aliasing and cycles kept. Handles stay what they are.
 * @throws DataError for what cannot be handed to a program, in the same words as `fromHost`.
 */
export function copyOf(v: unknown): unknown {
  return copy(v, new Map(), 0);
}

function copy(v: unknown, seen: Map<object, unknown>, depth: number): unknown {
  switch (typeof v) {
    case 'undefined':
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return v;
    case 'object':
      break;
    default:
      throw new DataError(`a ${typeof v} cannot be handed to the program: only plain data and handles can`);
  }
  if (v === null || v instanceof Handle) return v;
  if (depth > MAX_DEPTH)
    throw new DataError(`data nested deeper than ${MAX_DEPTH} levels cannot be handed to the program`);
  const known = seen.get(v);
  if (known !== undefined) return known;
  if (Array.isArray(v)) {
    const out: unknown[] = [];
    seen.set(v, out);
    // By index, not by iterator: what the host has made of arrays is not asked.
    for (let i = 0; i < v.length; i++) out.push(copy(v[i], seen, depth + 1));
    return out;
  }
  if (v instanceof Date) return new Date(v.getTime());
  const proto: unknown = Object.getPrototypeOf(v);
  if (proto !== null && Object.getPrototypeOf(proto) !== null) {
    const name = (proto as { constructor?: { name?: unknown } }).constructor?.name;
    throw new DataError(
      `an object of class ${typeof name === 'string' ? name : '<unknown>'} cannot be handed to the program: only plain data and handles can`,
    );
  }
  const out: Record<string, unknown> = {};
  seen.set(v, out);
  for (const [key, x] of Object.entries(v))
    Object.defineProperty(out, key, {
      value: copy(x, seen, depth + 1),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  return out;
}

/** What an error of the host is to the program: data that one like it can be made of. */
export type Failure =
  | { readonly name: string; readonly message: string; readonly code?: string }
  /** Something that is no Error was thrown. */
  | { readonly thrown: unknown };

const textOr = (v: unknown, other: string): string => (typeof v === 'string' ? v : other);

/** Data of what a function of the host has thrown. */
export function failureOf(e: unknown): Failure {
  if (e instanceof Error) {
    const { code } = e as { readonly code?: unknown };
    const failure = { name: textOr(e.name, 'Error'), message: textOr(e.message, '') };
    return typeof code === 'string' ? { ...failure, code } : failure;
  }
  try {
    return { thrown: copyOf(e) };
  } catch {
    return { name: 'Error', message: 'a function of the host failed' };
  }
}

/** Something to throw that is to the program what was thrown then. */
export function errorOf(failure: Failure): unknown {
  if ('thrown' in failure) return failure.thrown;
  const e = new Error(failure.message);
  e.name = failure.name;
  if (failure.code !== undefined) Object.assign(e, { code: failure.code });
  return e;
}

/** Does data hold a handle, which means something to one execution only? */
export function holdsHandle(v: unknown): boolean {
  const todo: unknown[] = [v];
  const seen = new Set<object>();
  while (todo.length > 0) {
    const x = todo.pop();
    if (typeof x !== 'object' || x === null || seen.has(x)) continue;
    if (x instanceof Handle) return true;
    seen.add(x);
    todo.push(...Object.values(x));
  }
  return false;
}

/** Rough size of data, in bytes. */
export function sizeOf(v: unknown): number {
  let bytes = 0;
  const todo: unknown[] = [v];
  const seen = new Set<object>();
  while (todo.length > 0) {
    const x = todo.pop();
    if (typeof x === 'string') bytes += 16 + 2 * x.length;
    else if (typeof x !== 'object' || x === null) bytes += 16;
    else if (!seen.has(x)) {
      seen.add(x);
      bytes += 48;
      for (const [key, y] of Object.entries(x)) {
        bytes += Array.isArray(x) ? 0 : 16 + 2 * key.length;
        todo.push(y);
      }
    }
  }
  return bytes;
}
