import { readdirSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Program
 * @property {string} name the file's name without `.js`
 * @property {string} about what it measures
 * @property {number} edition the oldest edition of ECMAScript that runs it, as a year
 * @property {string} needs that edition and what is used of it, in words
 * @property {string} source at full size
 * @property {string} quickSource at the size for a quick look
 */

const directory = new URL('../programs/', import.meta.url);
const header = /^\/\/ (.+)\n\/\/ Needs (ES(\d+)(?:: .+)?)\.\nvar size = \d+; \/\/ quick: (\d+)\n/;

/** @param {string} file @returns {Program} */
function readProgram(file) {
  const source = readFileSync(new URL(file, directory), 'utf8');
  const match = header.exec(source);
  if (!match)
    throw new Error(`bench/programs/${file}: the first three lines do not have the form that bench/README.md gives`);
  const [, about, needs, edition, quick] = /** @type {[string, string, string, string, string]} */ (
    /** @type {unknown} */ (match)
  );
  return {
    name: file.slice(0, -3),
    about,
    needs,
    edition: edition === '5' ? 2009 : Number(edition),
    source,
    quickSource: source.replace(/^var size = \d+;/m, `var size = ${quick};`),
  };
}

/** The programs of bench/programs in alphabetical order, or those named; throws if a name is unknown. @param {string[]} names */
export function programs(names = []) {
  const all = readdirSync(directory)
    .filter((file) => file.endsWith('.js'))
    .sort()
    .map(readProgram);
  for (const name of names) {
    if (!all.some((p) => p.name === name))
      throw new Error(`no program is called ${name}; there are ${all.map((p) => p.name).join(', ')}`);
  }
  return names.length === 0 ? all : all.filter((p) => names.includes(p.name));
}
