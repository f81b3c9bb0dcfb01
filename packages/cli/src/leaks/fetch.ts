/** Fetches texts from web servers, where the user allows it (`--fetch`): scripts and source maps that a heap names by URLs. */

export interface FetchLimits {
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

export const fetchLimits: FetchLimits = { timeoutMs: 15_000, mostBytes: 64 * 2 ** 20 };

export const isWebUrl = (url: string): boolean => /^https?:\/\//i.test(url);

export interface FetchedText {
  readonly text: string;
  /** The URL of its source map, where the server's answer names one in its header `SourceMap` (ECMA-426; `X-SourceMap` before it); else null. */
  readonly sourceMap: string | null;
}

/**
 * The text at an `http:` or `https:` URL. Throws an `Error` that says why there is none: another kind of URL, a server that does not answer
 * in time or answers with an error, a text beyond the limit.
 */
export async function fetchText(
  url: string,
  { timeoutMs, mostBytes }: FetchLimits = fetchLimits,
): Promise<FetchedText> {
  if (!isWebUrl(url)) throw new Error('only http: and https: are fetched');
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const decoder = new TextDecoder();
    let text = '';
    let bytes = 0;
    for await (const piece of response.body ?? []) {
      bytes += (piece as Uint8Array).length;
      if (bytes > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`);
      text += decoder.decode(piece as Uint8Array, { stream: true });
    }
    const named = response.headers.get('sourcemap') ?? response.headers.get('x-sourcemap') ?? '';
    const sourceMap = named === '' || !URL.canParse(named, response.url) ? null : new URL(named, response.url).href;
    return { text: text + decoder.decode(), sourceMap };
  } catch (error) {
    if (signal.aborted) throw new Error(`no answer within ${timeoutMs / 1000} s`);
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw new Error(cause instanceof Error ? cause.message : String(cause));
  }
}
