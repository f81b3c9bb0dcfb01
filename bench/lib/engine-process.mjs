import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('./worker.mjs', import.meta.url));

/** @typedef {import("./worker.mjs").Reply & { timedOut?: boolean }} Answer */

/** One engine in a child process of its own, started when first needed and again after a timeout or a crash. */
export class EngineProcess {
  /** @type {import("node:child_process").ChildProcess | null} */
  #child = null;

  /** @param {string} name @param {string[]} flags more flags for Node */
  constructor(name, flags = []) {
    this.name = name;
    this.flags = flags;
  }

  async #start() {
    const child = fork(worker, [this.name], {
      execArgv: ['--expose-gc', ...this.flags],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    const answer = await this.#reply(child, 60_000);
    if (answer.error) throw new Error(`${this.name} did not start: ${answer.error}`);
    return child;
  }

  /** The child's next message, or the reason why there is none. @param {import("node:child_process").ChildProcess} child @param {number} timeoutMs @returns {Promise<Answer>} */
  #reply(child, timeoutMs) {
    return new Promise((resolve) => {
      let complaints = '';
      const hear = (/** @type {Buffer} */ chunk) => {
        complaints = (complaints + chunk).slice(-4000);
      };
      const finish = (/** @type {Answer} */ answer) => {
        clearTimeout(timer);
        child.off('message', finish);
        child.off('exit', died);
        child.stderr?.off('data', hear);
        resolve(answer);
      };
      const died = (/** @type {number | null} */ code, /** @type {string | null} */ signal) => {
        this.#child = null;
        const line = complaints.split('\n').find((text) => /error|fatal/i.test(text)) ?? '';
        finish({ ok: false, error: `the process ended (${signal ?? `exit ${code}`}) ${line}`.trim() });
      };
      const timer = setTimeout(() => {
        this.stop();
        finish({ ok: false, timedOut: true, error: `timeout after ${timeoutMs / 1000} s` });
      }, timeoutMs);
      child.stderr?.on('data', hear);
      child.on('message', finish);
      child.on('exit', died);
    });
  }

  /** @param {import("./worker.mjs").Request} request @param {number} timeoutMs @returns {Promise<Answer>} never rejects for what the guest does */
  async run(request, timeoutMs) {
    const child = this.#child ?? (await this.#start());
    const answer = this.#reply(child, timeoutMs);
    child.send(request);
    return answer;
  }

  stop() {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }
}
