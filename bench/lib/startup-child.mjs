// A fresh process: imports one engine, makes a machine, evaluates 1 + 1, and does the last two once more.
import { engineNamed } from '../engines/index.mjs';

const source = 'var result = 1 + 1;';
const engine = engineNamed(process.argv[2] ?? '');

const start = performance.now();
const runtime = await engine.load();
const imported = performance.now();
const first = runtime.create().evaluate(source);
const ready = performance.now();
const second = runtime.create().evaluate(source);
const again = performance.now();

if (first !== 2 || second !== 2) throw new Error(`1 + 1 gave ${String(first)}, then ${String(second)}`);
process.stdout.write(JSON.stringify({ import: imported - start, cold: ready - start, second: again - ready }));
