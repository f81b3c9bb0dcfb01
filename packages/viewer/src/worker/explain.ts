/** The static answer: where each variable will live. Needs no machine. */
import { explainSource, loadTypeScript, SaguaroSyntaxError } from '@saguaro/engine/static';
import type { Explanation, ProgramSource, SourceError } from '../protocol.ts';
import { placeText } from './place-text.ts';

export const FILE = 'program';

/** Where a program does not parse; null: that is not what is wrong. */
export function sourceError(error: unknown): SourceError | null {
  if (!(error instanceof SaguaroSyntaxError)) return null;
  const { start, end, line, column, message, hint } = error;
  return { from: start, to: Math.max(end, start + 1), line, column, message, ...(hint === undefined ? {} : { hint }) };
}

export async function explain({ text, language, storage }: ProgramSource): Promise<Explanation> {
  try {
    if (language === 'ts') await loadTypeScript();
    const { bindings } = explainSource(text, { name: FILE, kind: 'script', language, storage });
    return {
      ok: true,
      markers: bindings.map(({ name, kind, line, column, memory, place, why, capturedBy }) => ({
        name,
        kind,
        line,
        column,
        memory,
        place: placeText(place),
        why,
        capturedBy,
      })),
    };
  } catch (e) {
    const error = sourceError(e);
    if (error === null) throw e;
    return { ok: false, error };
  }
}
