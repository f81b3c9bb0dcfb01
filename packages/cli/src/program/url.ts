/** URL parsing for programs: the host's, handed to the machine as functions over plain data. */

const parts = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

const components = (url: URL): Record<string, string> => Object.fromEntries(parts.map((part) => [part, url[part]]));

export const urlServices = {
  /** Components of an URL; null where it is not valid. */
  urlParse(url: string, base: string | undefined): Record<string, string> | null {
    return URL.canParse(url, base) ? components(new URL(url, base)) : null;
  },
  /** Components of the URL `href` after one of them was set. */
  urlSet(href: string, part: string, text: string): Record<string, string> {
    const url = new URL(href);
    const name = parts.find((one) => one === part);
    if (name !== undefined && name !== 'origin') url[name] = text;
    return components(url);
  },
};
