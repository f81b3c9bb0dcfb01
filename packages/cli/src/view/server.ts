/** Serves the viewer's page on loopback, and the program beside it. Nothing else can be asked for. */
import { randomBytes } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** As in the page itself, and that nobody frames it from elsewhere. CodeMirror puts its styles into `style` elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export interface Served {
  readonly name: string;
  readonly source: string;
}

export interface ViewServer {
  /** Of the page, the program named in it. */
  readonly url: string;
  close(): Promise<void>;
}

interface Entry {
  readonly type: string;
  readonly bytes: Buffer;
  packed: Buffer | null;
}

function entriesOf(site: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const files = readdirSync(site, { recursive: true, withFileTypes: true }) as Dirent[];
  for (const file of files) {
    const type = TYPES[extname(file.name)];
    if (!file.isFile() || type === undefined) continue;
    const path = join(file.parentPath, file.name);
    entries.set(`/${relative(site, path).split(sep).join('/')}`, { type, bytes: readFileSync(path), packed: null });
  }
  const page = entries.get('/index.html');
  if (page !== undefined) entries.set('/', page);
  return entries;
}

function send(response: ServerResponse, entry: Entry, mayPack: boolean): void {
  const headers: Record<string, string> = {
    'content-type': entry.type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
  if (mayPack) {
    entry.packed ??= gzipSync(entry.bytes);
    headers['content-encoding'] = 'gzip';
  }
  response.writeHead(200, headers).end(mayPack ? entry.packed : entry.bytes);
}

/**
 * @param port 0: any that is free
 * @throws what listening throws: the port is taken, or not allowed
 */
export function serve(site: string, program: Served | null, port: number): Promise<ViewServer> {
  const entries = entriesOf(site);
  // A name that no other page can guess.
  const secret = `/program-${randomBytes(16).toString('hex')}`;
  if (program !== null)
    entries.set(secret, { type: 'text/plain; charset=utf-8', bytes: Buffer.from(program.source), packed: null });
  let hosts: readonly string[] = [];
  const server: Server = createServer((request, response) => {
    // A name of somebody else's that leads here is not ours.
    if (!hosts.includes(request.headers.host ?? '')) {
      response.writeHead(403).end();
      return;
    }
    const entry = entries.get((request.url ?? '/').split('?', 1)[0] as string);
    if (entry === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) response.writeHead(404).end();
    else send(response, entry, /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      hosts = [`127.0.0.1:${taken}`, `localhost:${taken}`];
      const query = program === null ? '' : `?file=${secret.slice(1)}&name=${encodeURIComponent(program.name)}`;
      resolve({
        url: `http://127.0.0.1:${taken}/${query}`,
        close: () =>
          new Promise((done) => {
            server.closeAllConnections();
            server.close(() => done());
          }),
      });
    });
  });
}
