/** Runs a program in the local Node and takes a heap snapshot of it once it is quiet. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { fileMissing, nodeFailed } from '../errors.ts';

/**
 * What the program's process does beside it: it waits until the event loop is empty or the time is over, whichever comes first, and
 * writes the snapshot. Its own timer does not keep the process alive.
 */
const preload = `'use strict';
{
  const { writeHeapSnapshot } = require('node:v8');
  const { isMainThread } = require('node:worker_threads');
  const file = process.env.SAGUARO_SNAPSHOT;
  const after = Number(process.env.SAGUARO_AFTER);
  delete process.env.SAGUARO_SNAPSHOT;
  delete process.env.SAGUARO_AFTER;
  const exit = process.reallyExit.bind(process);
  // V8 looks for each function's line from the beginning of its script, unless it has once made a table of the lines, as for a debugger.
  const findLines = () => {
    try {
      const { Session } = require('node:inspector');
      const session = new Session();
      session.connect();
      session.post('Debugger.enable');
      session.post('Debugger.disable');
      session.disconnect();
    } catch {
      // A Node without an inspector takes longer.
    }
  };
  if (isMainThread && file !== undefined) {
    let written = false;
    const write = () => {
      if (written) return;
      written = true;
      findLines();
      writeHeapSnapshot(file);
    };
    setTimeout(() => { write(); exit(0); }, after).unref();
    process.once('beforeExit', () => { write(); exit(0); });
    process.once('exit', write);
  }
}
`;

export interface NodeSnapshot {
  readonly file: string;
  /** What the program ended with: its exit status, or the signal's name. */
  readonly status: number | string | null;
  remove(): void;
}

/** Would Node find the program? An extension may be left out, and a folder has an index. */
function isThere(file: string, cwd: string): boolean {
  try {
    createRequire(join(cwd, 'from-here.js')).resolve(resolvePath(cwd, file));
    return true;
  } catch {
    return existsSync(resolvePath(cwd, file));
  }
}

/** Throws a `UserError` where there is no such program, or it ended without a snapshot. */
export async function snapshotOfNode(
  file: string,
  args: readonly string[],
  afterMs: number,
  cwd: string,
): Promise<NodeSnapshot> {
  if (!isThere(file, cwd)) throw fileMissing(file);
  const folder = mkdtempSync(join(tmpdir(), 'saguaro-leaks-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const script = join(folder, 'preload.cjs');
  const snapshot = join(folder, 'program.heapsnapshot');
  writeFileSync(script, preload);
  let status: number | string | null;
  try {
    status = await new Promise<number | string | null>((resolve, reject) => {
      const child = spawn(process.execPath, ['--require', script, file, ...args], {
        cwd,
        // The report is the command's output; what the program prints goes to standard error.
        stdio: ['inherit', 2, 2],
        env: { ...process.env, SAGUARO_SNAPSHOT: snapshot, SAGUARO_AFTER: String(afterMs) },
      });
      child.on('error', reject).on('close', (code, signal) => resolve(code ?? signal));
    });
    if (!existsSync(snapshot)) throw nodeFailed(file, String(status));
  } catch (error) {
    remove();
    throw error;
  }
  return { file: snapshot, status, remove };
}
