/** Runs a program in Saguaro as V8 would store its variables, and reports what safe-for-space storage would free. */
import type { CaptureFacts } from '@saguaro/engine';
import type { ScriptSource } from '@saguaro/retention';
import type { Session } from '../engine.ts';
import { observeSession, shownFile } from '../program/observe.ts';
import type { Program } from '../program/read.ts';
import { outcomeOf } from '../report/ending.ts';
import type { LeakResult } from './analyze.ts';

/**
 * The heap that the program leaves under `linked` is judged as a snapshot of V8's is. Throws a `SyntaxFailure` where the program does
 * not parse.
 */
export async function leaksOfProgram(
  program: Program,
  options: Readonly<Record<string, unknown>>,
  minBytes: number,
): Promise<LeakResult & { readonly outcome: string }> {
  const { session, ending } = await observeSession(program, options, 'linked');
  const { findLeaks, heapSnapshotText, V8Heap, V8SnapshotReader } = await import('@saguaro/retention');
  const reader = new V8SnapshotReader();
  const encoder = new TextEncoder();
  for (const piece of heapSnapshotText(session.heap())) reader.push(encoder.encode(piece));
  const sources = new GuestSources(program, session, await import('@saguaro/engine'));
  const report = findLeaks(new V8Heap(reader.end()), {
    sources: (name) => sources.find(name),
    minBytes: Math.max(1, minBytes),
    // What a live closure uses is the program's own affair.
    needlessOnly: true,
  });
  return { report, texts: sources.shown, outcome: outcomeOf(ending) };
}

/** Sources as the session read them. */
class GuestSources {
  /** Texts by the names that reports give them. */
  readonly shown = new Map<string, string>();

  constructor(
    private readonly program: Program,
    private readonly session: Session,
    private readonly engine: typeof import('@saguaro/engine'),
  ) {}

  find(script: string): ScriptSource | null {
    const text = this.session.sourceOf(script);
    const facts = text === undefined ? null : this.factsOf(text, script);
    if (text === undefined || facts === null) return null;
    const file = shownFile(this.program, script);
    this.shown.set(file, text);
    return { file, text, facts };
  }

  private factsOf(text: string, script: string): CaptureFacts | null {
    const { kind, language, name, url } = this.program;
    const own = script === name || script === url;
    const written = own ? language : /\.[mc]?ts$/.test(script) ? 'ts' : 'js';
    // A program that does not say what it is may have turned out to be a module.
    for (const as of own ? ([kind, 'module'] as const) : (['module'] as const)) {
      try {
        return this.engine.analyzeCaptures(text, { name: script, kind: as, language: written });
      } catch {
        // It ran, so it is of the other kind.
      }
    }
    return null;
  }
}
