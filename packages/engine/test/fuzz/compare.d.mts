/** What differs, as text; null where nothing does, or where a program took too long to tell. */
export function difference(
  engine: typeof import('@saguaro/engine'),
  source: string,
  storage: string,
): Promise<string | null>;
