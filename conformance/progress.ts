/** Shows how far a run is: one line that is written over on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #total: number;
  readonly #start = performance.now();
  #done = 0;
  #failed = 0;
  #lastShown: number;

  constructor(out: NodeJS.WriteStream, total: number) {
    this.#out = out;
    this.#total = total;
    this.#lastShown = this.#start;
  }

  advance(passed: boolean): void {
    this.#done++;
    if (!passed) this.#failed++;
    const now = performance.now();
    if (now - this.#lastShown < (this.#out.isTTY ? 100 : 15_000)) return;
    this.#lastShown = now;
    this.#out.write(this.#out.isTTY ? `\r\x1b[K${this.#line()}` : `${this.#line()}\n`);
  }

  /** Clears the line, so that what follows starts on a fresh one. */
  end(): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[K');
  }

  #line(): string {
    const share = this.#total === 0 ? 1 : this.#done / this.#total;
    const elapsed = (performance.now() - this.#start) / 1000;
    const left = share === 0 ? '' : `, ${duration((elapsed / share) * (1 - share))} left`;
    const text = `${this.#done} of ${this.#total} (${Math.floor(share * 100)} %), ${this.#failed} failed${left}`;
    if (!this.#out.isTTY) return text;
    const width = Math.max(10, Math.min(40, (this.#out.columns ?? 80) - text.length - 4));
    const filled = Math.round(width * share);
    return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${text}`;
  }
}

/** A number of seconds for people. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
