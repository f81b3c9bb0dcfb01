import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

// The package as a program that installs it gets it: the bundle, not the sources.
const bundle = process.env['SAGUARO_ENGINE']
  ? pathToFileURL(process.env['SAGUARO_ENGINE'])
  : new URL(import.meta.resolve('@saguaro/engine'));

/** What the adapter needs of the engine's public API. @typedef {{ status: string, value?: unknown, error?: unknown, reason?: unknown, limit?: unknown }} Outcome */

/** The words for an outcome other than `done`. @param {Outcome} outcome */
function explain(outcome) {
  if (outcome.status === 'threw') {
    const error = /** @type {any} */ (outcome.error);
    return typeof error?.stack === 'string' ? error.stack.split('\n')[0] : (error?.message ?? String(error));
  }
  return `${outcome.status}: ${String(outcome.reason ?? outcome.limit ?? '')}`;
}

/** @type {import("./index.mjs").Engine} */
export default {
  name: 'saguaro',
  title: 'Saguaro',
  edition: 2025,
  absent: () => (existsSync(bundle) ? null : `${fileURLToPath(bundle)} is missing: run \`npm run build\``),
  load: async () => {
    const { Machine } = await import(bundle.href);
    return {
      create: (options = {}) => {
        const limits = options.generous ? { limits: { heapBytes: 6e9, depth: 2e7 } } : {};
        const machine = new Machine(limits);
        /** @param {string} source */
        const evaluate = (source) => {
          machine.start(source, { name: 'program.js', kind: 'script', language: 'js' });
          const outcome = /** @type {Outcome} */ (machine.run());
          if (outcome.status !== 'done') throw new Error(explain(outcome));
          return outcome.value;
        };
        return {
          evaluate: (source) => evaluate(`${source}\n;result`),
          // A run that is done has run its jobs.
          settle: () => evaluate('result'),
          dispose() {},
        };
      },
    };
  },
};
