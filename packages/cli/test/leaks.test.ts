import { spawn } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { edgeLabel, nodeLabel, readV8Snapshot } from '@saguaro/retention';
import { afterAll, expect, it } from 'vitest';
import { folderOf, node, saguaro } from './spawn.ts';

const leak = `function make(n) {
  const big = new Array(100000).fill(0.5 + n);
  const used = { n };
  (() => big.length)();
  return () => used;
}
`;
const files = {
  'leak.cjs': `${leak}globalThis.kept = [make(1), make(2)];\n`,
  'fails.cjs': 'process.exit(3);\n',
  'clean.cjs': 'const big = new Array(100000).fill(0.5);\nbig.length;\nglobalThis.kept = () => 1;\n',
  'grow.cjs': `${leak}const { writeHeapSnapshot } = require('node:v8');
const kept = (globalThis.kept = [make(1)]);
writeHeapSnapshot('a.heapsnapshot');
kept.push(make(2), make(3));
writeHeapSnapshot('b.heapsnapshot');
`,
  'wait.cjs': `${leak}globalThis.kept = make(1);\nsetInterval(() => {}, 1000);\n`,
  'waits.mjs': `const big = new Array(100000).fill(0.5);
let port = 80;
const boot = async () => big.length;
await boot();
globalThis.kept = () => port;
class Unrelated {
  read() {
    return port;
  }
}
`,
  'guest.js': `${leak}globalThis.kept = [make(1), make(2)];\nconsole.log('done');\n`,
  'part.mjs': `${leak}export { make };\n`,
  'main.mts': "import { make } from './part.mjs';\nconst kept: unknown[] = [make(1)];\nexport { kept };\n",
  'throws.js': `${leak}globalThis.kept = make(1);\nthrow new Error('too late');\n`,
  'bad.heapsnapshot': '{"snapshot":{}}',
};
const folder = folderOf(files);
const cwd = folder.path;
afterAll(() => folder.remove());

it('runs a program in Node and reports what it keeps needlessly', async () => {
  const { status, stdout } = await saguaro(
    [
      'leaks',
      '--node',
      '--json',
      '--html',
      'report.html',
      '--heapsnapshot',
      'kept.heapsnapshot',
      '--fail-on',
      '1m',
      'leak.cjs',
    ],
    { cwd },
  );
  expect(status).toBe(1);
  const { findings, missingSources } = JSON.parse(stdout);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    cause: 'shared-environment',
    variable: 'big',
    function: 'make',
    line: 2,
    column: 9,
    copies: 2,
    closures: [{ function: '<anonymous>', line: 5, column: 10, uses: false, count: 2 }],
    blame: { line: 4, column: 4 },
  });
  expect(findings[0].needlessBytes).toBeGreaterThan(1_600_000);
  expect(findings[0].needlessBytes).toBeLessThan(1_610_000);
  expect(findings[0].path.at(-1)).toBe('variable big → Array');
  expect(missingSources).toEqual([]);
  const page = readFileSync(join(cwd, 'report.html'), 'utf8');
  expect(page).toContain('declares big');
  expect(page).not.toMatch(/<script|https?:/);
  const again = await saguaro(['leaks', '--json', 'kept.heapsnapshot'], { cwd });
  expect(JSON.parse(again.stdout).findings).toEqual(findings);
});

it('reports nothing where nothing is kept', async () => {
  const { status, stdout } = await saguaro(['leaks', '--node', '--fail-on', '1', 'clean.cjs'], { cwd });
  expect(stdout).toContain('Nothing is kept that is worth a finding.');
  expect(status).toBe(0);
});

it('says that there is no program, and how one has ended that failed', async () => {
  const missing = await saguaro(['leaks', '--node', 'missing.js'], { cwd });
  expect(missing.status).not.toBe(0);
  expect(missing.stderr).toContain('missing.js');
  expect(missing.stdout).toBe('');
  const failed = await saguaro(['leaks', '--node', './fails.cjs'], { cwd });
  expect(failed.stderr).toContain('./fails.cjs ended with 3: this is what was alive then.');
});

it('knows that a module which waited has ended, and names the closure that keeps its variables', async () => {
  const { stdout } = await saguaro(['leaks', '--json', '--node', 'waits.mjs'], { cwd });
  const { findings } = JSON.parse(stdout);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    cause: 'shared-environment',
    variable: 'big',
    line: 1,
    column: 7,
    blame: { function: 'boot', line: 3 },
  });
  expect(findings[0].needlessBytes).toBeGreaterThan(800_000);
  expect(findings[0].fix).toContain('(line 5)');
});

it('tells what grew between snapshots', async () => {
  await node(['grow.cjs'], { cwd });
  const { stdout } = await saguaro(['leaks', '--json', 'a.heapsnapshot', 'b.heapsnapshot'], { cwd });
  const [finding] = JSON.parse(stdout).findings;
  expect(finding).toMatchObject({ variable: 'big', line: 2, copies: 3 });
  expect(Math.round(finding.growthBytes / 800_000)).toBe(2);
  expect(finding.bytesBySnapshot.map((bytes: number) => Math.round(bytes / 800_000))).toEqual([1, 3]);
  const three = await saguaro(['leaks', 'a.heapsnapshot', 'b.heapsnapshot', 'b.heapsnapshot'], { cwd });
  expect(three.stdout).toContain(
    '3 copies, +1.5 MiB since the first snapshot (781.3 KiB, 2.3 MiB, 2.3 MiB): kept needlessly',
  );
});

