/**
 * Fills a heap as a server would, leaks included, and writes a snapshot of it: `node large-heap.cjs OUT [SCALE]`.
 * SCALE 1 (the default): 200 MB, 2.6 million nodes, 8.5 million edges.
 */
const { writeHeapSnapshot } = require('node:v8');

class Session {
  constructor(id) {
    this.id = id;
    this.user = { name: `user ${id}`, roles: ['reader', `team ${id % 997}`], since: new Date(id * 1000) };
    this.cart = new Map([
      [id, { item: `article ${id % 4099}`, count: 1.5 + id }],
      [id + 1, { item: `article ${(id * 7) % 4099}`, count: 2 }],
    ]);
    this.lines = Array.from({ length: 10 }, (_, n) => `${id} line ${n}`);
    this.next = null;
  }
}

/** Each keeps `payload` needlessly: only `log`, which nobody keeps, uses it. */
function handler(session) {
  const payload = { body: [session.id + 0.5, session.id + 0.25], session: { of: session.id } };
  const log = () => payload.body.length;
  log();
  return () => session.id;
}

const count = Math.round(52_000 * Number(process.argv[3] ?? 1));
const sessions = [];
const byName = {};
for (let i = 0; i < count; i++) {
  const session = new Session(i);
  if (i > 0) sessions[i - 1].next = session;
  session.onClose = handler(session);
  session.timers = [1, 2, 3].map((n) => ({ at: n * 0.1 + i, run: () => session.cart.get(n) }));
  byName[session.user.name] = session;
  sessions.push(session);
}
globalThis.server = { sessions, byName };
writeHeapSnapshot(process.argv[2]);
