import type { Frontmatter } from './frontmatter.ts';

/** How one run of a test treats its source text. */
export type Mode = 'sloppy' | 'strict' | 'module' | 'raw';

export const modes: readonly Mode[] = ['sloppy', 'strict', 'module', 'raw'];

/** One run of one test. `path` is relative to the suite and uses `/`: `test/language/…/x.js`. */
export interface Scenario {
  readonly path: string;
  readonly mode: Mode;
}

/** The name that reports and expectations use for a scenario. */
export function scenarioName({ path, mode }: Scenario): string {
  return `${path} (${mode})`;
}

/**
 * The modes in which a test is run: both unless a flag says otherwise (INTERPRETING.md, *Strict Mode*).
 * `module` wins over `raw`: a raw module is a module whose harness files are left out.
 */
export function expandModes({ flags }: Frontmatter): readonly Mode[] {
  if (flags.has('module')) return ['module'];
  if (flags.has('raw')) return ['raw'];
  if (flags.has('onlyStrict')) return ['strict'];
  if (flags.has('noStrict')) return ['sloppy'];
  return ['sloppy', 'strict'];
}

/** The text to run: in strict mode the directive comes before everything else, on a line of its own. */
export function sourceFor(mode: Mode, source: string): string {
  return mode === 'strict' ? `"use strict";\n${source}` : source;
}

/** The harness files that run before the test, in order (INTERPRETING.md, *Test262-Defined Bindings*, `async`, `includes`). */
export function harnessFor({ flags, includes }: Frontmatter): readonly string[] {
  if (flags.has('raw')) return [];
  const files = ['assert.js', 'sta.js'];
  if (flags.has('async')) files.push('doneprintHandle.js');
  return [...new Set([...files, ...includes])];
}
