/** All built-ins, collected: intrinsic tables by id, the global object's properties, native operations of self-hosted code. */
import type { FunctionCode } from '../bytecode/code.ts';
import { decodeLibrary } from '../bytecode/library.ts';
import { WEB_MODULES } from '../host/web.ts';
import { LIBRARY } from './library.gen.ts';
import { MODULES } from './modules.ts';
import type { BuiltinModule, IntrinsicSpec, NativeFunction, PropertySpec, VariadicNative } from './spec.ts';

/** The built-ins of the language itself. */
export const LANGUAGE_MODULES: readonly BuiltinModule[] = MODULES;

const ALL_MODULES = [...MODULES, ...WEB_MODULES];

export const INTRINSICS: ReadonlyMap<string, IntrinsicSpec> = new Map(
  ALL_MODULES.flatMap((m) => m.objects).map((o) => [o.id, o] as const),
);

/** The language's global properties. */
export const GLOBALS: readonly PropertySpec[] = MODULES.flatMap((m) => m.globals);
/** Those and the web's. */
export const WEB_GLOBALS: readonly PropertySpec[] = ALL_MODULES.flatMap((m) => m.globals);

/** Native operations of self-hosted code by name (`$name`). */
export const OPERATIONS: ReadonlyMap<string, NativeFunction> = new Map(
  ALL_MODULES.flatMap((m) => Object.entries(m.intrinsics ?? {})),
);

export const VARIADIC_OPERATIONS: ReadonlyMap<string, VariadicNative> = new Map(
  ALL_MODULES.flatMap((m) => Object.entries(m.variadicIntrinsics ?? {})),
);

const library = decodeLibrary(LIBRARY);

/** Code of the self-hosted function of that name. */
export function libraryCode(name: string): FunctionCode {
  const code = library(name);
  if (code === undefined) throw new Error(`internal fault: no self-hosted function ${name}`);
  return code;
}

/** Is there a self-hosted function of that name? */
export function hasLibraryFunction(name: string): boolean {
  return library(name) !== undefined;
}
