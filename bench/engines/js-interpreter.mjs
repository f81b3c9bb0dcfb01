/** @type {import("./index.mjs").Engine} */
export default {
  name: 'js-interpreter',
  title: 'JS-Interpreter',
  edition: 2009,
  absent: () => null,
  load: async () => {
    // The package has no types.
    const specifier = 'js-interpreter';
    const { default: Interpreter } = await import(specifier);
    return {
      create: () => {
        const machine = new Interpreter('');
        // Regular expressions by the host directly: the default starts a guarded host context for each match.
        machine.REGEXP_MODE = 1;
        machine.run();
        return {
          evaluate(source) {
            machine.appendCode(`${source}\n;result`);
            machine.run();
            return machine.value;
          },
          // It has no promises.
          settle: () => machine.value,
          dispose() {},
        };
      },
    };
  },
};
