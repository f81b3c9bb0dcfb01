/** Programs that are modules. */
import { compileSource } from '../compiler/front.ts';
import type { Machine } from '../machine/machine.ts';
import { newPromise, promiseData } from '../machine/promises.ts';
import type { ExoticObject } from '../objects/object.ts';
import type { Language } from '../parser/parse.ts';
import { ModuleRecord } from './module.ts';
import { registerModule } from './module-load.ts';
import { opaque } from './module-state.ts';

/**
 * Makes a module the program of the machine: a job loads what it imports, links and evaluates it. The promise is settled with the
 * evaluation; where that fails, the error ends a job of its own too, as an uncaught one.
 * @throws SaguaroSyntaxError on an early error of this module; errors of what it imports are the guest's.
 */
export function startModule(m: Machine, source: string, name: string, language: Language): ExoticObject {
  const realm = m.mainRealm;
  m.realm = realm;
  const code = compileSource(source, { name, kind: 'module', language, storage: m.options.storage });
  const record = ModuleRecord.ofSource(realm, name, code);
  registerModule(record);
  m.modules.main = record;
  const promise = newPromise(m);
  // Its failure is reported as the program's.
  promiseData(promise).handled = true;
  m.enqueue({ kind: 'call', fn: realm.helper('RunModule'), self: undefined, args: [opaque(record), promise] });
  return promise;
}

/** How far a program has come when its machine has nothing left to do; `promise` is `startModule`'s, null for scripts. */
export function moduleProgress(m: Machine, promise: ExoticObject | null): 'pending' | 'settled' {
  if (m.modules.pending.size > 0) return 'pending';
  return promise !== null && promiseData(promise).state === 'pending' ? 'pending' : 'settled';
}

/** Whether the module that the program is has been linked: tells errors of linking from those of evaluation. */
export function isMainModuleLinked(m: Machine): boolean {
  const { main } = m.modules;
  return main !== null && main.status !== 'new' && main.status !== 'unlinked' && main.status !== 'linking';
}
