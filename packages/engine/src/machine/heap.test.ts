import { describe, expect, it } from 'vitest';
import { type HeapEdge, type HeapGraph, type HeapNode, Machine } from '../index.ts';
import { STRATEGIES, type StorageStrategy } from '../storage/plan.ts';
import { liveBytes } from './live-bytes.ts';

function run(source: string, storage: StorageStrategy = 'flat', steps?: number): Machine {
  const machine = new Machine({ storage, clock: { now: () => 0, monotonic: () => 0 } });
  machine.start(source, { name: 'test.js', completionValue: false });
  const outcome = machine.run(steps === undefined ? {} : { steps });
  if (outcome.status === 'threw') throw new Error(machine.describeError(outcome.error).text);
  return machine;
}

function node(graph: HeapGraph, id: number): HeapNode {
  return graph.nodes[id] as HeapNode;
}

function global(graph: HeapGraph, name: string): HeapNode {
  const root = graph.roots.find((one) => one.kind === 'global' && one.name === name);
  if (root === undefined) throw new Error(`no global ${name}`);
  const holder = node(graph, root.to);
  return holder.kind === 'cell' ? follow(graph, holder, 'value', '') : holder;
}

function follow(graph: HeapGraph, from: HeapNode, kind: HeapEdge['kind'], name: string | number): HeapNode {
  const edge = from.edges.find((one) => one.kind === kind && one.name === name);
  if (edge === undefined) throw new Error(`${from.kind} ${from.name} has no ${kind} ${name}`);
  return node(graph, edge.to);
}

/** Everything that `from` keeps alive, by strong edges; code is left out, as it is shared. */
function reachable(graph: HeapGraph, from: HeapNode): Set<HeapNode> {
  const seen = new Set([from]);
  for (const one of seen)
    for (const { kind, to } of one.edges) if (kind !== 'weak' && kind !== 'code') seen.add(node(graph, to));
  return seen;
}

const reaches = (graph: HeapGraph, from: HeapNode, name: string): boolean =>
  [...reachable(graph, from)].some((one) => one.name === name);

