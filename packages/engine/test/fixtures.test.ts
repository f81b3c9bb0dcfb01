/**
 * Language fixtures: each file of <feature>/<behaviour>.js is a program with its console output inside, as `// expect: line` comments
 * in the order of the lines, and `// expect error: Name: message` where it ends by a throw. Each runs under the four storage
 * strategies, at once and paused after every instruction, its bytecode verified; and recorded, and by the recording.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Machine, type MachineOptions, type Outcome } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

/** These have tests of their own. */
const OTHER_FOLDERS = ['stacks', 'v8', 'web'];

const fixtures = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !OTHER_FOLDERS.includes(entry.name))
  .flatMap(({ name }) => readdirSync(new URL(`${name}/`, import.meta.url)).map((file) => `${name}/${file}`))
  .filter((file) => file.endsWith('.js'));

const STRATEGIES = ['flat', 'linked', 'frame', 'table'] as const satisfies readonly MachineOptions['storage'][];

/** More instructions than any fixture needs: one that never ends fails, and is not waited for. */
const MOST_STEPS = 2_000_000;

function expectations(source: string): string[] {
  return [...source.matchAll(/\/\/ expect( error)?:(.*)/g)].map(
    ([, error, text]) => `${error === undefined ? '' : 'error: '}${(text ?? '').trim()}`,
  );
}

/** What the program prints, and how it ends where it throws. Time is the machine's own: whoever waits has waited. */
function run(
  name: string,
  source: string,
  storage: (typeof STRATEGIES)[number],
  steps: number,
  recorded: ((bytes: Uint8Array) => void) | null = null,
): string[] {
  const lines: string[] = [];
  let time = 0;
  const machine = new Machine({
    storage,
    history: recorded !== null,
    verifyBytecode: true,
    limits: { steps: MOST_STEPS },
    clock: { now: () => time, monotonic: () => time },
    console: (_level, text) => lines.push(...text.trimEnd().split('\n')),
  });
  machine.start(source, { name });
  for (;;) {
    const outcome: Outcome = machine.run({ steps });
    if (outcome.status === 'done' || outcome.status === 'threw') recorded?.(machine.recording());
    switch (outcome.status) {
      case 'paused':
        continue;
      case 'waiting':
        if (outcome.until === undefined) return [...lines, 'waits for ever'];
        time = outcome.until;
        continue;
      case 'threw':
        return [...lines, `error: ${machine.describeError(outcome.error).text.split('\n')[0]}`];
      case 'done':
        return lines.map((line) => line.trim());
      default:
        return [...lines, `ended: ${outcome.status}`];
    }
  }
}

describe.each(fixtures)('%s', (file) => {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8');
  const expected = expectations(source);

  it.each(STRATEGIES)('under %s', (storage) => {
    expect(run(file, source, storage, MOST_STEPS)).toEqual(expected);
  });

  it.each(STRATEGIES)('under %s, paused at every instruction', (storage) => {
    expect(run(file, source, storage, 1)).toEqual(expected);
  });

  it('recorded, and by the recording', () => {
    let bytes: Uint8Array = new Uint8Array();
    const first = run(file, source, 'flat', 100, (recording) => {
      bytes = recording;
    });
    expect(first).toEqual(expected);
    const lines: string[] = [];
    const console = (_level: string, text: string) => void lines.push(...text.trimEnd().split('\n'));
    const again = Machine.replay(bytes, { console });
    const outcome = again.run();
    if (outcome.status === 'threw') lines.push(`error: ${again.describeError(outcome.error).text.split('\n')[0]}`);
    expect(lines.map((line) => line.trim())).toEqual(expected);
    expect(again.inPast).toBe(false);
  });

  it('expects something', () => {
    expect(expected).not.toEqual([]);
  });
});
