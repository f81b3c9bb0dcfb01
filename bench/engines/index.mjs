/**
 * @typedef {object} Machine one isolated place for guest code to run in
 * @property {(source: string) => unknown} evaluate runs a script and returns the value of its global `result`
 * @property {() => unknown} settle runs the jobs that the script left (promises) and returns `result`, or a promise of it
 * @property {() => void} dispose
 * @property {(() => number)=} memoryUsed bytes in use, where the host's own count does not see them
 *
 * @typedef {object} MachineOptions
 * @property {boolean=} generous lift the default limits on memory and depth as far as the engine allows
 *
 * @typedef {object} Runtime
 * @property {(options?: MachineOptions) => Machine} create
 *
 * @typedef {object} Engine
 * @property {string} name what `--engines` takes
 * @property {string} title what tables and plots show
 * @property {number} edition the newest edition of ECMAScript that programs may use, as a year (ES5 is 2009)
 * @property {() => Promise<Runtime>} load imports the engine; nothing of it is loaded before
 * @property {() => string | null} absent why it cannot run here, or null
 */

import jsInterpreter from './js-interpreter.mjs';
import quickjs from './quickjs.mjs';
import saguaro from './saguaro.mjs';
import sval from './sval.mjs';
import v8 from './v8.mjs';

/** @type {readonly Engine[]} */
export const engines = [v8, quickjs, saguaro, sval, jsInterpreter];

/** The engine of that name; throws an Error that lists the names if there is none. */
export function engineNamed(/** @type {string} */ name) {
  const engine = engines.find((e) => e.name === name);
  if (!engine) throw new Error(`no engine is called ${name}; there are ${engines.map((e) => e.name).join(', ')}`);
  return engine;
}
