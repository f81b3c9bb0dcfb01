/**
 * Messages of errors are V8's: each line of messages.txt is a program that throws, run here and in the host. Left out is where V8
 * names the wrong receiver (`DataView.prototype.getInt8.call({})` is said to be called on undefined, as are
 * `%TypedArray%.prototype.subarray` and `RegExp.prototype.test`), and where it does not throw though ECMA-262 says so
 * (`Array.prototype.sort.call('s')`).
 */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { Machine, SaguaroSyntaxError } from '@saguaro/engine';
import { describe, expect, it } from 'vitest';

const programs = readFileSync(new URL('messages.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const NOTHING = 'nothing was thrown';

function inSaguaro(source: string): string {
  const lines: string[] = [];
  const machine = new Machine({ console: (_level, text) => lines.push(text), limits: { depth: 1000 } });
  try {
    machine.start(wrapped(source));
  } catch (error) {
    if (!(error instanceof SaguaroSyntaxError)) throw error;
    return `early ${error.kind}: ${error.message}`;
  }
  const outcome = machine.run();
  if (outcome.status !== 'threw') return outcome.status === 'done' ? NOTHING : outcome.status;
  return machine.describeError(outcome.error).text;
}

/** The error's text is thrown in its stead, so that it crosses as a plain string. */
function wrapped(source: string): string {
  return `try { (0, eval)(${JSON.stringify(source)}) } catch (e) { throw String(e) }`;
}

function inHost(source: string): string {
  try {
    runInContext(wrapped(source), createContext());
  } catch (error) {
    return String(error);
  }
  return NOTHING;
}

// Words change from one major version to the next; ours are those of Node 20.
describe.runIf(process.versions.node.startsWith('20.'))('errors say what V8 says', () => {
  it.each(programs)('%s', (source) => {
    const expected = inHost(source);
    expect(expected).not.toBe(NOTHING);
    expect(inSaguaro(source)).toBe(expected);
  });
});
