import { describe, expect, it } from 'vitest';
import type { FunctionDeclaration, Node } from '../parser/ast.ts';
import { parse } from '../parser/parse.ts';
import { ANALYSIS_CASES } from './analysis-cases.ts';
import { analyze } from './analyze.ts';
import { resolve } from './resolve.ts';
import type { Binding, FunctionInfo, Scope } from './scope.ts';
import { analysed, describeBindings, functionNamed } from './testing.ts';

describe('analyze finds every binding', () => {
  for (const { name, source, options, bindings } of ANALYSIS_CASES) {
    it(name, () => {
      expect(describeBindings(analysed(source, options).tree)).toEqual(bindings);
    });
  }
});

describe('what hangs on the tree', () => {
  it('lists hoisted functions once a name, in source order', () => {
    const { tree } = analysed('function f() { function a() {} function b() {} function a() { 2 } }');
    const hoisted = functionNamed(tree, 'f').scope.hoisted;
    expect(hoisted.map((node) => [node.id?.name, node.body.body.length])).toEqual([
      ['b', 0],
      ['a', 1],
    ]);
  });

  it('marks the block functions that also assign a var', () => {
    const marked = (source: string): string[] => {
      const names: string[] = [];
      eachNode(analysed(source).program, (node) => {
        if (node.type === 'FunctionDeclaration' && node.hoistsToVar === true)
          names.push((node as FunctionDeclaration).id!.name);
      });
      return names;
    };
    expect(marked('{ function a() {} async function b() {} function* c() {} }')).toEqual(['a']);
    expect(marked('"use strict"; { function a() {} }')).toEqual([]);
    expect(marked('let a; { function a() {} }')).toEqual([]);
    expect(marked('function f(a) { { function a() {} } }')).toEqual([]);
    expect(marked('var a; { function a() {} }')).toEqual(['a']);
    expect(marked('if (1) function a() {} else function b() {}')).toEqual(['a', 'b']);
    expect(marked('switch (1) { case 1: function a() {} }')).toEqual(['a']);
    expect(marked('{ function a() {} { function a() { 2 } } }')).toEqual(['a']);
    expect(marked('for (let a of []) { function a() {} }')).toEqual([]);
    expect(marked('try {} catch (a) { { function a() {} } }')).toEqual(['a']);
    expect(marked('try {} catch ([a]) { { function a() {} } }')).toEqual([]);
    expect(marked('function f() { return; { function f() {} } }')).toEqual(['f']);
  });

  it('lists what scripts and sloppy evals declare outside themselves', () => {
    const declared = (source: string, kind: 'script' | 'eval'): unknown =>
      analysed(source, { kind }).tree.root.declaredVars?.map(({ kind: what, name }) => `${what} ${name}`) ?? null;
    const source =
      'var a, [b] = []; { var c; function d() {} } function e() {} function e() {} var e; let f; { function f() {} }';
    const expected = ['function e', 'var a', 'var b', 'var c', 'block-function d'];
    expect(declared(source, 'script')).toEqual(expected);
    expect(declared(source, 'eval')).toEqual(expected);
    expect(declared('"use strict"; var a; function b() {}', 'eval')).toBe(null);
  });

  it('says from where on a derived constructor has its this', () => {
    const end = (body: string): number => {
      const source = `class A extends B { constructor() { ${body} } }`;
      return functionNamed(analysed(source).tree, 'A').thisInitEnd - source.indexOf(body);
    };
    expect(end('super(1);')).toBe(9);
    expect(end('f(); super(1); super();')).toBe(14);
    expect(end('if (x) super();')).toBe(Number.POSITIVE_INFINITY);
    expect(end('return {};')).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives functions the names of NamedEvaluation', () => {
    const names = (source: string): string[] =>
      analysed(source)
        .tree.functions.slice(1)
        .map((fn) => fn.name);
    expect(names('a = () => 1; (b) = () => 1; [c = () => 1] = d; e ||= function () {}; f.g = () => 1')).toEqual([
      'a',
      '',
      'c',
      'e',
      '',
    ]);
    expect(names('({ a: () => 1, 2: () => 1, "b c": () => 1, ["d"]: () => 1, __proto__: () => 1 })')).toEqual([
      'a',
      '2',
      'b c',
      '',
      '',
    ]);
    expect(names('({ m() {}, get g() {}, set s(v) {}, async *[k]() {} })')).toEqual(['m', 'get g', 'set s', '']);
    expect(names('const A = class { x = () => 1; static #y = () => 1; get #z() {} }')).toEqual([
      'A',
      'get #z',
      '<instance_members_initializer>',
      'x',
      '<static_initializer>',
      '#y',
    ]);
    expect(names('const f = (0, () => 1), g = (() => 1)')).toEqual(['', 'g']);
  });

  it('knows loops, simple parameters, direct evals and mapped arguments', () => {
    const { tree } = analysed(
      'function f(a, b) { while (a) { let c } { let d } arguments } function g([a]) { arguments } function h() { () => eval("") }',
    );
    const [f, g, h] = ['f', 'g', 'h'].map((name) => functionNamed(tree, name)) as [
      FunctionInfo,
      FunctionInfo,
      FunctionInfo,
    ];
    expect(tree.scopes.filter((scope) => scope.kind === 'block').map((scope) => scope.inLoop)).toEqual([true, false]);
    expect([f.simpleParameters, f.mappedArguments, f.usesArguments]).toEqual([true, true, true]);
    expect([g.simpleParameters, g.mappedArguments, g.usesArguments]).toEqual([false, false, true]);
    expect([h.hasDirectEval, h.usesThis, tree.root.hasDirectEval]).toEqual([true, true, false]);
  });
});

