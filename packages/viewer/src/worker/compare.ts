/** The same program at the same statement under each strategy, and what each keeps that `flat` has freed. */
import type { KeptBinding, StorageStrategy } from '@saguaro/engine';
import type { Comparison, StrategyRow } from '../protocol.ts';
import { Session } from './session.ts';

export const STRATEGIES: readonly StorageStrategy[] = ['flat', 'linked', 'frame', 'table'];

interface Seen {
  readonly storage: StorageStrategy;
  readonly kept: readonly KeptBinding[];
  readonly bytes: number;
  readonly environments: number;
  /** Variables of frames on the stack that will still be read. */
  readonly inUse: ReadonlySet<string>;
}

const keyOf = ({ binding, line, column }: Pick<KeptBinding, 'binding' | 'line' | 'column'>): string =>
  `${binding} ${line}:${column}`;

function look(session: Session, storage: StorageStrategy, ordinal: number): Seen {
  const step = session.stepOfOrdinal(ordinal);
  const state = session.stateFor(step);
  const inUse = new Set<string>();
  for (const frame of state.frames)
    for (const b of frame.bindings) if (b.live) inUse.add(`${b.name} ${b.line}:${b.column}`);
  let environments = 0;
  const onStack = new Set(state.frames.map(({ id }) => id));
  for (const { id, kind, state: activity, hidden } of state.nodes.values()) {
    if (kind === 'cell' || kind === 'environment' || kind === 'table') environments++;
    // A frame that has returned and stays serves as one.
    else if (kind === 'frame' && activity === undefined && hidden !== true && !onStack.has(id)) environments++;
  }
  const { bindings, bytes } = session.kept(step);
  return { storage, kept: bindings, bytes, environments, inUse };
}

/** Bindings, with the bytes of all that have the same name and place added up. */
function extraOf(seen: Seen, least: Seen): StrategyRow['extra'] {
  const fine = new Set([...least.kept.map(keyOf), ...least.inUse]);
  const extra = new Map<string, { name: string; function: string; line: number; bytes: number }>();
  for (const kept of seen.kept) {
    const key = keyOf(kept);
    if (fine.has(key)) continue;
    const known = extra.get(key);
    if (known === undefined)
      extra.set(key, { name: kept.binding, function: kept.function, line: kept.line, bytes: kept.bytes });
    else known.bytes += kept.bytes;
  }
  return [...extra.values()].sort((a, b) => b.bytes - a.bytes);
}

/** Largest run, in bytes of its checkpoints, that is kept for the next comparison. */
const MOST_KEPT = 16 * 1024 * 1024;

/** The same program under the other strategies, as far as they have been asked for. */
export class Others {
  private readonly sessions = new Map<StorageStrategy, Session>();

  /** The program of a session under a strategy: run anew, unless it was kept. */
  async of(session: Session, storage: StorageStrategy): Promise<Session> {
    if (storage === session.source.storage) return session;
    const known = this.sessions.get(storage);
    if (known !== undefined) return known;
    const other = await Session.start({ ...session.source, storage }, session.timeline.answers);
    this.keep(other);
    return other;
  }

  keep(session: Session): void {
    if (session.timeline.bytes <= MOST_KEPT) this.sessions.set(session.source.storage, session);
  }

  /** The program has changed, or what is known of it. */
  forget(): void {
    this.sessions.clear();
  }
}

export async function compare(current: Session, others: Others): Promise<Comparison> {
  const { step } = current;
  const ordinal = current.ordinal();
  const seen: Seen[] = [];
  for (const storage of STRATEGIES) seen.push(look(await others.of(current, storage), storage, ordinal));
  const least = seen[0] as Seen;
  const rows = seen.map((s): StrategyRow => {
    const extra = extraOf(s, least);
    return {
      storage: s.storage,
      bytes: s.bytes,
      variables: s.kept.length,
      environments: s.environments,
      extra,
      extraBytes: extra.reduce((sum, e) => sum + e.bytes, 0),
    };
  });
  return { step, rows };
}
