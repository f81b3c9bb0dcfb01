/**
 * What V8 says where an object has not a private name. Of methods and accessors it looks for the class: each of its instances carries a
 * mark of the class's name, and what is static the class alone has. The source is parsed for it: ask only where it is to be thrown.
 */

import type { PrivateName, Value } from '../objects/value.ts';
import type { ClassDeclaration, ClassExpression } from '../parser/ast.ts';
import { describe, newestGuestFrame } from './callee-text.ts';
import type { Machine } from './machine.ts';
import { propertyErrorText } from './property-errors.ts';
import { PARSED_PER_STEP, pathAround, treeOf } from './source-tree.ts';
import { offsetOf } from './stack-trace.ts';

/** How a class declares a private name. */
interface Declaration {
  readonly isField: boolean;
  readonly isStatic: boolean;
  /** The class's own name; empty if it has none. */
  readonly className: string;
}

/** Whether the object is to be read, written or looked into. */
export type PrivateUse = 'read' | 'write' | 'in';

/** For an object that has not the name. */
export function missingPrivate(m: Machine, use: PrivateUse, o: Value, { description }: PrivateName): string {
  const name = `#${description}`;
  const declared = declarationOf(m, description);
  const isBrand = declared !== null && !declared.isField;
  if (use === 'in') {
    const sought = isBrand && !declared.isStatic ? nameOf(declared) : name;
    return `Cannot use 'in' operator to search for '${sought}' in ${typeof o === 'string' ? o : describe(o)}`;
  }
  if (isBrand && declared.isStatic)
    return `Receiver must be class ${declared.className === '' ? '.' : declared.className}`;
  if (o === undefined || o === null) {
    if (isBrand) return propertyErrorText(m, 'read', o, nameOf(declared));
    return propertyErrorText(m, use === 'read' ? 'read' : 'set', o, name);
  }
  if (isBrand) return `Receiver must be an instance of class ${nameOf(declared)}`;
  return use === 'read'
    ? `Cannot read private member ${name} from an object whose class did not declare it`
    : `Cannot write private member ${name} to an object whose class did not declare it`;
}

/** For an object that already has the methods of the class. */
export function privateMethodsTwice(m: Machine, { description }: PrivateName): string {
  const declared = declarationOf(m, description);
  return `Cannot initialize private methods of class ${declared === null ? 'anonymous' : nameOf(declared)} twice on the same object`;
}

const nameOf = ({ className }: Declaration): string => (className === '' ? 'anonymous' : className);

/** The declaration that the name has where the newest guest frame is; null where the source does not tell. */
function declarationOf(m: Machine, description: string): Declaration | null {
  const f = newestGuestFrame(m);
  const tree = f === null ? null : treeOf(f);
  if (f === null || tree === null) return null;
  m.useFuel(Math.ceil(tree.text.length / PARSED_PER_STEP));
  const path = pathAround(tree, offsetOf(f));
  for (const node of path.reverse()) {
    if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') continue;
    const found = declaredIn(node, description);
    if (found !== null) return found;
  }
  return null;
}

function declaredIn({ id, body }: ClassDeclaration | ClassExpression, name: string): Declaration | null {
  for (const element of body.body) {
    if (element.type === 'StaticBlock') continue;
    const { key, type } = element;
    if (key.type !== 'PrivateIdentifier' || key.name !== name) continue;
    return { isField: type === 'PropertyDefinition', isStatic: element.static, className: id?.name ?? '' };
  }
  return null;
}
