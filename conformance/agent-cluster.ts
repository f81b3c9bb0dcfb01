/** Instructions that an agent runs before the next one's turn; small enough that agents which watch each other progress. */
const turn = 20_000;

/** Instructions that a lone agent runs before the time limit is looked at. */
const longTurn = 2_000_000;

/** How often the host's own jobs (a module being loaded) may run without result before the program counts as at rest. */
const hostTurns = 20;

/** Time as a test sees it: the host's, moved ahead whenever every agent sleeps, so that no test waits for real. */
export class SkippingClock {
  #skipped = 0;

  readonly now = (): number => Date.now() + Math.floor(this.#skipped);

  readonly monotonic = (): number => performance.now() + this.#skipped;

  /** Moves on to `time`, on the monotonic clock. */
  skipTo(time: number): void {
    this.#skipped += Math.max(0, time - this.monotonic());
  }
}

/** How a machine's turn ended. `until` is on the monotonic clock. */
export type RunOutcome =
  | { readonly status: 'done' }
  /** `rejection`: a promise was rejected and nobody handles it. */
  | { readonly status: 'threw'; readonly error: unknown; readonly rejection?: boolean }
  | { readonly status: 'paused' }
  | { readonly status: 'waiting'; readonly until?: number }
  | { readonly status: 'limit'; readonly limit: string };

/** One agent as the cluster sees it. */
export interface ClusterAgent {
  run(steps: number): RunOutcome;
  deliver(block: unknown, value: number | bigint): void;
}

/** How the first agent of a cluster ended. */
export type ClusterOutcome =
  | Exclude<RunOutcome, { readonly status: 'paused' | 'waiting' }>
  /** Every agent waits for something that can't come. */
  | { readonly status: 'rest' }
  | { readonly status: 'late' };

interface Member {
  readonly agent: ClusterAgent;
  /** On the monotonic clock: when a waiting agent goes on of itself; null when only another agent can wake it. */
  until: number | null;
  state: 'running' | 'waiting' | 'ended';
}

/**
 * The agents of one test, each a machine, run in turns on one thread. An engine that can pause anywhere needs no threads
 * for this, and the order of turns, and so the result, is the same each time.
 */
export class AgentCluster {
  readonly clock: SkippingClock;
  readonly #members: Member[] = [];
  readonly #reports: string[] = [];

  constructor(clock: SkippingClock) {
    this.clock = clock;
  }

  /** The first agent added is the test's own. */
  add(agent: ClusterAgent): void {
    this.#members.push({ agent, until: null, state: 'running' });
  }

  /** Hands a shared block to every agent but the first. They get it at their next turn, so the sender need not wait. */
  broadcast(block: unknown, value: number | bigint): void {
    for (const member of this.#members.slice(1)) {
      member.agent.deliver(block, value);
      member.state = 'running';
    }
  }

  report(text: string): void {
    this.#reports.push(text);
  }

  nextReport(): string | null {
    return this.#reports.shift() ?? null;
  }

  /** Runs until the first agent ends or comes to rest, or the host's clock passes `deadline` (performance.now). */
  async run(deadline: number): Promise<ClusterOutcome> {
    const main = this.#members[0]!;
    main.state = 'running';
    for (let idleTurns = 0; idleTurns < hostTurns; ) {
      // The list may grow while it is gone through: an agent that is started has its first turn in the same round.
      for (let at = 0; at < this.#members.length; at++) {
        const member = this.#members[at]!;
        if (member.state === 'ended') continue;
        const outcome = this.#takeTurn(member);
        if (outcome.status !== 'paused' && outcome.status !== 'waiting' && member === main) return outcome;
        if (performance.now() > deadline) return { status: 'late' };
      }
      if (this.#members.some(({ state }) => state === 'running')) {
        idleTurns = 0;
      } else if (this.#skipToNext()) {
        idleTurns = 0;
      } else {
        idleTurns++;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return { status: 'rest' };
  }

  #takeTurn(member: Member): RunOutcome {
    const outcome = member.agent.run(this.#members.length > 1 ? turn : longTurn);
    member.state = outcome.status === 'paused' ? 'running' : outcome.status === 'waiting' ? 'waiting' : 'ended';
    member.until = outcome.status === 'waiting' ? (outcome.until ?? null) : null;
    return outcome;
  }

  /** Moves the clock to the earliest time at which an agent goes on of itself; false where there is none. */
  #skipToNext(): boolean {
    const times = this.#members.flatMap(({ state, until }) => (state === 'waiting' && until !== null ? [until] : []));
    if (times.length === 0) return false;
    this.clock.skipTo(Math.min(...times));
    return true;
  }
}
