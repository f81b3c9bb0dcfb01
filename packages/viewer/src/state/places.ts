/**
 * Where things are drawn. A thing keeps its place for as long as it is there, and a free place is given to the next that fits: as memory
 * does it. What comes again, since time goes to and fro, gets the place that it had, unless another has it by now. Places are counted in rows; banks are pieces of a fixed number of rows, over whose borders nothing is laid.
 */
export interface Place {
  readonly row: number;
  readonly rows: number;
}

/** Things that are not there whose places are remembered. */
const MOST_LEFT = 20_000;

export class Places {
  private readonly bank: number;
  private readonly taken = new Map<number, Place>();
  /** Of what is not there: where it was last. */
  private readonly left = new Map<number, Place>();
  /** By row. */
  private sorted: { readonly id: number; readonly row: number; readonly end: number }[] = [];

  /** Rows of a bank; Infinity: there are no borders. */
  constructor(bank = Number.POSITIVE_INFINITY) {
    this.bank = bank;
  }

  of(id: number): Place | undefined {
    return this.taken.get(id);
  }

  /** Rows from the first to the end of the last place. */
  get height(): number {
    return this.sorted.at(-1)?.end ?? 0;
  }

  get size(): number {
    return this.taken.size;
  }

  /** Gives a place to each that has none, in that order, and takes it from those that are not listed. `rows`: what it needs. */
  settle(ids: Iterable<number>, rows: (id: number) => number): void {
    const wanted = new Set(ids);
    let changed = false;
    for (const [id, place] of this.taken) {
      if (wanted.has(id)) continue;
      this.taken.delete(id);
      this.left.set(id, place);
      changed = true;
    }
    if (changed) this.sorted = this.sorted.filter(({ id }) => wanted.has(id));
    // Before those that are new, which may go anywhere.
    for (const id of wanted) if (!this.taken.has(id)) this.comeBack(id);
    for (const id of this.left.keys()) {
      if (this.left.size <= MOST_LEFT) break;
      this.left.delete(id);
    }
    // Where no room was found for some height, there is none further up for the same or more: a hint where to look from.
    const from = new Map<number, number>();
    for (const id of wanted) if (!this.taken.has(id)) this.place(id, Math.min(rows(id), this.bank), from);
  }

  /** To the place that it had, if that is free. */
  private comeBack(id: number): void {
    const place = this.left.get(id);
    if (place === undefined) return;
    this.left.delete(id);
    const { sorted } = this;
    const end = place.row + place.rows;
    const i = this.firstEndingAfter(place.row);
    const next = sorted[i];
    if (next !== undefined && next.row < end) return;
    sorted.splice(i, 0, { id, row: place.row, end });
    this.taken.set(id, place);
  }

  private place(id: number, rows: number, from: Map<number, number>): void {
    const { sorted } = this;
    let i = from.get(rows) ?? 0;
    let row = i === 0 ? 0 : (sorted[i - 1]?.end ?? 0);
    for (; ; i++) {
      const start = this.fit(row, rows);
      const next = sorted[i];
      if (next === undefined || start + rows <= next.row) {
        sorted.splice(i, 0, { id, row: start, end: start + rows });
        this.taken.set(id, { row: start, rows });
        for (const [height, at] of from) if (at > i) from.set(height, at + 1);
        from.set(rows, i + 1);
        return;
      }
      row = next.end;
    }
  }

  /** The first row from which so many lie in one bank. */
  private fit(row: number, rows: number): number {
    const within = row % this.bank;
    return this.bank !== Number.POSITIVE_INFINITY && within + rows > this.bank ? row - within + this.bank : row;
  }

  /** Index in the order of rows. */
  private firstEndingAfter(row: number): number {
    let lo = 0;
    let hi = this.sorted.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if ((this.sorted[mid]?.end ?? 0) <= row) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  /** Those between two rows. */
  *between(first: number, last: number): Generator<number> {
    for (let i = this.firstEndingAfter(first); i < this.sorted.length; i++) {
      const at = this.sorted[i] as { readonly id: number; readonly row: number };
      if (at.row >= last) return;
      yield at.id;
    }
  }
}
