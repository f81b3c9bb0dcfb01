/**
 * Stable names of built-in functions, by which snapshots call them: `%Map%`, `%MapPrototype%.get`, `get %MapPrototype%.size`,
 * `globalThis.parseInt`, `helper RunJob`, `host lookUp`. Symbols as keys are written `@@iterator`.
 */
import type { Realm } from '../agent/realm.ts';
import { hasLibraryFunction, INTRINSICS, WEB_GLOBALS } from '../builtins/index.ts';
import type { FunctionSpec, PropertySpec } from '../builtins/spec.ts';
import { FRAME_OPERATIONS } from '../machine/frame-operations.ts';
import { Accessor, JSFunction, type JSObject } from '../objects/object.ts';
import { getOwnSlot } from '../objects/property.ts';
import { symbols } from '../objects/value.ts';
import { SnapshotError } from './snapshot-error.ts';

const symbolNames = new Map<symbol, string>(Object.entries(symbols).map(([name, s]) => [s, name]));

/** Name of a well-known symbol. */
export function wellKnownName(s: symbol): string | undefined {
  return symbolNames.get(s);
}

type Finder = (realm: Realm, hostFunctions: ReadonlyMap<string, JSFunction>) => JSObject | undefined;

interface Names {
  readonly bySpec: Map<FunctionSpec, string>;
  readonly finders: Map<string, Finder>;
}

let known: Names | null = null;

function names(): Names {
  if (known !== null) return known;
  const bySpec = new Map<FunctionSpec, string>();
  const finders = new Map<string, Finder>();
  const note = (spec: FunctionSpec, name: string, find: Finder): void => {
    if (!bySpec.has(spec)) bySpec.set(spec, name);
    finders.set(name, find);
  };
  const properties = (owner: string, list: readonly PropertySpec[], home: (r: Realm) => JSObject): void => {
    for (const p of list) {
      const key = typeof p.key === 'symbol' ? `@@${symbolNames.get(p.key) ?? ''}` : p.key;
      if (p.kind === 'method') note(p.fn, `${owner}.${key}`, (r) => r.method(p.fn));
      else if (p.kind === 'accessor') {
        const part = (which: 'get' | 'set') => (r: Realm) => {
          const slot = getOwnSlot(home(r), p.key);
          return slot instanceof Accessor ? slot[which] : undefined;
        };
        if (p.get !== null) note(p.get, `get ${owner}.${key}`, part('get'));
        if (p.set !== null) note(p.set, `set ${owner}.${key}`, part('set'));
      }
    }
  };
  for (const [id, spec] of INTRINSICS) {
    if (spec.fn !== undefined) note(spec.fn, id, (r) => r.intrinsic(id));
    properties(id, spec.properties, (r) => r.intrinsic(id));
  }
  properties('globalThis', WEB_GLOBALS, (r) => r.globalObject);
  known = { bySpec, finders };
  return known;
}

/** The name of a built-in's row; undefined for rows that nothing declares. */
export function nameOfSpec(spec: FunctionSpec): string | undefined {
  const name = names().bySpec.get(spec);
  if (name !== undefined) return name;
  if (spec.host === true) return `host ${spec.hostName ?? spec.name}`;
  return spec.selfHosted === spec.name || FRAME_OPERATIONS.has(spec.name) ? `helper ${spec.name}` : undefined;
}

/** Is that the function object that its realm has for its row, as opposed to one more of the kind with a state of its own? */
export function isCanonical(f: JSFunction, name: string): boolean {
  const { realm, spec } = f.code;
  if (spec === null) return false;
  if (name.startsWith('helper ')) return realm.madeHelpers.get(spec.name) === f;
  if (name.startsWith('host ')) return true;
  if (INTRINSICS.has(name)) return realm.madeIntrinsics.get(name) === f;
  const method = realm.madeMethods.get(spec);
  return method === undefined ? f.captures.length === 0 : method === f;
}

/**
 * The function of that name in a realm that nothing has been changed in yet.
 * @throws SnapshotError where there is none.
 */
export function findBuiltin(name: string, realm: Realm, hostFunctions: ReadonlyMap<string, JSFunction>): JSFunction {
  let found: JSObject | undefined;
  if (name.startsWith('helper ')) {
    const helper = name.slice(7);
    if (FRAME_OPERATIONS.has(helper) || hasLibraryFunction(helper)) found = realm.helper(helper);
  } else if (name.startsWith('host ')) {
    const host = name.slice(5);
    const given = hostFunctions.get(host);
    const spec = given?.code.spec;
    found = spec?.hostName === undefined ? given : realm.method(spec);
    if (found === undefined)
      throw new SnapshotError(
        'MISSING_FUNCTION',
        `The program calls a function '${host}' of the host: give it in \`functions\`.`,
      );
  } else found = names().finders.get(name)?.(realm, hostFunctions);
  if (!(found instanceof JSFunction))
    throw new SnapshotError('MISSING_BUILTIN', `This engine has no built-in ${JSON.stringify(name)}.`);
  return found;
}
