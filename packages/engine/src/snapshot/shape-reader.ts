/** Shapes: those that objects share are read once and made again from their roots, so that they are the machine's own. */
import { JSFunction, JSObject } from '../objects/object.ts';
import { setSlot } from '../objects/property.ts';
import { PropertyTable, Shape, ShapeFlag } from '../objects/shape.ts';
import { keyOfString, MAX_ARRAY_INDEX, PrivateName, type PropertyKey } from '../objects/value.ts';
import type { StateReader } from './graph-reader.ts';
import { damaged } from './snapshot-error.ts';

export const SHAPE_FLAGS = 1024;

export class ShapeReader {
  private readonly r: StateReader;
  /** Shared shapes in the order of their first mention. */
  private readonly known: Shape[] = [];

  constructor(r: StateReader) {
    this.r = r;
  }

  /** The prototype of an object. */
  proto(): JSObject | null {
    const v = this.r.any();
    return v === null || v instanceof JSObject ? v : damaged('a prototype that is no object');
  }

  /** The key of a property; undefined where one was deleted. */
  key(): PropertyKey | undefined {
    switch (this.r.input.byte()) {
      case 0:
        return undefined;
      case 1: {
        const s = this.r.text();
        return typeof keyOfString(s) === 'string' ? s : damaged('an index written as a text');
      }
      case 2: {
        const n = this.r.input.uint();
        return n <= MAX_ARRAY_INDEX ? n : damaged('an index that is too large');
      }
      case 3: {
        const k = this.r.node();
        return typeof k === 'symbol' || k instanceof PrivateName ? k : damaged('a key that is none');
      }
      default:
        return damaged('an unknown key');
    }
  }

  shape(): Shape {
    const n = this.r.input.uint();
    if (n > 0 && n <= this.known.length) return this.known[n - 1] as Shape;
    if (n > this.known.length + 1) damaged('a shape that is not there');
    const flags = this.r.input.below(SHAPE_FLAGS, 'flags');
    const own = (flags & ShapeFlag.Own) !== 0;
    if (own !== (n === 0) || (flags & ShapeFlag.SharedTable) !== 0) damaged('flags of a shape');
    const proto = this.proto();
    const table = PropertyTable.empty();
    for (let i = this.r.input.count(); i > 0; i--) {
      const key = this.key();
      if (key === undefined && !own) damaged('a gap in a shape');
      if (key !== undefined) {
        if (table.index.has(key)) damaged('a property twice');
        if (typeof key === 'number' && (flags & ShapeFlag.IndexKeys) === 0) damaged('an index in a shape without any');
        table.index.set(key, table.keys.length);
      }
      table.keys.push(key);
      table.attrs.push(key === undefined ? 0 : this.r.input.below(16, 'attributes'));
    }
    if (own) return new Shape(this.r.machine.space, proto, table, table.keys.length, flags);
    let s = this.rootOf(proto, flags);
    if (table.keys.length > 128) damaged('a shared shape with too many properties');
    table.keys.forEach((key, i) => {
      s = s.add(key as PropertyKey, table.attrs[i] as number);
    });
    if ((s.flags & ShapeFlag.Own) !== 0) damaged('a shared shape that is none');
    this.known.push(s);
    return s;
  }

  private rootOf(proto: JSObject | null, flags: number): Shape {
    const realm = (proto === null ? undefined : this.r.realmOf.get(proto)) ?? this.r.machine.mainRealm;
    switch (flags) {
      case ShapeFlag.None:
        return realm.rootShape(proto);
      case ShapeFlag.Plain:
        return realm.plainRoot(proto);
      case ShapeFlag.Array:
        return proto === null ? damaged('a shape without a prototype') : realm.arrayRoot(proto);
      case ShapeFlag.LazyFunction:
        return proto === null ? damaged('a shape without a prototype') : realm.functionRoot(proto);
      default:
        return damaged('flags of a shared shape');
    }
  }

  /** Gives an object its shape and the slots that go with it. `kind`: the flags that shapes of its class have. */
  give(o: JSObject, kind: number): void {
    const { r } = this;
    const shape = this.shape();
    if ((shape.flags & (ShapeFlag.Plain | ShapeFlag.Array)) !== kind)
      damaged('an object of another kind than its shape');
    if ((shape.flags & ShapeFlag.LazyFunction) !== 0 && !(o instanceof JSFunction && shape.count === 0))
      damaged('the shape of a function');
    o.shape = shape;
    const { keys } = shape.table;
    for (let i = 0; i < shape.count; i++) setSlot(o, i, keys[i] === undefined ? undefined : r.slot());
  }
}
