/** The REPL's history: one entry a line, newest first, as readline wants it. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';

const mostEntries = 1000;

/** Where state that outlives a session belongs on this system. */
export function historyPath(env: Readonly<Record<string, string | undefined>>, platform = process.platform): string {
  const home = env['HOME'] ?? homedir();
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'saguaro', 'history');
  return join(env['XDG_STATE_HOME'] ?? join(home, '.local', 'state'), 'saguaro', 'history');
}

/** Entries, newest first; none where there is no history yet or it cannot be read. */
export function loadHistory(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(0, mostEntries);
  } catch {
    return [];
  }
}

/** Throws a `UserError` where the file cannot be written. Only the user may read it. */
export function saveHistory(path: string, entries: readonly string[]): void {
  const lines = entries.filter((entry) => entry.trim() !== '').map((entry) => entry.replaceAll('\n', ' '));
  writeAtomically(path, `${lines.slice(0, mostEntries).join('\n')}\n`, 0o600);
}