it('takes the snapshot and the sources from a running process', async () => {
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', 'wait.cjs'], { cwd });
  try {
    const address = await new Promise<string>((resolve) => {
      let text = '';
      child.stderr.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        const match = /ws:\/\/([\d.]+:\d+)\//.exec(text);
        if (match?.[1] !== undefined) resolve(match[1]);
      });
    });
    const { stdout } = await saguaro(['leaks', '--json', '--inspect', address], { cwd });
    expect(JSON.parse(stdout).findings).toMatchObject([{ variable: 'big', line: 2, cause: 'shared-environment' }]);
  } finally {
    child.kill();
  }
});

it('runs a program in Saguaro as V8 would store it', async () => {
  const { status, stdout } = await saguaro(['leaks', '--json', '--html', 'guest.html', '--fail-on', '1m', 'guest.js'], {
    cwd,
  });
  expect(status).toBe(1);
  const { findings, totals } = JSON.parse(stdout);
  expect(findings).toMatchObject([
    {
      cause: 'shared-environment',
      variable: 'big',
      function: 'make',
      file: 'guest.js',
      line: 2,
      column: 9,
      copies: 2,
      closures: [{ function: '<anonymous>', line: 5, column: 10, uses: false, count: 2 }],
      blame: { function: '<anonymous>', file: 'guest.js', line: 4, column: 4 },
      path: [
        'global kept → Array',
        'element 0 → function <anonymous> (guest.js:5:10)',
        'internal context → environment of make',
        'variable big → Array',
      ],
    },
  ]);
  expect(Math.round(findings[0].needlessBytes / 800_000)).toBe(2);
  expect(totals).toMatchObject({
    findings: 1,
    needlessBytes: findings[0].needlessBytes,
    closures: 2,
    knownClosures: 2,
  });
  expect(totals.heapBytes).toBeGreaterThan(totals.needlessBytes);
  const page = readFileSync(join(cwd, 'guest.html'), 'utf8');
  expect(page).toContain('declares big');
  expect(page).toContain('is alive and does not use it');
});

it('shows findings as text', async () => {
  const { stdout } = await saguaro(['leaks', 'guest.js'], { cwd });
  expect(stdout).toBe(`1. big of make, guest.js:2:9
   1.5 MiB needless, 2 copies: kept needlessly by an environment that closures share
   alive: <anonymous>, line 5:10 (2 of them), does not use it
   to blame: <anonymous>, line 4:4
   path: global kept → Array
         element 0 → function <anonymous> (guest.js:5:10)
         internal context → environment of make
         variable big → Array
   fix:  Make <anonymous> (line 5) outside the scope that declares big, or pass big to <anonymous> (line 4) as
         an argument instead of capturing it; failing that, set big to undefined once it is done with.

${stdout.slice(stdout.indexOf('1 finding,'))}`);
  expect(stdout).toMatch(
    /1 finding, 1\.5 MiB needless of 1\.5 MiB; \d+ nodes, 2 closures, 2 of them with sources\.\n$/,
  );
});

it('judges modules and TypeScript as it runs them, and says how a program ended', async () => {
  const { stdout } = await saguaro(['leaks', '--json', 'main.mts'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [{ variable: 'big', function: 'make', file: 'part.mjs', line: 2, blame: { file: 'part.mjs', line: 4 } }],
    missingSources: [],
  });
  const threw = await saguaro(['leaks', '--json', 'throws.js'], { cwd });
  expect(threw.stderr).toBe('throws.js threw Error: too late: this is what was alive then.\n');
  expect(JSON.parse(threw.stdout).findings).toMatchObject([{ variable: 'big', line: 2 }]);
});

it('judges heaps that Saguaro wrote', async () => {
  await saguaro(['run', '--storage', 'linked', '--heapsnapshot', 'linked.heapsnapshot', 'guest.js'], { cwd });
  await saguaro(['run', '--storage', 'flat', '--heapsnapshot', 'flat.heapsnapshot', 'guest.js'], { cwd });
  const linked = await saguaro(['leaks', '--json', 'linked.heapsnapshot'], { cwd });
  expect(JSON.parse(linked.stdout).findings).toMatchObject([{ variable: 'big', line: 2, closures: [{ line: 5 }] }]);
  const flat = await saguaro(['leaks', 'flat.heapsnapshot'], { cwd });
  expect(flat.stdout).toContain('Nothing is kept that is worth a finding.');
});

it('writes heaps that readers of V8 snapshots read', async () => {
  await saguaro(['run', '--storage', 'linked', '--heapsnapshot', 'out.heapsnapshot', 'guest.js'], { cwd });
  const heap = await readV8Snapshot(createReadStream(join(cwd, 'out.heapsnapshot')));
  const variables = [];
  for (let n = 0; n < heap.nodeCount; n++) {
    if (nodeLabel(heap, n) !== 'system / Context') continue;
    for (let e = heap.firstEdge[n] as number; e < (heap.firstEdge[n + 1] as number); e++)
      if (heap.edgeTypes[heap.edgeType[e] as number] === 'context') variables.push(edgeLabel(heap, e));
  }
  expect(variables).toEqual(['big', 'used', 'big', 'used']);
});

it.each([
  [['leaks'], 'it is not clear what to look at.'],
  [['leaks', 'none.heapsnapshot'], 'there is no file none.heapsnapshot.'],
  [['leaks', 'bad.heapsnapshot'], 'bad.heapsnapshot cannot be read as a heap snapshot'],
  [['leaks', '--inspect', '127.0.0.1:1'], '127.0.0.1:1 cannot be inspected'],
])('says what is wrong with %j', async (args, message) => {
  const { status, stderr } = await saguaro(args, { cwd });
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
