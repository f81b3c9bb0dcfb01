/** @type {import("./index.mjs").Engine} */
export default {
  name: 'quickjs',
  title: 'quickjs-emscripten',
  edition: 2023,
  absent: () => null,
  load: async () => {
    const { getQuickJS } = await import('quickjs-emscripten');
    const quickjs = await getQuickJS();
    return {
      create: () => {
        const runtime = quickjs.newRuntime();
        const context = runtime.newContext();
        /** @param {string} source */
        const evaluate = (source) => {
          const answer = context.evalCode(source, 'program.js');
          if (answer.error) {
            const error = context.dump(answer.error);
            answer.error.dispose();
            throw new Error(error?.message ? `${error.name}: ${error.message}` : String(error));
          }
          const value = context.dump(answer.value);
          answer.value.dispose();
          return value;
        };
        return {
          evaluate: (source) => evaluate(`${source}\n;result`),
          settle() {
            runtime.executePendingJobs().dispose();
            return evaluate('result');
          },
          memoryUsed() {
            const usage = runtime.computeMemoryUsage();
            const { memory_used_size: used } = context.dump(usage);
            usage.dispose();
            return used;
          },
          dispose() {
            context.dispose();
            runtime.dispose();
          },
        };
      },
    };
  },
};
