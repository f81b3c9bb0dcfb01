/** What the linker must know of a module (ECMA-262 §16.2.1.7 ParseModule). */
import type { ModuleDeclarations } from '../bytecode/code.ts';
import type { Identifier, ImportAttribute, Literal, Node, Program } from '../parser/ast.ts';
import type { Binding, FunctionInfo } from '../scope/scope.ts';
import { forEachName } from '../scope/walk.ts';

type Request = ModuleDeclarations['requests'][number];

export function moduleDeclarations(
  info: FunctionInfo,
  program: Program,
  hasTopLevelAwait: boolean,
): ModuleDeclarations {
  const { scope } = info;
  const requests: Request[] = [];
  const request = (source: Literal, attributes: readonly ImportAttribute[]): number => {
    const wanted: Request = {
      specifier: String(source.value),
      attributes: attributes.map(({ key, value }) => [exportedName(key), String(value.value)] as const),
    };
    const known = requests.findIndex((other) => sameRequest(other, wanted));
    return known >= 0 ? known : requests.push(wanted) - 1;
  };

  const importRequests = new Map<string, number>();
  const localExports: { exportName: string; cell: number }[] = [];
  const indirectExports: { exportName: string; request: number; importName: string | null }[] = [];
  const starExports: number[] = [];
  const exportLocal = (exportName: string, localName: string): void => {
    const binding = scope.bindings.get(localName);
    if (binding === undefined) throw new Error(`internal fault: ${localName} is exported but not declared`);
    const { imported } = binding;
    if (imported !== null) {
      indirectExports.push({ exportName, request: importRequests.get(localName)!, importName: imported.name });
    } else {
      localExports.push({ exportName, cell: cellOf(binding) });
    }
  };

  // All requests first, in source order; imports may follow the exports that name them.
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      const index = request(statement.source, statement.attributes);
      for (const { local } of statement.specifiers) importRequests.set(local.name, index);
    } else if (statement.type === 'ExportAllDeclaration') {
      request(statement.source, statement.attributes);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source !== null) {
      request(statement.source, statement.attributes);
    }
  }
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ExportAllDeclaration': {
        const index = request(statement.source, statement.attributes);
        if (statement.exported === null) starExports.push(index);
        else indirectExports.push({ exportName: exportedName(statement.exported), request: index, importName: null });
        break;
      }
      case 'ExportNamedDeclaration': {
        const { declaration, source } = statement;
        for (const { local, exported } of statement.specifiers) {
          if (source === null) exportLocal(exportedName(exported), exportedName(local));
          else {
            indirectExports.push({
              exportName: exportedName(exported),
              request: request(source, statement.attributes),
              importName: exportedName(local),
            });
          }
        }
        if (declaration === null) break;
        if (declaration.type === 'VariableDeclaration') {
          for (const { id } of declaration.declarations) forEachName(id, ({ name }) => exportLocal(name, name));
        } else if (declaration.id !== null) {
          exportLocal(declaration.id.name, declaration.id.name);
        }
        break;
      }
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement;
        const isDeclaration = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
        exportLocal('default', isDeclaration && declaration.id !== null ? declaration.id.name : '*default*');
        break;
      }
      default:
        break;
    }
  }

  const cells: ModuleDeclarations['cells'][number][] = [];
  for (const binding of scope.bindings.values()) {
    if (binding.place.kind !== 'module') continue;
    const { imported } = binding;
    cells[binding.place.index] = {
      name: binding.name,
      import: imported === null ? null : { request: importRequests.get(binding.name)!, name: imported.name },
      tdz: startsUninitialised(binding),
      constant: imported !== null || binding.kind === 'const' || binding.kind === 'using',
    };
  }
  const functions: { cell: number; fn: number }[] = [];
  for (const node of scope.hoisted) {
    const binding = scope.bindings.get(node.id?.name ?? '*default*');
    if (binding?.place.kind === 'module') functions.push({ cell: binding.place.index, fn: functions.length });
  }
  return { requests, cells, localExports, indirectExports, starExports, functions, hasTopLevelAwait };
}

function exportedName(node: Identifier | Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

function sameRequest(a: Request, b: Request): boolean {
  return (
    a.specifier === b.specifier &&
    a.attributes.length === b.attributes.length &&
    a.attributes.every(([key, value]) => b.attributes.some((other) => other[0] === key && other[1] === value))
  );
}

function cellOf(binding: Binding): number {
  if (binding.place.kind !== 'module')
    throw new Error(`internal fault: ${binding.name} is exported but not the module's`);
  return binding.place.index;
}

function startsUninitialised(binding: Binding): boolean {
  return binding.kind === 'let' || binding.kind === 'const' || binding.kind === 'class' || binding.kind === 'using';
}

/** Whether a module awaits outside of its functions. */
export function awaitsAtTopLevel(program: Program): boolean {
  const work: Node[] = [program];
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    switch (node.type) {
      case 'AwaitExpression':
        return true;
      case 'ForOfStatement':
        if (node.await) return true;
        break;
      case 'VariableDeclaration':
        if (node.kind === 'await using') return true;
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'StaticBlock':
        continue;
      default:
        break;
    }
    for (const key in node) {
      if (key === 'scope' || key === 'info' || key === 'classInfo') continue;
      const child = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(child)) {
        for (const element of child) if (isNode(element)) work.push(element);
      } else if (isNode(child)) {
        work.push(child);
      }
    }
  }
  return false;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
