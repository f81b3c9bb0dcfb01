// Writes the Op const enum from the opcode table, and the page that describes the bytecode.
export default {
  name: 'opcodes',
  order: 10,
  async run(context) {
    const { OPS, FUSED, QUICKENED } = await context.load('packages/engine/src/bytecode/optable.ts');
    const ids = [...OPS, ...FUSED, ...QUICKENED].map((o, i) => `  ${o.name} = ${i},`);
    context.write(
      'packages/engine/src/bytecode/ops.gen.ts',
      `// Generated from optable.ts. Do not edit.
/** Opcode ids. A const enum, so that the interpreter's switch compiles to a jump table. */
export const enum Op {
${ids.join('\n')}
}
`,
    );
    const cell = (text) => text.replaceAll('|', '\\|');
    const rows = OPS.map(
      (o) => `| \`${o.name}\` | ${o.operands.map((x) => `\`${x}\``).join(' ')} | ${o.effect} | ${cell(o.meaning)} |`,
    );
    context.write(
      'docs/bytecode.md',
      `# Bytecode

Generated from \`packages/engine/src/bytecode/optable.ts\`, where the operand kinds and effects are explained.

| instruction | operands | effect | meaning |
|---|---|---|---|
${rows.join('\n')}

Comparisons directly followed by the conditional jump on their result are fused when code is linked: ${FUSED.map((f) => `\`${f.name}\``).join(', ')}.
`,
    );
  },
};
