/** What a program expects around the language: the web's globals, as far as they make sense without a web. Off with `web: false`. */
import type { BuiltinModule } from '../builtins/spec.ts';
import { base64 } from './base64.ts';
import { console_ } from './console.ts';
import { domExceptions } from './dom-exception.ts';
import { encoding } from './encoding.ts';
import { events } from './events.ts';
import { performance_ } from './performance.ts';
import { structuredClone } from './structured-clone.ts';
import { timers } from './timers.ts';
import { url } from './url.ts';

export const WEB_MODULES: readonly BuiltinModule[] = [
  console_,
  timers,
  structuredClone,
  base64,
  domExceptions,
  encoding,
  performance_,
  url,
  events,
];
