/** Runs the command as a user would: as a process of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const bin = join(root, 'packages', 'cli', 'bin', 'saguaro.js');

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function run(args: readonly string[], { cwd = root, input = '', env = {} }: SpawnOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    // Node takes an empty FORCE_COLOR for a wish.
    const { FORCE_COLOR: _, NO_COLOR: __, ...rest } = process.env;
    const child = spawn(process.execPath, args, { cwd, env: { ...rest, NODE_OPTIONS: '', ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.on('error', () => {}).end(input);
  });
}

export const saguaro = (args: readonly string[], options: SpawnOptions = {}): Promise<Finished> =>
  run([bin, ...args], options);

/** Node on the same program, to compare with. */
export const node = (args: readonly string[], options: SpawnOptions = {}): Promise<Finished> => run(args, options);

export interface Folder {
  readonly path: string;
  remove(): void;
}

/** A temporary folder with files by their paths. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Folder {
  const path = mkdtempSync(join(tmpdir(), 'saguaro-cli-'));
  for (const [name, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), contents);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
