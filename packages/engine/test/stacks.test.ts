/**
 * Stacks are those that V8 gives: programs of stacks/cases.txt and stacks/async-cases.js, whose results in Node 20 stacks/record.mjs has
 * recorded. Left out is where V8's positions are arbitrary: calls of class initialisers, conversions in templates.
 */
import { readFileSync } from 'node:fs';
import { Machine, type MachineOptions } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

const text = (name: string): string => readFileSync(new URL(`stacks/${name}`, import.meta.url), 'utf8');

const prelude = text('prelude.js');
const recorded = new Map<string, string>();
for (const entry of text('cases.v8.txt').split(/^> /m).slice(1)) {
  const [source = '', ...lines] = entry.replace(/\n+$/, '').split('\n');
  recorded.set(source, lines.join('\n'));
}
const cases = text('cases.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

function stackOf(source: string, options: MachineOptions = {}, steps = Number.POSITIVE_INFINITY): string {
  const m = new Machine(options);
  m.start(prelude, { name: 'prelude.js' });
  m.run();
  m.start(source, { name: 'program.js' });
  let outcome = m.run({ steps });
  while (outcome.status === 'paused') outcome = m.run({ steps });
  return outcome.status === 'done' ? String(outcome.value) : outcome.status;
}

describe('stacks as V8 gives them', () => {
  it('all cases have been recorded', () => {
    expect([...recorded.keys()]).toEqual(cases);
  });

  it.each(cases)('%s', (source) => {
    expect(stackOf(source)).toBe(recorded.get(source));
  });

  it.each(['linked', 'frame', 'table'] as const)('the same under %s, and paused at every instruction', (storage) => {
    for (const source of cases) expect(stackOf(source, { storage }, 1), source).toBe(recorded.get(source));
  });
});

describe('async stacks as V8 gives them', () => {
  const program = text('async-cases.js');
  const expected = text('async-cases.v8.txt').trimEnd();

  function run(m: Machine, steps: number, between: (m: Machine) => Machine): void {
    let machine = m;
    for (;;) {
      const outcome = machine.run({ steps });
      if (outcome.status === 'done' || outcome.status === 'threw') return;
      machine = between(machine);
    }
  }

  it.each(['flat', 'linked', 'frame', 'table'] as const)('under %s', (storage) => {
    const lines: string[] = [];
    let now = 0;
    const clock = { now: () => now, monotonic: () => now++ };
    const m = new Machine({ storage, clock, console: (_level, line) => lines.push(line) });
    m.start(program, { name: 'program.js', kind: 'module' });
    run(m, 7, (same) => same);
    expect(lines.join('\n')).toBe(expected);
  });

  it('saved and restored now and then', () => {
    const lines: string[] = [];
    let now = 0;
    const options = {
      clock: { now: () => now, monotonic: () => now++ },
      console: (_level: string, line: string) => lines.push(line),
    };
    const m = new Machine(options);
    m.start(program, { name: 'program.js', kind: 'module' });
    run(m, 97, (old) => Machine.restore(old.snapshot(), options));
    expect(lines.join('\n')).toBe(expected);
  });
});
