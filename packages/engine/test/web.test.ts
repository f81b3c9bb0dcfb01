/** Programs in web/ print what their `// expect:` lines say, which is what Node 20 prints. */
import { readdirSync, readFileSync } from 'node:fs';
import { type HostServices, Machine } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

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

/** The host's URL parser, as an embedder hands it in. */
const urlServices: HostServices = {
  urlParse: (url, base) => (URL.canParse(url, base) ? components(new URL(url, base)) : null),
  urlSet(href, part, text) {
    const url = new URL(href);
    (url as unknown as Record<string, string>)[part] = text;
    return components(url);
  },
};

const folder = new URL('web/', import.meta.url);

/** Runs a program to its end on a clock that stands still but for timers; what it printed. */
function printed(source: string, host: HostServices, web = true): string {
  let time = 0;
  let text = '';
  const machine = new Machine({
    web,
    host,
    console: (_level, line) => {
      text += `${line}\n`;
    },
    clock: { now: () => 1_700_000_000_000 + time, monotonic: () => time },
  });
  machine.start(source, { name: 'program.js' });
  let outcome = machine.run();
  while (outcome.status === 'waiting' && outcome.until !== undefined) {
    time = Math.max(time, outcome.until);
    outcome = machine.run();
  }
  expect(outcome.status === 'threw' ? machine.inspect(outcome.error) : outcome.status).toBe('done');
  return text;
}

describe('the globals of the web', () => {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.js'))) {
    it(name, () => {
      const source = readFileSync(new URL(name, folder), 'utf8');
      const expected = [...source.matchAll(/^\/\/ expect:(?: (.*))?$/gm)].map((m) => `${m[1] ?? ''}\n`).join('');
      expect(printed(source, urlServices)).toBe(expected);
    });
  }

  it('are not there where the embedder does not want them', () => {
    const machine = new Machine({ web: false });
    machine.start('[typeof console, typeof setTimeout, typeof URL, typeof structuredClone, typeof Promise].join()');
    expect(machine.run()).toMatchObject({ status: 'done', value: 'undefined,undefined,undefined,undefined,function' });
  });

  it('say what is missing where the embedder gave no URL parser', () => {
    expect(printed("try { new URL('http://a') } catch (e) { console.log(e.message) }", {})).toBe(
      'URLs cannot be parsed here: the program that runs this machine gave it no URL parser (option host.urlParse)\n',
    );
  });
});
