/** Snapshots of engines with other instructions than this one's, and with other built-ins. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { libraryCode } from '../src/builtins/index.ts';
import type { Body } from '../src/bytecode/code.ts';
import type { Execution } from '../src/host/execution.ts';
import { Machine, type Outcome } from '../src/index.ts';
import { CodeTranslation } from '../src/snapshot/code-upgrade.ts';
import { CURRENT_INSTRUCTIONS, hashOfSet, type OlderSet } from '../src/snapshot/instruction-sets.ts';

/** Two sets before this one, made up: numbers, names and operands differ, and one instruction has become two. */
const { made } = vi.hoisted(() => ({ made: [] as OlderSet[] }));
vi.mock('../src/snapshot/instruction-sets.ts', async (original) => ({
  ...(await original<typeof import('../src/snapshot/instruction-sets.ts')>()),
  OLDER_SETS: made,
}));

const second = CURRENT_INSTRUCTIONS.map((line) => line.replace(/^Inc reg:a dst:d$/, 'AddOne reg:a imm:unused dst:d'));
const first = [...second].reverse().map((line) => line.replace(/^Jump jump:/, 'GoTo imm:unused jump:'));
made.push(
  { instructions: first, rewrite: { GoTo: ([, to]) => [['Jump', to as number]] } },
  {
    instructions: second,
    rewrite: {
      AddOne: ([a, , d]) => [['Inc', a as number, d as number]],
      Not: ([a, d]) => [['Nop'], ['Not', a as number, d as number]],
    },
  },
);

const toSecond = new CodeTranslation(
  [CURRENT_INSTRUCTIONS, second],
  [{ Inc: ([a, d]) => [['AddOne', a as number, 0, d as number]] }],
);
const toFirst = new CodeTranslation(
  [CURRENT_INSTRUCTIONS, second, first],
  [{ Inc: ([a, d]) => [['AddOne', a as number, 0, d as number]] }, { Jump: ([to]) => [['GoTo', 0, to as number]] }],
);

const executionOf = (machine: Machine): Execution => (machine as unknown as { execution: Execution }).execution;

function run(source: string, every: number, older?: { hash: string; form: CodeTranslation }) {
  const printed: string[] = [];
  let time = 0;
  const host = {
    console: (_level: string, text: string) => void printed.push(text),
    clock: { now: () => time, monotonic: () => time },
  };
  let machine = new Machine(host);
  machine.start(source, { name: 'main.js' });
  let saves = 0;
  for (;;) {
    const outcome: Outcome = machine.run({ steps: every });
    if (outcome.status === 'waiting' && outcome.until !== undefined) time = outcome.until;
    else if (outcome.status !== 'paused') {
      const end = outcome.status === 'threw' ? machine.describeError(outcome.error).text : outcome.status;
      return { printed, end, saves };
    } else if (older !== undefined) {
      machine = Machine.restore(executionOf(machine).snapshot(older), host);
      saves++;
    }
  }
}

const fixtures = new URL('.', import.meta.url);
const programs = ['async', 'calls', 'closures', 'generators', 'iteration', 'statements'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, fixtures)).map((file) => `${folder}/${file}`),
);

let restored = 0;

describe('code of older instruction sets', () => {
  it.each(programs)('%s goes on in this one', (file) => {
    const source = readFileSync(new URL(file, fixtures), 'utf8');
    const expected = run(source, 61);
    for (const [instructions, form] of [
      [second, toSecond],
      [first, toFirst],
    ] as const) {
      const { printed, end, saves } = run(source, 61, { hash: hashOfSet(instructions), form });
      expect({ printed, end }).toEqual({ printed: expected.printed, end: expected.end });
      restored += saves;
    }
  });

  it('was restored often meanwhile', () => {
    expect(restored).toBeGreaterThan(500);
  });

  it('moves jumps, regions and pcs', () => {
    const machine = new Machine();
    machine.start(
      'let n = 0; for (let i = 0; i < 9; i++) { try { if (!(i % 2)) throw i; n++; } catch (e) { n += e; } } n',
    );
    machine.run({ steps: 40 });
    const bytes = executionOf(machine).snapshot({ hash: hashOfSet(first), form: toFirst });
    expect(Machine.restore(bytes).run()).toEqual(machine.run());
  });

  it('is refused where the set is unknown', () => {
    const machine = new Machine();
    machine.start('1');
    const bytes = executionOf(machine).snapshot({ hash: hashOfSet(['Nothing ']), form: toFirst });
    expect(() => Machine.restore(bytes)).toThrow(/whose instructions this one .* does not know/);
  });
});

describe('a built-in that has changed', () => {
  const source = `
    const seen = [];
    const mapped = [1, 2, 3].map((n) => { seen.push(n); return n * 2; });
    seen.join() + ' ' + mapped.join() + ' ' + [5].map((n) => n + 1).join()`;

  it('goes on in the code that it was called with, where it is on the stack', () => {
    const machine = new Machine();
    machine.start(source);
    while (machine.frames().length < 2) machine.run({ steps: 1 });
    const bytes = machine.snapshot();
    const map = libraryCode('ArrayPrototypeMap') as { body: () => Body };
    const { body } = map;
    // The library of a later engine: `map` gives its receiver, `return this`.
    const changed = {
      ...body(),
      code: Int32Array.from([...onlyReturn(), 0]),
      regions: [],
      positions: new Int32Array(0),
      calleeRanges: new Int32Array(0),
    };
    try {
      map.body = () => changed;
      const later = Machine.restore(bytes);
      expect(later.run()).toEqual({ status: 'done', value: '1,2,3 2,4,6 5' });
    } finally {
      map.body = body;
    }
    expect(machine.run()).toEqual({ status: 'done', value: '1,2,3 2,4,6 6' });
  });
});

/** `Return r`, without its operand. */
function onlyReturn(): number[] {
  return [CURRENT_INSTRUCTIONS.findIndex((line) => line.startsWith('Return '))];
}
