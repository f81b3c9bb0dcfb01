/**
 * Where things are drawn. A thing keeps its place for as long as it is there, and a free place is given to the next that fits: as memory
 * does it. Places are counted in rows; banks are pieces of a fixed number of rows, over whose borders nothing is laid.
 */
export interface Place {
  readonly row: number;
  readonly rows: number;
}

export class Places {
  private readonly bank: number;
  private readonly taken = new Map<number, Place>();
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
    for (const id of this.taken.keys()) {
      if (wanted.has(id)) continue;
      this.taken.delete(id);
      changed = true;
    }
    if (changed) this.sorted = this.sorted.filter(({ id }) => wanted.has(id));
    // Where no room was found for some height, there is none further up for the same or more: a hint where to look from.
    const from = new Map<number, number>();
    for (const id of wanted) if (!this.taken.has(id)) this.place(id, Math.min(rows(id), this.bank), from);
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

  /** Those between two rows. */
  *between(first: number, last: number): Generator<number> {
    let lo = 0;
    let hi = this.sorted.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if ((this.sorted[mid]?.end ?? 0) <= first) lo = mid + 1;
      else hi = mid;
    }
    for (let i = lo; i < this.sorted.length; i++) {
      const at = this.sorted[i] as { readonly id: number; readonly row: number };
      if (at.row >= last) return;
      yield at.id;
    }
  }
}
