/** Takes a heap snapshot, and the sources, of a running process by Chrome's DevTools protocol. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { cannotInspect } from '../errors.ts';
import type { GivenSources } from './sources.ts';

export interface InspectedProcess {
  readonly file: string;
  readonly sources: GivenSources;
  remove(): void;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** What `Debugger.scriptParsed` says, of which more. */
interface ParsedScript {
  readonly url: string;
  readonly scriptId: string;
  readonly sourceMapURL?: string;
}

class Connection {
  private next = 1;
  private readonly waiting = new Map<
    number,
    { resolve: (result: Readonly<Record<string, unknown>>) => void; reject: (error: Error) => void }
  >();
  onEvent: (method: string, params: Readonly<Record<string, unknown>>) => void = () => {};

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.receive(JSON.parse(String(data)) as Answer));
    socket.on('close', () => this.fail(new Error('the connection was closed')));
    socket.on('error', (error) => this.fail(error));
  }

  send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  private receive({ id, method, params, result, error }: Answer): void {
    if (id === undefined) {
      if (method !== undefined) this.onEvent(method, params ?? {});
      return;
    }
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(result ?? {});
    else waiting?.reject(new Error(error.message));
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** Throws a `UserError` where nothing that can be inspected answers at `address` (`HOST:PORT`, a port, or a `ws:` URL). */
export async function snapshotOfInspected(address: string): Promise<InspectedProcess> {
  let socket: WebSocket;
  try {
    socket = await connect(address);
  } catch (error) {
    throw cannotInspect(address, error instanceof Error ? error.message : String(error));
  }
  const folder = mkdtempSync(join(tmpdir(), 'saguaro-leaks-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const file = join(folder, 'inspected.heapsnapshot');
  const descriptor = openSync(file, 'w');
  try {
    const connection = new Connection(socket);
    const scripts = new Map<string, string>();
    const mapUrls = new Map<string, string>();
    connection.onEvent = (method, params) => {
      if (method === 'HeapProfiler.addHeapSnapshotChunk') writeSync(descriptor, String(params['chunk']));
      else if (method === 'Debugger.scriptParsed' && params['url'] !== '') {
        const { url, scriptId, sourceMapURL } = params as unknown as ParsedScript;
        scripts.set(url, scriptId);
        // V8 knows the header of a page's script, too. What a comment holds stands in the text.
        if (sourceMapURL !== undefined && sourceMapURL !== '' && !sourceMapURL.startsWith('data:'))
          mapUrls.set(url, sourceMapURL);
      }
    };
    await connection.send('HeapProfiler.enable');
    // V8 makes tables of the scripts' lines for a debugger, without which places in large scripts take minutes. It must be gone for the
    // snapshot, since it adds to the heap what is not the program's.
    await connection.send('Debugger.enable');
    await connection.send('Debugger.disable');
    scripts.clear();
    await connection.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    await connection.send('Debugger.enable');
    const texts = new Map<string, string>();
    for (const [url, scriptId] of scripts) {
      if (url.startsWith('node:')) continue;
      const { scriptSource } = await connection.send('Debugger.getScriptSource', { scriptId });
      if (typeof scriptSource === 'string') texts.set(url, scriptSource);
    }
    // Snapshots call CommonJS files by their paths, the debugger by URLs.
    for (const [url, text] of [...texts])
      if (url.startsWith('file:///')) texts.set(decodeURIComponent(url.slice(7)), text);
    await connection.send('Debugger.disable');
    return { file, sources: { texts, mapUrls }, remove };
  } catch (error) {
    remove();
    throw cannotInspect(address, error instanceof Error ? error.message : String(error));
  } finally {
    closeSync(descriptor);
    socket.close();
  }
}

async function connect(address: string): Promise<WebSocket> {
  const url = address.startsWith('ws:')
    ? address
    : await debuggerUrl(/^\d+$/.test(address) ? `127.0.0.1:${address}` : address);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { maxPayload: 2 ** 30, perMessageDeflate: false });
    socket.once('open', () => resolve(socket)).once('error', reject);
  });
}

async function debuggerUrl(address: string): Promise<string> {
  const response = await fetch(`http://${address}/json/list`, { signal: AbortSignal.timeout(30_000) });
  const targets = (await response.json()) as readonly {
    readonly webSocketDebuggerUrl?: string;
    readonly type?: string;
  }[];
  const target = targets.find(({ type }) => type === 'node' || type === 'page') ?? targets[0];
  if (target?.webSocketDebuggerUrl === undefined) throw new Error('it has nothing to inspect');
  return target.webSocketDebuggerUrl;
}
