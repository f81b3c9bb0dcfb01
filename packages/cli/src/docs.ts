/** The pages of docs/cli/, made from the declarations of the commands. */

import { type CommandDeclaration, exitStatuses } from './command.ts';
import { commands } from './commands/all.ts';

const note = '<!-- Made from the declarations in packages/cli/src/commands; `npm run build` writes it anew. -->';

const cell = (text: string): string => text.replaceAll('|', '\\|');

export function usageOf(command: CommandDeclaration): string {
  return ['saguaro', command.name, '[options]', ...command.arguments.map(({ name }) => name)].join(' ');
}

function page(command: CommandDeclaration): string {
  const lines = [
    note,
    '',
    `# saguaro ${command.name}`,
    '',
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
  ];
  lines.push('', '```', usageOf(command), '```');
  for (const paragraph of command.description) lines.push('', paragraph);
  lines.push('', '| argument or option | meaning |', '|---|---|');
  for (const { name, description } of command.arguments) lines.push(`| \`${cell(name)}\` | ${cell(description)} |`);
  for (const { flags, description, choices, defaultValue } of command.options) {
    const values = choices === undefined ? '' : `; one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`;
    const initial = defaultValue === undefined ? '' : `; \`${defaultValue}\` unless given`;
    lines.push(`| \`${cell(flags)}\` | ${cell(`${description}${values}${initial}`)} |`);
  }
  lines.push('', '## Examples', '');
  for (const { command: example, meaning } of command.examples) lines.push(`- \`${example}\`: ${meaning}`);
  return `${lines.join('\n')}\n`;
}

function overview(): string {
  const lines = [note, '', '# The command `saguaro`', '', '| command | what it does |', '|---|---|'];
  for (const { name, summary } of commands) lines.push(`| [\`saguaro ${name}\`](${name}.md) | ${cell(summary)} |`);
  lines.push('', '## Exit status', '', '| status | meaning |', '|---|---|');
  for (const [status, meaning] of exitStatuses) lines.push(`| ${status} | ${cell(meaning)} |`);
  lines.push(
    '',
    '## Colour',
    '',
    'Output is coloured only on a terminal, and never where `NO_COLOR` is set. Every mark that colour makes is there in words too.',
  );
  return `${lines.join('\n')}\n`;
}

/** Pages by their path in docs/cli/. */
export function docsPages(): ReadonlyMap<string, string> {
  const pages = new Map([['README.md', overview()]]);
  for (const command of commands) pages.set(`${command.name}.md`, page(command));
  return pages;
}
