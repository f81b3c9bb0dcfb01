/**
 * Hostile snapshots: bytes cut short, flipped, and changed with a hash that fits. Whatever they are, restoring them gives a machine or a
 * `SnapshotError`, running that machine gives an outcome or an `InternalFault`, and neither takes long or reaches the host.
 *
 * node snapshots.mjs [COUNT] [FIRST SEED]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { functions, modules } from '../snapshot-corpus/programs.mjs';

/** A generator of numbers in [0, 1) (mulberry32). */
function random(seed) {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const HASH_LENGTH = 16;

/** The hash at the end of a snapshot (src/snapshot/bytes.ts). */
function sign(bytes) {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < bytes.length - HASH_LENGTH; i++) {
    a = Math.imul(a ^ bytes[i], 2654435761);
    b = Math.imul(b ^ bytes[i], 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  const hash = (b >>> 0).toString(16).padStart(8, '0') + (a >>> 0).toString(16).padStart(8, '0');
  for (let i = 0; i < HASH_LENGTH; i++) bytes[bytes.length - HASH_LENGTH + i] = hash.charCodeAt(i);
  return bytes;
}

const corpus = new URL('../snapshot-corpus/', import.meta.url);

/** The snapshots of the newest version of the corpus. */
export function seeds() {
  const version = readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .pop();
  const folder = new URL(`${version}/`, corpus);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => Buffer.from(JSON.parse(readFileSync(new URL(file, folder), 'utf8')).snapshot, 'base64'));
}

/** Bytes made of good ones, the same for the same seed. */
export function mutate(all, seed) {
  const next = random(seed);
  const pick = (n) => Math.floor(next() * n);
  const from = all[pick(all.length)];
  const head = 8;
  const end = from.length - HASH_LENGTH;
  let bytes = Uint8Array.from(from);
  switch (pick(6)) {
    case 0:
      return bytes.slice(0, pick(bytes.length));
    case 1:
      // Without a hash that fits.
      bytes[pick(bytes.length)] ^= 1 << pick(8);
      return bytes;
    case 2:
      for (let n = 1 + pick(4); n > 0; n--) bytes[head + pick(end - head)] ^= 1 << pick(8);
      break;
    case 3:
      // Numbers of interest.
      for (let n = 1 + pick(3); n > 0; n--) bytes[head + pick(end - head)] = [0, 1, 2, 0x7f, 0x80, 0xff][pick(6)];
      break;
    case 4: {
      // A piece left out, or put in twice.
      const at = head + pick(end - head);
      const length = pick(Math.min(40, end - at));
      const twice = next() < 0.5;
      bytes = Uint8Array.from([
        ...from.subarray(0, twice ? at + length : at),
        ...from.subarray(twice ? at : at + length),
      ]);
      break;
    }
    default: {
      // A piece of another snapshot.
      const other = all[pick(all.length)];
      const length = pick(60);
      const at = head + pick(end - head);
      bytes.set(
        other.subarray(head + pick(other.length - head), other.length).subarray(0, Math.min(length, end - at)),
        at,
      );
    }
  }
  return sign(bytes);
}

/** What is wrong with how the engine takes the bytes; null where nothing is. */
export function wrong(engine, bytes) {
  const { InternalFault, Machine, SnapshotError } = engine;
  const began = performance.now();
  let outcome = 'refused';
  try {
    let machine;
    try {
      machine = Machine.restore(bytes, {
        functions,
        modules,
        limits: { steps: 200_000, heapBytes: 64 << 20, durationMs: 1000 },
      });
    } catch (e) {
      if (e instanceof SnapshotError) return slow(began);
      return `restore threw ${e?.stack ?? e}`;
    }
    outcome = 'restored';
    try {
      for (let i = 0; i < 5; i++) {
        const { status } = machine.run({ steps: 20_000 });
        if (typeof status !== 'string') return `run gave ${String(status)}`;
      }
    } catch (e) {
      // Code of an attacker's own may end a run with a fault of the engine (docs/snapshots.md).
      if (!(e instanceof InternalFault)) return `run threw ${e?.stack ?? e}`;
      outcome = 'faulted';
    }
    return slow(began);
  } finally {
    counts[outcome]++;
  }
}

export const counts = { refused: 0, restored: 0, faulted: 0 };

function slow(began) {
  const ms = performance.now() - began;
  return ms > 5000 ? `took ${Math.round(ms)} ms` : null;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const engine = await import(process.env['SAGUARO_ENGINE'] ?? '@saguaro/engine');
  const all = seeds();
  const count = Number(process.argv[2] ?? 1000);
  const first = Number(process.argv[3] ?? 1);
  let bad = 0;
  for (let seed = first; seed < first + count; seed++) {
    const text = wrong(engine, mutate(all, seed));
    if (text === null) continue;
    bad++;
    process.stdout.write(`seed ${seed}: ${text}\n`);
  }
  process.stdout.write(`${count} snapshots, ${JSON.stringify(counts)}, ${bad} not as they should be\n`);
  process.exitCode = bad === 0 ? 0 : 1;
}
