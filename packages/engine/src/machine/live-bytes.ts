/**
 * How many bytes the guest's live data takes: a trace from the machine's roots over everything that the engine allocates, with the
 * sizes that the host gives such objects (64-bit, no pointer compression). Iterative, so that no structure is too deep for it.
 */
import { ModuleNode } from '../agent/module-state.ts';
import { ExoticObject, JSArray, JSFunction, JSObject, PlainObject } from '../objects/object.ts';
import { GeneratorState } from './activity.ts';
import { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { Cell, Environment, Table, WithRecord } from './records.ts';

const ARRAY_HEADER = 48;

export function liveBytes(m: Machine): number {
  const seen = new Set<unknown>();
  const todo: unknown[] = [];
  let bytes = 0;
  const push = (v: unknown): void => {
    if (typeof v === 'string') {
      // Short strings are counted with what holds them; long ones once each, as far as the host tells them apart.
      if (v.length > 32 && !seen.has(v)) {
        seen.add(v);
        bytes += 24 + v.length;
      }
    } else if (typeof v === 'object' && v !== null && !seen.has(v)) {
      seen.add(v);
      todo.push(v);
    } else if (typeof v === 'bigint') bytes += 24;
  };
  const pushAll = (list: readonly unknown[]): void => {
    bytes += ARRAY_HEADER + 8 * list.length;
    for (const v of list) push(v);
  };
  for (const r of m.realms) {
    push(r.globalObject);
    for (const o of r.madeIntrinsics.values()) push(o);
    for (const c of r.lexicals.values()) push(c);
    for (const record of r.modules.values()) push(record);
  }
  for (let f = m.frame; f !== null; f = f.caller) push(f);
  for (const j of m.pendingJobs) {
    push(j.kind === 'call' ? j.fn : j.activity);
    if (j.kind === 'call') for (const a of j.args) push(a);
    else push(j.value);
  }
  for (const p of m.unhandled) push(p);
  for (const o of m.keptAlive) push(o);
  for (const r of m.extraRoots) push(r);
  for (const load of m.modules.pending.values()) push(load);

  while (todo.length > 0) {
    const o = todo.pop();
    if (o instanceof JSObject) {
      push(o.shape.proto);
      if (o.shape.flags & 2) bytes += 64 * o.shape.count;
      if (o.slots.length > 0) pushAll(o.slots);
      if (o instanceof PlainObject) {
        bytes += 80;
        push(o.s0);
        push(o.s1);
        push(o.s2);
        push(o.s3);
        if (o.elements.length > 0) pushAll(o.elements);
      } else if (o instanceof JSArray) {
        bytes += 64;
        if (o.elements.length > 0) pushAll(o.elements);
      } else if (o instanceof JSFunction) {
        bytes += 56;
        if (o.captures.length > 0) pushAll(o.captures);
      } else if (o instanceof ExoticObject) {
        bytes += 72;
        if (o.elements.length > 0) pushAll(o.elements);
        push(o.data);
      }
    } else if (o instanceof Cell) {
      bytes += 32;
      push(o.value);
    } else if (o instanceof Environment) {
      bytes += 48;
      push(o.outer);
      pushAll(o.slots);
    } else if (o instanceof Frame) {
      bytes += 112;
      push(o.fn);
      push(o.newTarget);
      push(o.activity);
      pushAll(o.slots);
      if (o.args !== null) pushAll(o.args);
    } else if (o instanceof Table) {
      bytes += 160;
      push(o.outer);
      for (const b of o.bindings.values()) {
        bytes += 80;
        push(b.value);
      }
    } else if (o instanceof WithRecord) {
      bytes += 40;
      push(o.outer);
      push(o.object);
    } else if (o instanceof GeneratorState) {
      bytes += 96;
      push(o.frame);
      push(o.object);
      for (const q of o.queue) push(q);
    } else if (o instanceof ModuleNode) {
      const held = o.held();
      bytes += 240 + 8 * held.length;
      for (const v of held) push(v);
    } else if (Array.isArray(o)) pushAll(o);
    else if (o instanceof Map) {
      bytes += 64 + 48 * o.size;
      for (const [k, v] of o) {
        push(k);
        push(v);
      }
    } else if (o instanceof Set) {
      bytes += 64 + 32 * o.size;
      for (const v of o) push(v);
    } else if (ArrayBuffer.isView(o)) bytes += 64 + o.byteLength;
    else if (typeof o === 'object' && o !== null) {
      const values = Object.values(o);
      bytes += 24 + 8 * values.length;
      for (const v of values) push(v);
    }
  }
  return bytes;
}

