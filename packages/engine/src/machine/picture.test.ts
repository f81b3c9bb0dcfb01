import { describe, expect, it } from 'vitest';
import { Machine, type MachineOptions } from '../index.ts';

const COUNTER = `function foo(p) {
  let a = 0;
  const b = 10;
  return function bar() { return ++a; };
}
const next = foo(1);
next();
`;

/** A machine led on until it is at a line, in a function. */
function at(source: string, line: number, options: MachineOptions = {}): Machine {
  const machine = new Machine(options);
  machine.start(source, { name: 'x.js' });
  while (machine.step().status === 'paused') {
    const position = machine.position();
    if (position !== null && !position.entry && position.line === line) return machine;
  }
  throw new Error(`The program never comes to line ${line}`);
}

describe('a picture', () => {
  it('has the frames with their variables, wherever these are', () => {
    const frame = (machine: Machine) => machine.picture().frames[0];
    const flat = frame(at(COUNTER, 4));
    expect(flat?.function).toBe('foo');
    expect(flat?.bindings.map(({ name, place, value, live }) => [name, place, value.text, live])).toEqual([
      ['p', 'register', '1', false],
      ['a', 'cell', '0', true],
      ['b', 'register', '10', false],
    ]);
    const linked = frame(at(COUNTER, 4, { storage: 'linked' }));
    expect(linked?.bindings.find(({ name }) => name === 'a')).toMatchObject({ place: 'slot', value: { text: '0' } });
    const table = frame(at(COUNTER, 4, { storage: 'table' }));
    expect(table?.bindings.find(({ name }) => name === 'a')).toMatchObject({ place: 'name', value: { text: '0' } });
  });

  it('calls what a closure has taken along by its name, and says where it is', () => {
    const machine = new Machine();
    machine.start(COUNTER, { name: 'x.js' });
    machine.run();
    const { nodes, roots, frames, free } = machine.picture();
    expect(frames).toEqual([]);
    expect(roots.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'global next',
      'global foo',
      'handle completion value',
    ]);
    const bar = nodes.find(({ name }) => name === 'bar');
    const cell = nodes.find(({ kind }) => kind === 'cell');
    expect(bar?.fields).toEqual([
      { kind: 'capture', name: 'a', value: { type: 'cell', text: 'a', to: cell?.identity } },
    ]);
    expect(cell).toMatchObject({ name: 'a', owner: 'foo', fields: [{ kind: 'value', value: { text: '1' } }] });
    expect(free.map((f) => f.function).sort()).toEqual(['bar', 'foo']);
  });

  it('gives a thing one number for as long as it lives', () => {
    const machine = at(COUNTER, 7);
    const before = machine.picture().nodes.map(({ identity, name }) => `${identity} ${name}`);
    machine.run();
    const after = machine.picture().nodes.map(({ identity, name }) => `${identity} ${name}`);
    expect(before).toEqual(expect.arrayContaining(after));
  });

  it('shows the contents of collections, promises and suspended frames', () => {
    const machine = new Machine();
    machine.start(
      `const map = new Map([['k', { deep: 1 }]]);
       const key = {}, weak = new WeakMap([[key, 'held']]), ref = new WeakRef(key);
       async function wait(x) { await new Promise((resolve) => setTimeout(resolve, 1000)); return x; }
       const promise = wait('x');`,
    );
    machine.run();
    const { nodes, timers } = machine.picture();
    const fields = (name: string) =>
      nodes.find((n) => n.name === name)?.fields.map((f) => `${f.kind} ${f.name} ${f.value.text}`);
    expect(fields('Map')).toEqual(["key 0 'k'", 'entry k Object']);
    expect(fields('WeakMap')).toEqual(["ephemeron Object 'held'"]);
    expect(fields('WeakRef')).toEqual(['weak target Object']);
    expect(nodes.find(({ kind, state }) => kind === 'frame' && state === 'awaiting')?.name).toBe('wait');
    expect(nodes.filter(({ name }) => name === 'Promise').every(({ state }) => state === 'pending')).toBe(true);
    expect(timers).toMatchObject([{ kind: 'timeout', delay: 1000 }]);
  });

  it('shows who waits for an async function while it runs, and for an answer of the host', () => {
    const machine = at(
      `async function inner() {
  await null;
  return 1;
}
async function outer() { const got = await inner(); return got; }
outer();
`,
      3,
    );
    const { frames, nodes } = machine.picture();
    expect(frames.map((f) => f.function)).toEqual(['inner']);
    const own = nodes.find(({ identity }) => identity === frames[0]?.identity);
    expect(own?.fields).toContainEqual(expect.objectContaining({ kind: 'internal', name: 'promise' }));
    expect(nodes.find(({ kind, name }) => kind === 'frame' && name === 'outer')?.state).toBe('awaiting');

    const asking = new Machine({ functions: { ask: { kind: 'suspending' } } });
    asking.start('(async function main() { const answer = await ask(); return answer; })();');
    expect(asking.run().status).toBe('waiting');
    const waits = asking.picture();
    expect(waits.roots.filter(({ kind }) => kind === 'handle')).toContainEqual(
      expect.objectContaining({ name: '', value: expect.objectContaining({ text: 'Promise' }) }),
    );
    expect(waits.nodes.find(({ kind }) => kind === 'frame')).toMatchObject({ name: 'main', state: 'awaiting' });
  });

  it('says how large the frames are that wait for the next call', () => {
    const machine = new Machine();
    machine.start(COUNTER, { name: 'x.js' });
    const sizes: Record<string, number> = {};
    for (; machine.step().status === 'paused'; ) {
      const [frame] = machine.picture().frames;
      if (frame !== undefined) sizes[frame.function] = frame.registers.length;
    }
    const { free } = machine.picture();
    expect(free.length).toBe(2);
    for (const { function: name, registers } of free) expect(registers, name).toBe(sizes[name]);
  });

  it('is bounded, and says what it leaves out', () => {
    const machine = new Machine();
    machine.start(
      'const list = []; for (let i = 0; i < 1000; i++) list.push({ i }); (function f(n) { n > 0 ? f(n - 1) : 0; })(500);',
    );
    while ((machine.position()?.depth ?? 0) < 200 && machine.step().status === 'paused');
    expect(machine.position()?.depth).toBe(200);
    const { nodes, nodesLeftOut, frames, framesLeftOut } = machine.picture({ nodes: 100, frames: 10, fields: 20 });
    expect(nodes.length).toBe(100);
    expect(nodesLeftOut).toBeGreaterThan(0);
    expect(frames.length).toBe(11);
    expect(frames.at(-1)?.function).toBe('<top level>');
    expect(frames.length + framesLeftOut).toBe(machine.position()?.depth);
    expect(nodes.find(({ name }) => name === 'Array')).toMatchObject({ more: 980 });
  });
});
