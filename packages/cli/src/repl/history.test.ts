import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { historyPath, loadHistory, saveHistory } from './history.ts';

it('keeps the history whole, private and without leftovers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saguaro-history-'));
  try {
    const path = join(folder, 'state', 'saguaro', 'history');
    expect(loadHistory(path)).toEqual([]);
    saveHistory(path, ['newest', 'two\nlines', '  ', 'oldest']);
    expect(loadHistory(path)).toEqual(['newest', 'two lines', 'oldest']);
    expect(readdirSync(join(folder, 'state', 'saguaro'))).toEqual(['history']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('lives where the system keeps state', () => {
  expect(historyPath({ XDG_STATE_HOME: '/s', HOME: '/h' }, 'linux')).toBe(join('/s', 'saguaro', 'history'));
  expect(historyPath({ HOME: '/h' }, 'darwin')).toBe(join('/h', '.local', 'state', 'saguaro', 'history'));
  expect(historyPath({ LOCALAPPDATA: 'L', HOME: '/h' }, 'win32')).toBe(join('L', 'saguaro', 'history'));
});