describe('resolve', () => {
  const at = (source: string, marker: string, name: string): string => {
    const { tree, program } = analysed(source);
    let found: Scope | null = null;
    eachScopedNode(program, tree.root.scope, (node, scope) => {
      if (node.type === 'Literal' && node.value === marker) found = scope;
    });
    const meaning = resolve(found!, name);
    return typeof meaning === 'string' ? meaning : `${meaning.kind} of ${meaning.scope.kind}`;
  };

  it('finds the nearest declaration', () => {
    expect(at('function f(a) { { let a; "*" } }', '*', 'a')).toBe('let of block');
    expect(at('function f(a) { "*" }', '*', 'a')).toBe('param of function');
    expect(at('function f(a = () => "*") { var a }', '*', 'a')).toBe('param of function');
    expect(at('function f(a = () => 1) { var a; "*" }', '*', 'a')).toBe('var of body');
    expect(at('(function f() { "*" })', '*', 'f')).toBe('self of self');
    expect(at('class A { m() { "*" } }', '*', 'A')).toBe('self of class');
    expect(at('"*"', '*', 'a')).toBe('global');
  });

  it('is dynamic across with and what an eval may add to', () => {
    expect(at('function f(a, o) { with (o) { "*" } }', '*', 'a')).toBe('dynamic');
    expect(at('function f(o) { with (o) { let a; "*" } }', '*', 'a')).toBe('let of block');
    expect(at('function f(o) { with (o) { () => "*" } }', '*', '%this')).toBe('global');
    expect(at('function f(a) { return () => { eval(""); "*" } }', '*', 'a')).toBe('dynamic');
    expect(at('function f(a) { eval(""); "*" }', '*', 'a')).toBe('param of function');
    expect(at('function f() { eval(""); "*" }', '*', 'a')).toBe('dynamic');
    expect(at('function f() { "use strict"; eval(""); "*" }', '*', 'a')).toBe('global');
    expect(at('function f(a = eval("")) { "*" }', '*', 'b')).toBe('dynamic');
    expect(at('eval(""); "*"', '*', 'a')).toBe('global');
  });

  it('agrees with the uses that the walk settled', () => {
    for (const { name, source, options } of ANALYSIS_CASES) {
      if (options?.kind === 'function') continue;
      const { tree, program } = analysed(source, options);
      expect(tally(tree.root.scope, program), name).toEqual(settled(tree.scopes));
    }
  });
});

describe('large and deep sources', () => {
  it('walks left spines of 100,000 links', () => {
    for (const [first, link] of [
      ['a', ' + a'],
      ['a', '.b'],
      ['a', '(1)'],
      ['a', ' && a'],
    ]) {
      const source = `let a; ${first}${(link as string).repeat(100_000)}`;
      const { program } = parse(source, { name: 'deep.js', kind: 'script' });
      expect(analyze(program, { kind: 'script' }).functions.length).toBe(1);
    }
  });

  it('takes time linear in the number of functions that use one name', () => {
    const source = (n: number): string => `function f() { let a;${'function g() { return a + b }'.repeat(n)} }`;
    const time = (n: number): number => {
      const { program } = parse(source(n), { name: 'wide.js', kind: 'script' });
      const start = Date.now();
      analyze(program, { kind: 'script' });
      return Date.now() - start;
    };
    time(2000);
    const small = Math.max(1, Math.min(time(2000), time(2000), time(2000)));
    const large = Math.min(time(32_000), time(32_000));
    // Sixteen times the work; quadratic behaviour would take 256 times as long.
    expect(large / small).toBeLessThan(80);
  });
});

// ---------------------------------------------------------------- a second way to count uses, by the tree and `resolve` alone

