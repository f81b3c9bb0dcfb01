/** Long texts that a walk over what is alive has met. Texts have no identity: equal ones count once where the walk can tell. */

/** Texts longer than this are not compared by content as a set would: that hashes badly. */
export const LONG_STRING = 4096;
/** Different long texts of one length that are told apart; further ones count at each mention. */
const MOST_OF_ONE_LENGTH = 16;
/** Units that any walk may read, and the share of the heap's limit that it may read where that is more. */
const LEAST_READ = 1 << 24;
const SHARE_READ = 1 / 4;

/** Stands for a long text: equal ones have one. */
export class LongString {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Hosts join texts by reference and make one piece of them when they are first read, which then takes their length: a walk that compared
 * all texts could take many times the memory that it is to count. So it reads so many units, and counts what it cannot read at each mention.
 */
export class LongTexts {
  private left: number;
  private readonly known = new Map<number, LongString[]>();

  /** `heapBytes`: the limit on the heap of the machine whose texts they are. */
  constructor(heapBytes: number) {
    this.left = Math.max(LEAST_READ, heapBytes * SHARE_READ);
  }

  /** Is there room for the text to be read? */
  mayRead(text: string): boolean {
    return text.length <= this.left;
  }

  /** The equal text that was added first; null where there is none, or the text may not be read. */
  find(text: string): LongString | null {
    if (!this.mayRead(text)) return null;
    const alike = this.known.get(text.length);
    if (alike !== undefined) for (const known of alike) if (known.text === text) return known;
    return null;
  }

  /** To be called where `find` finds none. */
  add(text: string): LongString {
    const added = new LongString(text);
    if (!this.mayRead(text)) return added;
    this.left -= text.length;
    const alike = this.known.get(text.length);
    if (alike === undefined) this.known.set(text.length, [added]);
    else if (alike.length < MOST_OF_ONE_LENGTH) alike.push(added);
    return added;
  }
}
