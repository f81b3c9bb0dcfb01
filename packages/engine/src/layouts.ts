/**
 * Hosts forget the layout (hidden class) of objects of which none is alive when they collect garbage, and throw away the code that they
 * have optimised for it. What lives only while a text is parsed or compiled would be optimised again after each collection, at many
 * times the cost of the work itself. So one object of each such class is kept, from the first program that runs for long.
 */
const kept = new Map<unknown, object>();
let noting = false;

/** Called by constructors of short-lived objects: keeps the first of each class while `noteLayouts` runs. */
export function noteLayout(object: object): void {
  if (noting && !kept.has(object.constructor)) kept.set(object.constructor, object);
}

/** Keeps `object`, a tree of nodes whose layouts differ though their class is one, while `noteLayouts` runs; the last in that place stays. */
export function noteTree(place: string, object: object): void {
  if (noting) kept.set(place, object);
}

/** Runs `work`, keeping one of each kind of object that it makes and notes. */
export function noteLayouts(work: () => void): void {
  noting = true;
  try {
    work();
  } finally {
    noting = false;
  }
}
