/** Finds the program that a command was asked for: a file, `-e CODE` or standard input. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandCall } from '../command.ts';
import {
  badPackageJson,
  fileAndCode,
  fileMissing,
  isDirectory,
  noPermission,
  nothingToRun,
  notText,
  unknownExtension,
  unreadable,
} from '../errors.ts';

export type Language = 'js' | 'ts' | 'json';

export interface Program {
  /** What messages call it: the absolute path of a script, the URL of a module, `[eval]` or `[stdin]`. */
  readonly name: string;
  /** As the user wrote it, for reports. */
  readonly shown: string;
  readonly source: string;
  readonly kind: 'script' | 'module';
  readonly language: 'js' | 'ts';
  /** What `import` in it is relative to. */
  readonly url: string;
  /** Nothing says whether it is a script or a module: where it does not parse as the first, it is tried as the second. */
  readonly mayBeModule: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Decodes UTF-8 source; a byte order mark goes. Throws a `UserError` for anything that is no text. */
function decode(bytes: Uint8Array, shown: string): string {
  try {
    const text = utf8.decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Falls through: not UTF-8.
  }
  throw notText(shown);
}

/** Reads a source file. Throws a `UserError` that says what is wrong with it. */
export function readSource(path: string, shown: string): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw readError(error, shown);
  }
  try {
    if (fstatSync(file).isDirectory()) throw isDirectory(shown);
    return decode(readFileSync(file), shown);
  } catch (error) {
    throw readError(error, shown);
  } finally {
    closeSync(file);
  }
}

/** What a user is told where a file cannot be read; errors of other kinds stay what they are. */
export function readError(error: unknown, shown: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fileMissing(shown);
    case 'EISDIR':
      return isDirectory(shown);
    case 'EACCES':
    case 'EPERM':
      return noPermission(shown);
    default:
      return 'syscall' in error ? unreadable(shown, error.message) : error;
  }
}

/** The `type` of the nearest package.json above a file, as Node looks for it. */
export function packageType(path: string): 'module' | 'commonjs' | 'unspecified' {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    let text: string | undefined;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      // No package.json here: look further up.
    }
    if (text !== undefined) {
      try {
        const type: unknown = JSON.parse(text)?.type;
        return type === 'module' || type === 'commonjs' ? type : 'unspecified';
      } catch (error) {
        throw badPackageJson(file, error instanceof Error ? error.message : String(error));
      }
    }
    if (dirname(folder) === folder) return 'unspecified';
  }
}

/** How a file is read, by its ending and the nearest package.json. Throws a `UserError` for an ending that is not known. */
export function formatOf(path: string, shown: string): Pick<Program, 'kind' | 'language' | 'mayBeModule'> {
  const extension = extname(path);
  switch (extension) {
    case '.mjs':
      return { kind: 'module', language: 'js', mayBeModule: false };
    case '.mts':
      return { kind: 'module', language: 'ts', mayBeModule: false };
    case '.cjs':
      return { kind: 'script', language: 'js', mayBeModule: false };
    case '.cts':
      return { kind: 'script', language: 'ts', mayBeModule: false };
    case '.js':
    case '.ts':
    case '': {
      const type = packageType(path);
      const language = extension === '.ts' ? 'ts' : 'js';
      return { kind: type === 'module' ? 'module' : 'script', language, mayBeModule: type === 'unspecified' };
    }
    default:
      throw unknownExtension(shown, extension);
  }
}

async function readStandardInput(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return decode(Buffer.concat(chunks), 'standard input');
}

/** Reads the program in a file, named as from the folder `cwd`. Throws a `UserError` where there is none. */
export function readProgramFile(cwd: string, file: string): Program {
  const path = resolve(cwd, file);
  const source = readSource(path, file);
  const format = formatOf(path, file);
  const url = pathToFileURL(path).href;
  return { ...format, source, url, shown: file, name: format.kind === 'module' ? url : path };
}

/** Reads the program that a call of `run`, `explain`, `compare` or `disassemble` names. Throws a `UserError` where there is none. */
export async function readProgram(call: CommandCall, command: string): Promise<Program> {
  const { context, options } = call;
  const [file] = call.arguments;
  const code = options['eval'] as string | undefined;
  if (file !== undefined && file !== '-') {
    if (code !== undefined) throw fileAndCode();
    return readProgramFile(context.cwd, file);
  }
  if (code === undefined && file === undefined && context.stdin.isTTY) throw nothingToRun(command);
  const name = code === undefined ? '[stdin]' : '[eval]';
  const source = code ?? (await readStandardInput(context.stdin));
  return {
    name,
    shown: name,
    source,
    kind: options['module'] === true ? 'module' : 'script',
    language: options['typescript'] === true ? 'ts' : 'js',
    url: pathToFileURL(join(context.cwd, name)).href,
    mayBeModule: options['module'] !== true,
  };
}
