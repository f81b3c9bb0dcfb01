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

/** A script, unless it is one only as a module. */
export async function kindOf({ text, language, storage }: ProgramSource): Promise<'script' | 'module'> {
  if (language === 'ts') await loadTypeScript();
  const parses = (kind: 'script' | 'module'): boolean => {
    try {
      explainSource(text, { name: FILE, kind, language, storage });
      return true;
    } catch {
      return false;
    }
  };
  return !parses('script') && parses('module') ? 'module' : 'script';
}

export async function explain(program: ProgramSource): Promise<Explanation> {
  const { text, language, storage } = program;
  try {
    const { bindings } = explainSource(text, { name: FILE, kind: await kindOf(program), language, storage });
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
