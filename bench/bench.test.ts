import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.mjs', import.meta.url));

interface Result {
  status: string;
  reason?: string;
}
interface Row {
  name: string;
  results: Record<string, Result>;
}

function bench(...args: string[]) {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
}

describe('the benchmark programs at their quick sizes', () => {
  let directory: string;
  let rows: Row[];
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'saguaro-bench-'));
    const file = join(directory, 'results.json');
    const { stderr } = bench('--quick', '--runs', '1', '--engines', 'v8,quickjs,saguaro', '--json', file);
    try {
      rows = (JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[] }).rows;
    } catch {
      throw new Error(`the benchmarks wrote no results: ${stderr}`);
    }
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(['v8', 'quickjs', 'saguaro'])('give the same answers on %s', (engine) => {
    const failed = rows
      .filter((row) => row.results[engine]?.status !== 'ok')
      .map((row) => `${row.name}: ${row.results[engine]?.status}, ${row.results[engine]?.reason}`);
    expect(failed).toEqual([]);
  });
});

describe('npm run bench', () => {
  it('exits with 2 and says why when it is used wrongly', () => {
    const unknown = bench('no-such-program');
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('no program is called no-such-program');
    const both = bench('--memory', '--depth');
    expect(both.status).toBe(2);
    expect(both.stderr).toContain('ask for one');
  });

  it('reports a run that takes too long as a timeout and goes on', () => {
    const { stdout, status } = bench('fib', '--engines', 'v8,js-interpreter', '--runs', '1', '--timeout', '0.5');
    expect(status).toBe(0);
    expect(stdout).toContain('JS-Interpreter, timeout, timeout after 0.5 s: every program');
    expect(stdout).toMatch(/^fib +[\d.]+ \/ [\d.]+ +timeout$/m);
  });
});
