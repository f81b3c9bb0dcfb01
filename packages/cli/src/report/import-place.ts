/** Where an import stands that has led to nothing: errors of the host have no place in the program of their own. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SourcePosition } from './uncaught.ts';

const failure = /\[ERR_\w+\]: Cannot find (module|package) '(.+?)' imported from (.+?): it /;
/** What names a module: not parsed, since a place that is a little off does no harm. */
const specifiers = /(?:\bfrom|\bimport)\s*\(?\s*(['"])(.+?)\1/g;

/** The place of the specifier in the module that imports, told from the words of the error; undefined where it is not found. */
export function importPlace(text: string, sourceOf: (file: string) => string | undefined): SourcePosition | undefined {
  const [, kind, wanted = '', referrer = ''] = failure.exec(text) ?? [];
  if (kind === undefined) return undefined;
  const url = pathToFileURL(referrer).href;
  const [file, source] = [url, referrer]
    .map((name) => [name, sourceOf(name)] as const)
    .find(([, known]) => known !== undefined) ?? [referrer, undefined];
  if (source === undefined) return undefined;
  for (const match of source.matchAll(specifiers)) {
    const specifier = match[2] as string;
    const isWanted =
      kind === 'package'
        ? specifier === wanted || specifier.startsWith(`${wanted}/`)
        : pathOf(specifier, url) === wanted;
    if (!isWanted) continue;
    const before = source
      .slice(0, match.index + match[0].length - specifier.length - 2)
      .split(/\r\n|[\n\r\u2028\u2029]/);
    return { file, line: before.length, column: (before.at(-1) as string).length + 1 };
  }
  return undefined;
}

function pathOf(specifier: string, referrer: string): string | undefined {
  if (!URL.canParse(specifier, referrer)) return undefined;
  const url = new URL(specifier, referrer);
  return url.protocol === 'file:' ? fileURLToPath(url) : undefined;
}
