import type { Frontmatter } from './frontmatter.ts';

/**
 * The one place that decides which tests are not run. Everything else counts, so a feature that the engine lacks is a
 * failure. Keys are the suite's own feature names; values say why.
 *
 * Proposals: features that no edition of ECMA-262 and no stage-4 proposal contains: the first section of the suite's
 * features.txt. The runner says so when that section and this list part (`proposalsThatMoved`).
 */
const proposals: ReadonlyMap<string, string> = new Map(
  [
    'Intl.Era-monthcode',
    'Intl.Locale-info',
    'Intl.NumberFormat-v3',
    'ShadowRealm',
    'decorators',
    'source-phase-imports',
    'source-phase-imports-module-source',
    'import-defer',
    'export-defer',
    'import-text',
    'immutable-arraybuffer',
    'import-bytes',
    'nonextensible-applies-to-private',
    'await-dictionary',
    'error-stack-accessor',
    'Iterator.prototype.join',
  ].map((name) => [name, 'a proposal below stage 4']),
);

/** Proposals below stage 4 that the engine has all the same: V8 ships them. Their tests are run. */
const implemented: ReadonlySet<string> = new Set(['legacy-regexp']);

/** Shipped features that this project has put out of scope. */
const outOfScope: ReadonlyMap<string, string> = new Map([
  ['Temporal', 'Temporal is not part of this engine yet'],
  ['canonical-tz', 'Intl is not part of this engine'],
]);

/** Why a test is not run, or null when it is. */
export function reasonToSkip({ features }: Frontmatter): string | null {
  for (const feature of features) {
    const reason = proposals.get(feature) ?? outOfScope.get(feature);
    if (reason !== undefined) return `${feature}: ${reason}`;
  }
  return null;
}

/** Where this list and the suite's features.txt disagree, in words; empty when they agree. */
export function proposalsThatMoved(featuresText: string): string[] {
  const [proposed = '', standard = ''] = featuresText.split(/^## Standard language features$/m);
  const names = (text: string) =>
    text
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim())
      .filter((line) => line !== '');
  const listed = new Set(names(proposed));
  const shipped = new Set(names(standard));
  return [
    ...[...listed]
      .filter((name) => !proposals.has(name) && !implemented.has(name))
      .map((name) => `${name} is a proposal that features.ts lacks`),
    ...[...proposals.keys()]
      .filter((name) => shipped.has(name))
      .map((name) => `${name} has shipped, features.ts skips it`),
  ];
}
