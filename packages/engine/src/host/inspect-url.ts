/** How inspection prints URL and URLSearchParams. */
import { quote } from './inspect-text.ts';
import type { ParamsData, UrlData } from './url.ts';
import { parseQuery } from './url-encoded.ts';

/** An URLSearchParams with its prefix `URLSearchParams `. */
export function paramsText(prefix: string, list: readonly string[], breakLength: number): string {
  const pairs: string[] = [];
  for (let i = 0; i < list.length; i += 2) pairs.push(`${quote(list[i] as string)} => ${quote(list[i + 1] as string)}`);
  if (pairs.length === 0) return `${prefix}{}`;
  const length = pairs.reduce((sum, p) => sum + p.length + 2, -2);
  return length > breakLength ? `${prefix}{\n  ${pairs.join(',\n  ')} }` : `${prefix}{ ${pairs.join(', ')} }`;
}

/** Components of an URL, as properties. */
export function urlParts(d: UrlData, breakLength: number): string[] {
  const c = d.components;
  const list = d.params === null ? parseQuery(c.search.slice(1)) : (d.params.data as ParamsData).list;
  const parts = (
    ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search'] as const
  ).map((name) => `${name}: ${quote(c[name])}`);
  parts.push(`searchParams: ${paramsText('URLSearchParams ', list, breakLength)}`, `hash: ${quote(c.hash)}`);
  return parts;
}
