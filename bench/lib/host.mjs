import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform } from 'node:os';

/** What a reader needs to know of the machine that the numbers come from. */
export function hostFacts() {
  return {
    date: new Date().toISOString(),
    node: process.version,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    platform: `${platform()} ${arch()}`,
  };
}

/** The version of each engine that is a package of this workspace's own root. @returns {Record<string, string>} */
export function engineVersions() {
  const root = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const engine = createRequire(import.meta.url)('../../packages/engine/package.json');
  const pinned = root.devDependencies;
  return {
    v8: process.versions.v8,
    saguaro: engine.version ?? 'unreleased',
    quickjs: pinned['quickjs-emscripten'],
    sval: pinned['sval'],
    'js-interpreter': pinned['js-interpreter'],
  };
}
