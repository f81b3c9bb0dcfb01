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
  for (const { kind } of state.nodes.values())
    if (kind === 'cell' || kind === 'environment' || kind === 'table') environments++;
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

export async function compare(current: Session): Promise<Comparison> {
  const ordinal = current.ordinal();
  const { source } = current;
  const seen: Seen[] = [];
  for (const storage of STRATEGIES) {
    const session = storage === source.storage ? current : await Session.start({ ...source, storage });
    seen.push(look(session, storage, ordinal));
  }
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
  return { rows };
}
