import { setImmediate } from 'node:timers/promises';

/** @type {import("./index.mjs").Engine} */
export default {
  name: 'sval',
  title: 'sval',
  edition: 2024,
  absent: () => null,
  load: async () => {
    const { default: Sval } = await import('sval');
    return {
      create: () => {
        const machine = new Sval({ ecmaVer: 'latest', sourceType: 'script', sandBox: true });
        return {
          evaluate(source) {
            // It has no completion value; `exports` is how a script hands one out.
            machine.run(`${source}\n;exports.result = result;`);
            return machine.exports['result'];
          },
          async settle() {
            await setImmediate();
            machine.run('exports.result = result;');
            return machine.exports['result'];
          },
          dispose() {},
        };
      },
    };
  },
};
