/** One frame of a picture: its bindings wherever they are, its registers, and what it refers to. */
import { type BindingNote, CodeFlag } from '../bytecode/code.ts';
import { liveRegisters } from '../bytecode/liveness.ts';
import { UserKinds } from '../scope/scope.ts';
import { type Frame, RETURNED } from './frame.ts';
import type { PictureWalk } from './picture.ts';
import type { PictureBinding, PictureField, PictureFrame, PictureRegister } from './picture-types.ts';
import { pausedOffset } from './position.ts';
import { Cell, Environment, Table } from './records.ts';
import { arrayBytes, objectBytes } from './sizes.ts';
import { linesOf } from './stack-trace.ts';
import { frameLabel, isGuestCode } from './trace.ts';

export class FramePicture {
  private readonly walk: PictureWalk;
  private readonly frame: Frame;
  private readonly live: ReadonlySet<number>;

  constructor(walk: PictureWalk, frame: Frame) {
    this.walk = walk;
    this.frame = frame;
    const { body } = frame.code;
    const returned = frame.pc === RETURNED;
    const waits = frame !== walk.machine.frame || walk.machine.thrown !== null;
    this.live = new Set(body === null || returned ? [] : liveRegisters(body, frame.pc, waits));
  }

  get bytes(): number {
    return objectBytes(10) + arrayBytes(this.frame.slots.length);
  }

  /** The declarations in whose scope the frame is. A returned frame that serves as a record has all of them. */
  private notes(): BindingNote[] {
    const { code, pc } = this.frame;
    if (code.body === null || !isGuestCode(code)) return [];
    const at = this.frame === this.walk.machine.frame ? pc : Math.max(0, pc - 1);
    const { bindings } = code.body;
    return pc === RETURNED ? [...bindings] : bindings.filter((note) => note.from <= at && at < note.to);
  }

  /** What it refers to, for arrows: live registers, its function, its caller. */
  fields(): PictureField[] {
    const { walk, frame } = this;
    const fields: PictureField[] = [];
    if (this.frame.pc === RETURNED) {
      for (const { name, place, index } of this.notes())
        if (place === 'register' || place === 'cell')
          fields.push({ kind: 'binding', name: shownName(name), value: walk.value(frame.slots[index]) });
    } else {
      for (const { index, name, value, live } of this.registers())
        if (live) fields.push({ kind: name === undefined ? 'register' : 'binding', name: name ?? index, value });
      if (frame.caller !== null) fields.push({ kind: 'caller', name: '', value: walk.value(frame.caller) });
    }
    fields.push({ kind: 'function', name: '', value: walk.value(frame.fn) });
    return fields;
  }

  private registers(): PictureRegister[] {
    const { walk, frame, live } = this;
    const { body } = frame.code;
    if (body === null) return [];
    const names = new Map<number, string>();
    for (const note of this.notes())
      if (note.place === 'register' || note.place === 'cell') names.set(note.index, shownName(note.name));
    const registers: PictureRegister[] = [];
    for (let index = 0; index < body.registerCount; index++) {
      const name = names.get(index) ?? (index === 0 ? 'this' : undefined);
      // What is dead may be anything: it is shown, and leads nowhere.
      const isLive = live.has(index);
      const slot = frame.slots[index];
      const value = isLive || typeof slot !== 'object' || slot === null ? walk.value(slot) : walk.deadValue(slot);
      registers.push({ index, value, live: isLive, ...(name === undefined ? {} : { name }) });
    }
    return registers;
  }

  private bindings(): PictureBinding[] {
    const { code } = this.frame;
    if (!isGuestCode(code)) return [];
    const lines = linesOf(code.code.source);
    const bindings: PictureBinding[] = [];
    for (const note of this.notes()) {
      if (!(UserKinds as ReadonlySet<string>).has(note.kind) && note.kind !== 'this' && note.kind !== 'arguments')
        continue;
      if (note.place === 'module' || note.place === 'global') continue;
      const found = this.find(note);
      if (found === null) continue;
      const { name, kind, start } = note;
      bindings.push({ name: shownName(name), kind, start, ...lines.position(start), ...found });
    }
    return [...bindings, ...this.captures()];
  }

  private find(note: BindingNote): Pick<PictureBinding, 'place' | 'index' | 'value' | 'live' | 'holder'> | null {
    const { walk, frame, live } = this;
    const { place, index, name, start } = note;
    const slot = frame.slots[index];
    if (place === 'register') {
      const isLive = live.has(index) || frame.kept;
      const value = isLive || typeof slot !== 'object' || slot === null ? walk.value(slot) : walk.deadValue(slot);
      return { place, index, value, live: isLive };
    }
    if (place === 'cell') {
      if (!(slot instanceof Cell)) return null;
      const isLive = live.has(index);
      const value = isLive ? walk.value(slot.value) : walk.deadValue(slot.value);
      if (isLive) walk.note(slot);
      walk.cellsDeclared.set(slot, note);
      return { place, index, value, live: isLive, holder: walk.identities.of(slot) };
    }
    for (const [register, held] of frame.slots.entries()) {
      for (let r: unknown = held; r instanceof Environment || r instanceof Table; r = r.outer) {
        const i = r.scope.bindings.findIndex((b) => b.start === start && b.name === name);
        if (i < 0) continue;
        const content = r instanceof Environment ? r.slots[i] : r.bindings.get(name)?.value;
        const isLive = live.has(register);
        if (isLive) walk.note(r);
        const value = isLive ? walk.value(content) : walk.deadValue(content);
        return { place: place as 'slot' | 'name', index, value, live: isLive, holder: walk.identities.of(r) };
      }
    }
    return null;
  }

  /** What the running closure has taken along. */
  private captures(): PictureBinding[] {
    const { walk, frame } = this;
    const { code, fn } = frame;
    if (!isGuestCode(code)) return [];
    const lines = linesOf(code.code.source);
    const out: PictureBinding[] = [];
    code.code.captures.forEach(({ binding }, index) => {
      if (binding === null) return;
      const slot = fn.captures[index];
      const inCell = slot instanceof Cell && !binding.copied;
      const { name, kind, start } = binding;
      const common = { name: shownName(name), kind, start, ...lines.position(start), place: 'capture' as const, index };
      if (inCell) walk.value(slot);
      out.push({
        ...common,
        value: walk.value(inCell ? (slot as Cell).value : slot),
        live: true,
        ...(inCell ? { holder: walk.identities.of(slot as Cell) } : {}),
      });
    });
    return out;
  }

  result(): PictureFrame {
    const { walk, frame } = this;
    const { code } = frame;
    const source = code.code?.source;
    const offset = source === undefined ? 0 : pausedOffset(walk.machine, frame);
    const place = source === undefined ? { line: 0, column: 0 } : linesOf(source).position(offset);
    const closure = walk.value(frame.fn).to;
    return {
      identity: walk.identities.of(frame),
      function: frameLabel(frame),
      hidden: (code.flags & CodeFlag.SelfHosted) !== 0,
      file: source?.name ?? '',
      ...place,
      offset,
      ...(closure === undefined ? {} : { closure }),
      bindings: this.bindings(),
      registers: this.registers(),
      bytes: this.bytes,
      kept: frame.kept,
    };
  }
}

function shownName(name: string): string {
  return name === '%this' ? 'this' : name;
}
