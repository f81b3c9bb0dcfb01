/**
 * Snapshots of the format and the instruction sets of every version, each in a folder `FORMAT.SET` of `snapshot-corpus`: this engine goes
 * on with all of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Machine } from '../src/index.ts';
import { FORMAT_VERSION } from '../src/snapshot/format-version.ts';
import { CURRENT_INSTRUCTIONS, OLDER_SETS } from '../src/snapshot/instruction-sets.ts';
import { programs } from './snapshot-corpus/programs.mjs';
import { goOn, save } from './snapshot-corpus/run.mjs';

const corpus = new URL('snapshot-corpus/', import.meta.url);
const versions = readdirSync(corpus, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const read = (path: string): string => readFileSync(new URL(path, corpus), 'utf8');
const current = `${FORMAT_VERSION}.${OLDER_SETS.length + 1}`;

const RECORD = 'node packages/engine/test/snapshot-corpus/record.mjs';
const CHANGED = `The instructions differ from those recorded as version ${current}.
If snapshot-corpus/released.json does not list ${current}: build and record it anew, \`${RECORD}\`.
If it does, snapshots with these instructions exist and must go on:
  1. add to OLDER_SETS (src/snapshot/instruction-sets.ts) what snapshot-corpus/${current}/instructions.txt lists, with a \`rewrite\` for
     each instruction that is gone, or has other operands or another meaning;
  2. build, and record the new version: \`${RECORD}\`.`;

describe('the instruction set', () => {
  it('is the one that is recorded', () => {
    const recorded = versions.includes(current) ? read(`${current}/instructions.txt`).trimEnd().split('\n') : [];
    expect(recorded, CHANGED).toEqual(CURRENT_INSTRUCTIONS);
  });

  it.each(OLDER_SETS.map((set, i) => [i + 1, set] as const))('%d, which is older, is as it was released', (n, set) => {
    const folders = versions.filter((v) => v.endsWith(`.${n}`));
    expect(folders.length).toBeGreaterThan(0);
    for (const v of folders) expect(set.instructions).toEqual(read(`${v}/instructions.txt`).trimEnd().split('\n'));
  });
});

describe.each(versions)('snapshots of version %s', (version) => {
  const files = readdirSync(new URL(`${version}/`, corpus)).filter((file) => file.endsWith('.json'));

  it('are there', () => {
    expect(files.length).toBeGreaterThanOrEqual(15);
  });

  it.each(files)('%s goes on', (file) => {
    const { snapshot, answers, printed, end } = JSON.parse(read(`${version}/${file}`)) as {
      snapshot: string;
      answers: unknown[];
      printed: string[];
      end: string;
    };
    expect(goOn({ Machine }, Buffer.from(snapshot, 'base64'), answers)).toEqual({ printed, end });
  });
});

describe('the programs of the corpus', () => {
  it.each(programs)('$name, saved now, goes on as without', (program) => {
    const { bytes, printed, end } = save({ Machine }, program);
    expect(goOn({ Machine }, bytes, program.answers)).toEqual({ printed, end });
  });
});
