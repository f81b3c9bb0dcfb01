import type { Identifier } from '../ast.ts';
import type { EnumValue } from './enum-values.ts';

/** What the blocks of one namespace, merged, export. */
export class NamespaceExports {
  /** Variables and import aliases: they live on the namespace object alone, so each reference to one becomes a property. */
  readonly variables = new Set<string>();
  /** Functions, classes, enums and namespaces: their own block has a local binding, other blocks use the property. */
  readonly locals = new Set<string>();
  readonly children = new Map<string, NamespaceExports>();

  child(name: string): NamespaceExports {
    let child = this.children.get(name);
    if (child === undefined) {
      child = new NamespaceExports();
      this.children.set(name, child);
    }
    return child;
  }
}

/** A namespace block being turned into a function: the object that its exports are put on. */
export interface NamespaceTarget {
  readonly name: string;
  readonly exports: NamespaceExports;
  /** The generated references to the function's parameter, renamed together if the name turns out to be taken. */
  readonly references: Identifier[];
}

/** Where a list of statements stands. */
export type ListKind = 'program' | 'block' | 'namespace';

/** What is known about the list of statements being erased. */
export class EraseScope {
  readonly kind: ListKind;
  readonly parent: EraseScope | null;
  /** Set if `kind` is 'namespace'. */
  readonly namespace: NamespaceTarget | null;
  /** Names that a class, function, enum or namespace of this list has declared: a later one merges with it. */
  readonly emitted = new Set<string>();
  /** Members of the enums of this list so far; undefined is a value known at run time only. */
  readonly enums = new Map<string, Map<string, EnumValue | undefined>>();
  /** The namespaces of this list, merged. */
  readonly namespaces = new NamespaceExports();
  /** Names of `import x = A.B` in this list, which go if nothing uses them. */
  readonly aliases = new Set<string>();

  constructor(kind: ListKind, parent: EraseScope | null, namespace: NamespaceTarget | null = null) {
    this.kind = kind;
    this.parent = parent;
    this.namespace = namespace;
  }

  enumMember(enumName: string, member: string): EnumValue | undefined {
    for (let scope: EraseScope | null = this; scope !== null; scope = scope.parent) {
      const members = scope.enums.get(enumName);
      if (members !== undefined) return members.get(member);
    }
    return undefined;
  }
}
