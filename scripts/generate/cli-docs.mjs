// Writes docs/cli/ from the declarations of the commands.
export default {
  name: 'cli-docs',
  order: 90,
  async run(context) {
    const { docsPages } = await context.load('packages/cli/src/docs.ts');
    for (const [path, text] of docsPages()) context.write(`docs/cli/${path}`, text);
  },
};
