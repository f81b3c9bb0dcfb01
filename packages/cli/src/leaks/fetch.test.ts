import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchText } from './fetch.ts';

const limits = { timeoutMs: 300, mostBytes: 1000 };
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/large') response.end('x'.repeat(1001));
    else if (request.url === '/text') response.end('a text with ä');
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
  expect(await fetchText(`${base}/text`, limits)).toBe('a text with ä');
  expect(await fetchText(`${base}/moved`, limits)).toBe('a text with ä');
});

it.each([
  ['/none', 'the server answered 404'],
  ['/large', 'it has more than 1000 bytes'],
  ['/silent', 'no answer within 0.3 s'],
])('says why %s is not fetched', async (path, reason) => {
  await expect(fetchText(base + path, limits)).rejects.toThrow(reason);
});

it('fetches from web servers only', async () => {
  for (const url of ['file:///etc/hosts', 'data:,x', 'ftp://127.0.0.1/x', '/etc/hosts'])
    await expect(fetchText(url, limits)).rejects.toThrow('only http: and https: are fetched');
  await expect(fetchText('http://127.0.0.1:1/', limits)).rejects.toThrow(/ECONNREFUSED|bad port/);
});
