// Records the stacks that the host's V8 gives for cases.txt and async-cases.js: `node packages/engine/test/stacks/record.mjs`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';

const here = (name) => new URL(name, import.meta.url);
const text = (name) => readFileSync(here(name), 'utf8');
/** Lines of a stack that are not the program's. */
const own = (stack) =>
  String(stack)
    .split('\n')
    .filter((line) => !/^ {4}at .*(?:node:|record\.mjs|\bScript\.runIn)/.test(line))
    .join('\n');

const prelude = text('prelude.js');
const out = [];
for (const source of text('cases.txt').split('\n')) {
  if (source === '' || source.startsWith('#')) continue;
  const context = createContext({}, { microtaskMode: 'afterEvaluate' });
  new Script(prelude, { filename: 'prelude.js' }).runInContext(context);
  out.push(`> ${source}\n${own(new Script(source, { filename: 'program.js' }).runInContext(context))}\n`);
}
writeFileSync(here('cases.v8.txt'), `# V8 ${process.versions.v8}\n${out.join('\n')}`);

const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', text('async-cases.js')], {
  encoding: 'utf8',
});
writeFileSync(here('async-cases.v8.txt'), own(printed.replaceAll(/file:\/\/\/\S*\/\[eval1\]/g, 'program.js')));
