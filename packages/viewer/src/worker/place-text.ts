/** Where a variable lives, in words. */
import type { explainSource } from '@saguaro/engine/static';

type Place = ReturnType<typeof explainSource>['bindings'][number]['place'];

export function placeText(place: Place): string {
  switch (place.kind) {
    case 'register':
      return 'in a register of its frame';
    case 'name':
      return 'in a table, by name';
    case 'global':
      return place.lexical ? 'in the global environment' : 'a property of the global object';
    case 'module':
      return 'a binding of its module';
    case 'slot':
      switch (place.record) {
        case 'closure':
          return 'copied into each closure that uses it';
        case 'cell':
          return 'in an environment of its own';
        case 'frame':
          return 'in its frame, which closures keep';
        case 'environment':
          return `in slot ${place.index} of its scope's environment`;
      }
  }
}
