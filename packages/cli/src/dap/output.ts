/** What a program prints, as events: lines that come from one place together, and where that is. */
import { OutputEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';

export type Category = 'stdout' | 'stderr' | 'console' | 'important';

/** Where something was printed. */
export interface Printed {
  readonly source: DebugProtocol.Source;
  readonly line: number;
}

/** Characters gathered before they go out. */
const fullAt = 1 << 14;

export class EventOutput {
  private readonly send: (event: DebugProtocol.Event) => void;
  private text = '';
  private category: Category = 'stdout';
  private at: Printed | undefined;
  /** What is held back goes out at the next turn. */
  private isDue = false;

  constructor(send: (event: DebugProtocol.Event) => void) {
    this.send = send;
  }

  write(text: string, category: Category, at?: Printed): void {
    const isSame = category === this.category && at?.line === this.at?.line && at?.source.path === this.at?.source.path;
    if (!isSame) this.flush();
    this.category = category;
    this.at = at;
    this.text += text;
    if (this.text.length >= fullAt) this.flush();
    if (this.text === '' || this.isDue) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      this.flush();
    });
  }

  /** Sends what is held back: to be called before any other event. */
  flush(): void {
    if (this.text === '') return;
    const event: DebugProtocol.OutputEvent = new OutputEvent(this.text, this.category);
    if (this.at !== undefined) Object.assign(event.body, { source: this.at.source, line: this.at.line });
    this.text = '';
    this.send(event);
  }
}
