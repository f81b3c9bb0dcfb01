import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const suite = fileURLToPath(new URL('./fixtures/suite', import.meta.url));
const runner = fileURLToPath(new URL('./run.mjs', import.meta.url));

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'saguaro-conformance-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the command on the small suite in fixtures/, whose results with the host's V8 are known. */
async function conformance(args: readonly string[], env: Record<string, string> = { TEST262_DIR: suite }) {
  const base = { ...process.env };
  for (const name of ['TEST262_DIR', 'INIT_CWD', 'NODE_OPTIONS']) delete base[name];
  const child = promisify(execFile)(process.execPath, [runner, ...args], { cwd: scratch, env: { ...base, ...env } });
  try {
    return { status: 0, ...(await child) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

describe('npm run conformance', () => {
  test('runs, judges, counts and lists', async () => {
    const args = [
      'language',
      '--engine',
      'node',
      '--timeout',
      '300',
      '--json',
      'out.json',
      '--failures',
      'failures.txt',
    ];
    const { status, stdout, stderr } = await conformance(args);
    // A test that can't be read fails the run, whatever the others do.
    expect(stderr).toContain('test/language/broken/unknown-flag.js can\'t be read: unknown flag "onlyTuesdays"');
    expect(status).toBe(1);
    expect(stdout).toContain('1  decorators: a proposal below stage 4');
    const report = JSON.parse(readFileSync(join(scratch, 'out.json'), 'utf8')) as {
      areas: object;
      failures: { path: string; mode: string; message: string }[];
    };
    expect(report.areas).toEqual({
      'language/modules': { passed: 2, total: 2 },
      'language/scripts': { passed: 8, total: 12 },
    });
    const timedOut = 'did not finish within the limit of time or steps';
    expect(report.failures.map(({ path, mode, message }) => `${path.split('/').at(-1)} ${mode} ${message}`)).toEqual([
      'async-never-ends.js sloppy the async test came to rest without calling $DONE',
      'fails-in-strict.js strict Test262Error: this is "undefined" at 12',
      `hangs.js sloppy ${timedOut}`,
      'negative-wrong-phase.js sloppy expected SyntaxError at parse, got one at runtime: SyntaxError: late',
    ]);
    expect(readFileSync(join(scratch, 'failures.txt'), 'utf8')).toMatch(/^4 failing scenarios in 4 groups\n/);
  });

  test('shows one file in full', async () => {
    const { status, stdout } = await conformance(['language/scripts/fails-in-strict.js', '--engine', 'node']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^pass {2}test\/language\/scripts\/fails-in-strict\.js \(sloppy\)/);
    expect(stdout).toContain('  | threw at runtime: Test262Error: this is "undefined" at 12');
  });

  test('stops at the first failure', async () => {
    const { status, stdout } = await conformance(['language', '--engine', 'node', '--filter', 'strict', '--first']);
    expect(status).toBe(1);
    expect(stdout).toContain('FAIL  test/language/scripts/fails-in-strict.js (strict)');
  });

  test('says in one line that there is no suite, and that this is no failure', async () => {
    const { status, stdout, stderr } = await conformance([], { HOME: scratch, USERPROFILE: scratch });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      `conformance: not run: TEST262_DIR is not set and there is no test262 checkout at ${join(scratch, '.cache', 'saguaro', 'test262')}.\n`,
    );
  });

  test('refuses what it does not understand with status 2', async () => {
    expect(await conformance([], { TEST262_DIR: scratch })).toMatchObject({
      status: 2,
      stderr: `conformance: TEST262_DIR names ${scratch}, which holds no test262 checkout\nTry npm run conformance -- --help\n`,
    });
    expect((await conformance(['no/such/folder', '--engine', 'node'])).status).toBe(2);
    expect((await conformance(['--sample', 'x'])).stderr).toContain('--sample needs a whole number above 0, not "x"');
  });
});