/** Reads and writes of plain identifiers by `binding start:function start`. */
function tally(root: Scope, program: Node): Record<string, string> {
  const counts = new Map<Binding, Map<FunctionInfo, [number, number]>>();
  const note = (name: string, scope: Scope, read: boolean, write: boolean): void => {
    const meaning = resolve(scope, name);
    if (typeof meaning === 'string') return;
    const byFunction = counts.get(meaning) ?? new Map<FunctionInfo, [number, number]>();
    counts.set(meaning, byFunction);
    const count = byFunction.get(scope.fn) ?? [0, 0];
    byFunction.set(scope.fn, [count[0] + (read ? 1 : 0), count[1] + (write ? 1 : 0)]);
  };
  eachScopedNode(program, root, (node, scope, parent, key) => {
    if (node.type !== 'Identifier' || parent === null) return;
    const use = useOf(parent, key);
    if (use !== null) note(node.name, scope, use.read, use.write);
  });
  return render(counts);
}

function settled(scopes: readonly Scope[]): Record<string, string> {
  const counts = new Map<Binding, Map<FunctionInfo, [number, number]>>();
  for (const scope of scopes) {
    for (const binding of scope.bindings.values()) {
      // Synthetic uses have no identifier in the source; those across a `with` are no static uses.
      if (binding.name.startsWith('%') || binding.name.startsWith('#') || binding.dynamicallyReferenced) continue;
      const byFunction = new Map<FunctionInfo, [number, number]>();
      for (const { fn, reads, writes } of binding.captures) byFunction.set(fn, [reads, writes]);
      if (byFunction.size > 0) counts.set(binding, byFunction);
    }
  }
  return render(counts);
}

function render(counts: Map<Binding, Map<FunctionInfo, [number, number]>>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [binding, byFunction] of counts) {
    if (binding.dynamicallyReferenced) continue;
    for (const [fn, [reads, writes]] of byFunction) {
      if (fn === binding.scope.fn || reads + writes === 0) continue;
      out[`${binding.kind} ${binding.name}@${binding.start} by ${fn.role}@${fn.start}`] = `r${reads} w${writes}`;
    }
  }
  return out;
}

/** How an identifier under `parent[key]` is used; null where it is no reference. */
function useOf(parent: Node, key: string): { read: boolean; write: boolean } | null {
  switch (parent.type) {
    case 'MemberExpression':
      return key === 'object' || parent.computed ? { read: true, write: false } : null;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return key === 'value' || parent.computed ? { read: true, write: false } : null;
    case 'AssignmentExpression':
      return key === 'left' ? { read: parent.operator !== '=', write: true } : { read: true, write: false };
    case 'UpdateExpression':
      return { read: true, write: true };
    case 'VariableDeclarator':
      return key === 'init' ? { read: true, write: false } : null;
    case 'AssignmentPattern':
      return key === 'right' ? { read: true, write: false } : null;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return key === 'superClass' ? { read: true, write: false } : null;
    case 'ArrowFunctionExpression':
      return key === 'body' ? { read: true, write: false } : null;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'CatchClause':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'ExportSpecifier':
    case 'RestElement':
    case 'ArrayPattern':
    case 'ObjectPattern':
      return null;
    default:
      return { read: true, write: false };
  }
}

type Visit = (node: Node, scope: Scope, parent: Node | null, key: string) => void;

/** Visits every node with the scope in which its names are to be resolved, from what hangs on the tree. */
function eachScopedNode(program: Node, root: Scope, visit: Visit): void {
  const walk = (node: Node, scope: Scope, parent: Node | null, key: string): void => {
    visit(node, scope, parent, key);
    for (const [childKey, child] of children(node))
      walk(child, childScope(node, childKey, child, scope), node, childKey);
  };
  walk(program, root, null, '');
}

function childScope(node: Node, key: string, child: Node, scope: Scope): Scope {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return key === 'body' ? node.info!.bodyScope : key === 'params' ? node.info!.scope : scope;
    case 'ClassDeclaration':
    case 'ClassExpression':
      return key === 'superClass' || key === 'body' ? node.scope! : scope;
    case 'ClassBody':
      return scope;
    case 'PropertyDefinition': {
      if (key !== 'value') return scope;
      const { instanceFields, staticFields } = (scope.node as Extract<Node, { type: 'ClassExpression' }>).classInfo!;
      return (node.static ? staticFields : instanceFields)!.scope;
    }
    case 'SwitchStatement':
      return key === 'cases' ? (node.scope ?? scope) : scope;
    case 'WithStatement':
      return key === 'body' ? node.scope! : scope;
    case 'IfStatement':
      return child.type === 'FunctionDeclaration' ? child.clauseScope! : scope;
    case 'BlockStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'CatchClause':
    case 'StaticBlock':
    case 'ObjectExpression':
      return node.scope ?? scope;
    default:
      return scope;
  }
}

function* children(node: Node): Generator<[string, Node]> {
  for (const [key, value] of Object.entries(node)) {
    if (key === 'scope' || key === 'info' || key === 'classInfo' || key === 'clauseScope') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof child.type === 'string') yield [key, child];
    }
  }
}

function eachNode(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const [, child] of children(node)) eachNode(child, visit);
}
