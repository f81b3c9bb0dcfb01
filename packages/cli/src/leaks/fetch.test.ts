import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchText } from './fetch.ts';

const limits = { timeoutMs: 20_000, mostBytes: 1000 };
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/large') response.end('x'.repeat(1001));
    else if (request.url === '/text') response.end('a text with ä');
    else if (request.url === '/mapped.js') response.writeHead(200, { SourceMap: 'maps/a.map' }).end('');
    else if (request.url === '/old/mapped.js') response.writeHead(200, { 'X-SourceMap': '/maps/b.map' }).end('');
    else if (request.url === '/mapped-elsewhere.js') response.writeHead(302, { location: '/old/mapped.js' }).end();
    else if (request.url === '/unmapped.js') response.writeHead(200, { SourceMap: 'http://[' }).end('');
    else if (request.url === '/moved') response.writeHead(302, { location: '/text' }).end();
    else if (request.url !== '/silent') response.writeHead(404).end('none');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('fetches texts', async () => {
  const found = { text: 'a text with ä', sourceMap: null };
  expect(await fetchText(`${base}/text`, limits)).toEqual(found);
  expect(await fetchText(`${base}/moved`, limits)).toEqual(found);
});

it.each([
  ['/mapped.js', '/maps/a.map'],
  ['/old/mapped.js', '/maps/b.map'],
  ['/mapped-elsewhere.js', '/maps/b.map'],
])('reads which source map the answer to %s names', async (path, map) => {
  expect(await fetchText(base + path, limits)).toEqual({ text: '', sourceMap: base + map });
});

it('passes over a header that is no URL', async () => {
  expect((await fetchText(`${base}/unmapped.js`, limits)).sourceMap).toBe(null);
});

it.each([
  ['/none', 'the server answered 404'],
  ['/large', 'it has more than 1000 bytes'],
])('says why %s is not fetched', async (path, reason) => {
  await expect(fetchText(base + path, limits)).rejects.toThrow(reason);
});

it('waits for no longer than it is told', async () => {
  await expect(fetchText(`${base}/silent`, { ...limits, timeoutMs: 300 })).rejects.toThrow('no answer within 0.3 s');
});

it('fetches from web servers only', async () => {
  for (const url of ['file:///etc/hosts', 'data:,x', 'ftp://127.0.0.1/x', '/etc/hosts'])
    await expect(fetchText(url, limits)).rejects.toThrow('only http: and https: are fetched');
  await expect(fetchText('http://127.0.0.1:1/', limits)).rejects.toThrow(/ECONNREFUSED|bad port/);
});
