import { setImmediate } from 'node:timers/promises';

// Indirect eval in the child's own realm: a node:vm context would put an interceptor before every global, which programs do not have.
// biome-ignore lint/security/noGlobalEval: native V8 is one of the engines
const evaluate = eval;

/** @type {import("./index.mjs").Engine} */
export default {
  name: 'v8',
  title: 'V8 (native)',
  edition: 2025,
  absent: () => null,
  load: async () => ({
    create: () => ({
      evaluate: (source) => evaluate(`${source}\n;result`),
      settle: async () => {
        await setImmediate();
        return evaluate('result');
      },
      dispose() {},
    }),
  }),
};
