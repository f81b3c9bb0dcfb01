import { expect, test } from 'vitest';
import { AgentCluster, type ClusterAgent, type RunOutcome, SkippingClock } from './agent-cluster.ts';

const later = () => performance.now() + 60_000;

/** An agent whose turns end as listed; it stays at the last one. */
function agent(turns: (() => RunOutcome)[], received: unknown[] = []): ClusterAgent {
  let at = 0;
  return {
    run: () => turns[Math.min(at++, turns.length - 1)]!(),
    deliver: (block, value) => void received.push([block, value]),
  };
}

test('an agent that sleeps is woken by moving the clock, not by waiting', async () => {
  const clock = new SkippingClock();
  const cluster = new AgentCluster(clock);
  const hour = 3_600_000;
  const start = clock.monotonic();
  cluster.add(agent([() => ({ status: 'waiting', until: start + hour }), () => ({ status: 'done' })]));
  expect(await cluster.run(later())).toEqual({ status: 'done' });
  expect(clock.monotonic() - start).toBeGreaterThanOrEqual(hour);
});

test('agents take turns, and a broadcast reaches all but the first', async () => {
  const cluster = new AgentCluster(new SkippingClock());
  const received: unknown[] = [];
  let reported = false;
  cluster.add(
    agent([
      () => {
        cluster.broadcast('block', 7);
        return { status: 'paused' };
      },
      () => ({ status: cluster.nextReport() === 'got it' ? 'done' : 'paused' }),
    ]),
  );
  cluster.add(
    agent(
      [
        () => {
          if (received.length > 0 && !reported) {
            reported = true;
            cluster.report('got it');
          }
          return { status: 'waiting' };
        },
      ],
      received,
    ),
  );
  expect(await cluster.run(later())).toEqual({ status: 'done' });
  expect(received).toEqual([['block', 7]]);
});

test('a program that waits for nothing comes to rest; one that never stops is late', async () => {
  const waiting = new AgentCluster(new SkippingClock());
  waiting.add(agent([() => ({ status: 'waiting' })]));
  expect(await waiting.run(later())).toEqual({ status: 'rest' });

  const running = new AgentCluster(new SkippingClock());
  running.add(agent([() => ({ status: 'paused' })]));
  expect(await running.run(performance.now() - 1)).toEqual({ status: 'late' });
});