describe('the heap graph', () => {
  it('names the way from a global to a captured variable', () => {
    const graph = run(
      'function foo() { let a = {}; return function bar() { return a = { ...a } } } const next = foo();',
    ).heap();
    const bar = global(graph, 'next');
    expect([bar.kind, bar.name]).toEqual(['closure', 'bar']);
    const cell = follow(graph, bar, 'capture', 'a');
    expect([cell.kind, cell.name, cell.bytes]).toEqual(['cell', 'a', 32]);
    expect(follow(graph, cell, 'value', '').kind).toBe('object');
  });

  it('shows each strategy as it is', () => {
    const source = 'function foo() { let a = {}, b = {}; return () => a = { ...a } } const next = foo();';
    const holders = STRATEGIES.map((storage) => {
      const graph = run(source, storage).heap();
      const held = follow(graph, global(graph, 'next'), 'capture', storage === 'flat' ? 'a' : '%record');
      return [held.kind, held.name, held.edges.filter(({ kind }) => kind === 'binding').map(({ name }) => name)];
    });
    expect(holders).toEqual([
      ['cell', 'a', []],
      ['environment', 'foo', ['a']],
      ['frame', 'foo', ['a', 'b']],
      ['table', 'foo', ['a', 'b']],
    ]);
  });

  // A big value that only a dead closure captured: the live one beside it keeps it only where closures share what they hold.
  it.each([
    ['flat', false],
    ['linked', true],
    ['frame', true],
    ['table', true],
  ] as const)('is safe for space under %s: %s means that a leak is reachable', (storage, leaks) => {
    const machine = run(
      `class Big {}
       function connect() {
         const big = new Big();
         let pings = 0;
         const report = () => big;
         report();
         return () => pings++;
       }
       const ping = connect();`,
      storage,
    );
    const graph = machine.heap();
    expect(reaches(graph, global(graph, 'ping'), 'Big')).toBe(leaks);
    expect(graph.nodes.some(({ kind, name }) => kind === 'object' && name === 'Big')).toBe(leaks);
  });

  it.each(STRATEGIES)('leaves out what registers of a waiting frame can no longer reach (%s)', (storage) => {
    const machine = run(
      `class Dead {} class Live {} class Late {}
       function pause() { for (;;); }
       function f() { const dead = new Dead(), late = new Late(); dead.x = 1; try { pause(new Live()); } catch { late.y; } }
       f();`,
      storage,
      5000,
    );
    expect(machine.frames().map((f) => f.function)).toEqual(['pause', 'f', '<top level>']);
    const graph = machine.heap();
    const names = new Set(graph.nodes.filter(({ kind }) => kind === 'object').map(({ name }) => name));
    expect([names.has('Dead'), names.has('Live'), names.has('Late')]).toEqual([false, false, true]);
    const frames = graph.roots.filter(({ kind }) => kind === 'frame').map(({ name }) => name);
    expect(frames).toEqual(['pause', 'f', '<top level>']);
  });

  it('has entries of weak collections as long as key and collection live', () => {
    const machine = run(`
      class Kept {} class Gone {} class Chain {}
      const map = new WeakMap();
      const key = {};
      map.set(key, new Kept());
      map.set({}, new Gone());
      // A chain through entries, found in any order.
      const outer = new WeakMap();
      const inner = {};
      (function () { const second = new WeakMap(); outer.set(inner, second); second.set(key, new Chain()); })();
      new WeakMap().set(key, new Gone());
      var ref = new WeakRef(new Gone());`);
    const graph = machine.heap();
    const names = graph.nodes.filter(({ kind }) => kind === 'object').map(({ name }) => name);
    expect([names.includes('Kept'), names.includes('Chain'), names.includes('Gone')]).toEqual([true, true, false]);
    const key = global(graph, 'key');
    const edge = key.edges.find(({ kind, to }) => kind === 'ephemeron' && node(graph, to).name === 'Kept');
    expect(edge?.holder).toBe(global(graph, 'map').id);
    expect(global(graph, 'map').edges.some(({ kind, to }) => kind === 'weak' && to === key.id)).toBe(true);
  });

  it('knows getters, private names, collections, generators, jobs and timers', () => {
    const machine = run(`
      class Secret {} class InMap {} class Held {} class Later {} class Soon {} class Yielded {}
      const o = new class Owner { #p = new Secret(); get g() { return this.#p; } }();
      const map = new Map([['k', new InMap()]]);
      function* gen() { const held = new Held(); yield 1; return held; }
      const it = gen(); it.next();
      (function () { const later = new Later(); setTimeout(function tick() { return later }, 10); })();`);
    const graph = machine.heap();
    expect(follow(graph, global(graph, 'o'), 'property', '#p').name).toBe('Secret');
    const entries = node(graph, (global(graph, 'map').edges.find(({ kind }) => kind === 'internal') as HeapEdge).to);
    expect(reaches(graph, entries, 'InMap')).toBe(true);
    expect(reaches(graph, global(graph, 'it'), 'Held')).toBe(true);
    const timer = graph.roots.find(({ kind }) => kind === 'timer');
    expect(node(graph, timer?.to as number).name).toBe('tick');
  });

  it('holds what an unanswered call of the host will resume, and nothing of the host', () => {
    const machine = new Machine({ functions: { ask: { kind: 'suspending' } } });
    machine.start(
      'class Held {} async function f() { const held = new Held(); return [await ask([1, 2]), held]; } f();',
      {
        completionValue: false,
      },
    );
    expect(machine.run().status).toBe('waiting');
    const graph = machine.heap();
    expect(graph.nodes.some(({ kind, name }) => kind === 'object' && name === 'Held')).toBe(true);
    expect(machine.kept().map(({ binding, path }) => [binding, ...path])).toEqual([
      ['held', 'the host', 'frame of f', 'held'],
    ]);
  });

  it('is the same for the same run', () => {
    const source =
      'const list = []; for (let i = 0; i < 50; i++) list.push({ i, f: () => i, ["k" + i]: new Map([[i, "text" + i]]) });';
    for (const storage of STRATEGIES) expect(run(source, storage).heap()).toEqual(run(source, storage).heap());
  });

  it('changes nothing: not a function gets its properties by being looked at', () => {
    const machine = run('function f() {} class A {} const a = new A();');
    const before = machine.heap();
    machine.kept();
    expect(machine.heap()).toEqual(before);
  });

  it('counts as the limit on memory does', () => {
    const source = `
      const all = [];
      for (let i = 0; i < 100; i++) all.push({ i, half: i / 3, text: 'text ' + i, big: 10n ** BigInt(i), list: [i, [i]] }, () => i);
      const s = Symbol('s'), wm = new WeakMap([[all, { s }]]), bytes = new Uint8Array(1000), long = 'x'.repeat(10000);`;
    for (const storage of STRATEGIES) {
      const machine = run(source, storage);
      const bytes = machine.heap().nodes.reduce((sum, one) => sum + one.bytes, 0);
      expect(bytes).toBe(liveBytes(machine.core));
    }
  });

  it('takes structures of any depth', () => {
    const machine = run('let list = null; for (let i = 0; i < 50000; i++) list = { next: list };');
    expect(machine.heap().nodes.length).toBeGreaterThan(50_000);
  });
});
