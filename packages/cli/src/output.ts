/** Where a guest's `console` goes: standard output and standard error, in order, in few writes. */
import { writeSync } from 'node:fs';
import { cannotPrint } from './errors.ts';

const fullAt = 1 << 14;
const longestDelay = 100;

export interface Output {
  write(text: string, toError?: boolean): void;
  /** Writes what is held back; call it before waiting and at the end. */
  flush(): void;
}

function writeFully(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(descriptor, bytes, from);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // The reader is slow (EAGAIN: try again) or gone (EPIPE: nobody is left to tell, as for any command in a pipe).
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw cannotPrint(error instanceof Error ? error.message : String(error));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Output to the process's own streams, gathered so that a program which prints a lot does not make a system call a line. */
export function processOutput(): Output {
  let held = '';
  let since = 0;
  const flush = (): void => {
    if (held === '') return;
    const text = held;
    held = '';
    writeFully(1, text);
  };
  return {
    write(text, toError = false) {
      if (toError) {
        flush();
        writeFully(2, text);
        return;
      }
      const now = performance.now();
      if (held === '') since = now;
      held += text;
      if (process.stdout.isTTY || held.length >= fullAt || now - since >= longestDelay) flush();
    },
    flush,
  };
}

/** Output kept as text, up to a length; what exceeds it is counted, not kept. */
export class TextOutput implements Output {
  private readonly most: number;
  private parts: string[] = [];
  private length = 0;
  private left = 0;

  constructor(most: number) {
    this.most = most;
  }

  write(text: string): void {
    const room = Math.max(0, this.most - this.length);
    const kept = text.length <= room ? text : text.slice(0, room);
    if (kept !== '') this.parts.push(kept);
    this.length += kept.length;
    this.left += text.length - kept.length;
  }

  flush(): void {}

  get text(): string {
    return this.left === 0 ? this.parts.join('') : `${this.parts.join('')}\n… (${this.left} more characters)\n`;
  }
}
