/**
 * The cache behind the caches of sites: what a site that meets objects of several shapes finds by (shape, key). One table for reading
 * and one for writing a machine, direct-mapped; a new entry takes the place of the one that had its index.
 *
 * Entries follow the rules of `InlineCache`: a shape means what it meant when it was remembered; what lies on a prototype, and an
 * addition (which a setter on a prototype would stop), holds for one epoch.
 */
import type { JSArray, JSFunction, JSObject, PlainObject, Slot } from '../objects/object.ts';
import { setSlot } from '../objects/property.ts';
import { type Shape, ShapeFlag, type ShapeSpace } from '../objects/shape.ts';
import { BAIL } from '../objects/value.ts';
import { ABSENT, type InlineCache } from './linked-code.ts';

/** Entries a table; a power of two. */
const SIZE = 2048;

/** Above so many different keys the numbers given to them are forgotten (and given anew), so that the table of names stays bounded. */
const MAX_KEYS = 20_000;

class CacheEntry {
  readonly shape: Shape | null;
  /** The key's number. */
  readonly key: number;
  readonly slot: number;
  /** Reading: the prototype that has the property, null for the receiver itself. */
  readonly holder: JSObject | null;
  /** Writing: the shape after an addition. */
  readonly next: Shape | null;
  /** The getter or setter, where the property is an accessor. */
  readonly accessor: JSFunction | null;
  readonly epoch: number;
  constructor(
    shape: Shape | null,
    key: number,
    slot: number,
    holder: JSObject | null,
    next: Shape | null,
    accessor: JSFunction | null,
    epoch: number,
  ) {
    this.shape = shape;
    this.key = key;
    this.slot = slot;
    this.holder = holder;
    this.next = next;
    this.accessor = accessor;
    this.epoch = epoch;
  }
}

const NOTHING = new CacheEntry(null, -1, 0, null, null, null, 0);
/** A table without entries, which machines share until they have one; never written. */
const EMPTY: readonly CacheEntry[] = Array.from({ length: SIZE }, () => NOTHING);

export class PropertyCache {
  private reads = EMPTY;
  private writes = EMPTY;
  private readonly keys = new Map<string, number>();
  private nextKey = 1;
  private readonly space: ShapeSpace;

  constructor(space: ShapeSpace) {
    this.space = space;
  }

  private numberOf(key: string): number {
    let n = this.keys.get(key);
    if (n === undefined) {
      if (this.keys.size >= MAX_KEYS) this.keys.clear();
      n = this.nextKey++;
      this.keys.set(key, n);
    }
    return n;
  }

  /** Moves what a site that reads remembers here, since the site is about to remember something else for another shape. */
  spillRead(ic: InlineCache, key: string): void {
    if (this.reads === EMPTY) this.reads = EMPTY.slice();
    this.spill(this.reads as CacheEntry[], ic, key);
  }

  /** The same of a site that assigns. */
  spillWrite(ic: InlineCache, key: string): void {
    if (this.writes === EMPTY) this.writes = EMPTY.slice();
    this.spill(this.writes as CacheEntry[], ic, key);
  }

  private spill(table: CacheEntry[], ic: InlineCache, name: string): void {
    if (ic.key === 0) ic.key = this.numberOf(name);
    const { key, shape, accessorShape } = ic;
    if (shape !== null)
      table[indexOf(shape, key)] = new CacheEntry(shape, key, ic.slot, ic.holder, ic.next, null, ic.epoch);
    if (accessorShape !== null)
      table[indexOf(accessorShape, key)] = new CacheEntry(
        accessorShape,
        key,
        0,
        null,
        null,
        ic.accessor,
        ic.accessorEpoch,
      );
  }

  /** The value of a data property that the site's cache lacks, or BAIL. */
  read(o: JSObject, ic: InlineCache): Slot {
    const { shape } = o;
    const e = this.reads[indexOf(shape, ic.key)] as CacheEntry;
    if (e.shape !== shape || e.key !== ic.key || e.accessor !== null) return BAIL;
    let from = o;
    if (e.holder !== null) {
      if (e.epoch !== this.space.protoEpoch) return BAIL;
      from = e.holder;
    }
    switch (e.slot) {
      case 0:
        return (from as PlainObject).s0;
      case 1:
        return (from as PlainObject).s1;
      case 2:
        return (from as PlainObject).s2;
      case 3:
        return (from as PlainObject).s3;
      case ABSENT:
        return undefined;
      case -1:
        return (from as JSArray).length;
      default:
        return from.slots[e.slot - 4];
    }
  }

  /** Assigns to a data property that the site's cache lacks, and answers the bytes to be counted, or -1. */
  write(o: JSObject, ic: InlineCache, v: Slot): number {
    const { shape } = o;
    const e = this.writes[indexOf(shape, ic.key)] as CacheEntry;
    if (e.shape !== shape || e.key !== ic.key || e.accessor !== null) return -1;
    if (e.next !== null) {
      if (e.epoch !== this.space.protoEpoch) return -1;
      o.shape = e.next;
    }
    switch (e.slot) {
      case 0:
        (o as PlainObject).s0 = v;
        break;
      case 1:
        (o as PlainObject).s1 = v;
        break;
      case 2:
        (o as PlainObject).s2 = v;
        break;
      case 3:
        (o as PlainObject).s3 = v;
        break;
      default: {
        const i = e.slot - 4;
        if (i < o.slots.length) o.slots[i] = v;
        else setSlot(o, (shape.flags & ShapeFlag.Plain) !== 0 ? e.slot : i, v);
      }
    }
    return e.next !== null ? 16 : 0;
  }

  /** The getter that reading calls, or null. */
  getter(o: JSObject, ic: InlineCache): JSFunction | null {
    const e = this.reads[indexOf(o.shape, ic.key)] as CacheEntry;
    return e.shape === o.shape && e.key === ic.key && e.epoch === this.space.protoEpoch ? e.accessor : null;
  }

  /** The setter that assigning calls, or null. */
  setter(o: JSObject, ic: InlineCache): JSFunction | null {
    const e = this.writes[indexOf(o.shape, ic.key)] as CacheEntry;
    return e.shape === o.shape && e.key === ic.key && e.epoch === this.space.protoEpoch ? e.accessor : null;
  }
}

function indexOf(shape: Shape, key: number): number {
  return (shape.id + Math.imul(key, 97)) & (SIZE - 1);
}
