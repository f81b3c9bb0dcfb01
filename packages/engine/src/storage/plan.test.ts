import { describe, expect, it } from 'vitest';
import { ANALYSIS_CASES } from '../scope/analysis-cases.ts';
import type { AnalyzeOptions } from '../scope/analyze.ts';
import type { Binding, Scope, ScopeTree } from '../scope/scope.ts';
import { analysed, ownerName } from '../scope/testing.ts';
import { planStorage, STRATEGIES, type StorageStrategy } from './plan.ts';
import { verifyPlan } from './verify.ts';

interface PlanCase {
  readonly name: string;
  readonly source: string;
  readonly options?: AnalyzeOptions;
  /** By strategy: `owner/name place` for each binding, then `record` lines by scope, then `function: captures`. */
  readonly plans: Partial<Record<StorageStrategy, readonly string[]>>;
}

const COUNTER = 'function foo() { let a = 0; let b = 1; return function bar() { return ++a } }';

const CASES: readonly PlanCase[] = [
  {
    name: 'the counter',
    source: COUNTER,
    plans: {
      flat: ['<top>/foo global', 'foo/a cell', 'foo/b register', 'bar/bar register', 'bar captures a'],
      linked: [
        '<top>/foo global',
        'foo/a slot 0 of function foo',
        'foo/b register',
        'bar/bar register',
        'function foo: environment a',
        'bar captures the record of function foo',
      ],
      frame: [
        '<top>/foo global',
        'foo/a slot of function foo',
        'foo/b slot of function foo',
        'bar/bar register',
        'function foo: frame a b',
        'bar captures the record of function foo',
      ],
      table: [
        '<top>/foo global',
        'foo/a name of function foo',
        'foo/b name of function foo',
        'bar/bar register',
        'function foo: table a b',
        'bar captures the record of function foo',
      ],
    },
  },
  {
    name: 'safe for space: each closure has its own, and hands on what inner ones need',
    source: 'function f(a, b) { a = b; const g = () => a; return () => () => { g(); return b } }',
    plans: {
      flat: [
        '<top>/f global',
        'f/a copied',
        'f/b copied',
        'f/g copied',
        'g captures a',
        '<arrow> captures g b',
        '<arrow> captures g b',
      ],
      linked: [
        '<top>/f global',
        'f/a slot 0 of function f',
        'f/b slot 1 of function f',
        'f/g slot 2 of function f',
        'function f: environment a b g',
        'g captures the record of function f',
        '<arrow> captures the record of function f',
        '<arrow> captures the record of function f',
      ],
    },
  },
  {
    name: 'a loop makes a fresh record each round',
    source:
      'function f() { let n = 0; for (let i = 0; i < 3; i++) { const j = i; let k; () => i + j } { let l; () => l } }',
    plans: {
      flat: [
        '<top>/f global',
        'f/n register',
        'f/i cell',
        'f/j copied',
        'f/k register',
        'f/l copied',
        '<arrow> captures i j',
        '<arrow> captures l',
      ],
      linked: [
        '<top>/f global',
        'f/n register',
        'f/i slot 0 of for f',
        'f/j slot 0 of block f',
        'f/k register',
        'f/l slot 0 of block f',
        'for f: environment i',
        'block f: environment j outer for f',
        'block f: environment l',
        '<arrow> captures the record of block f',
        '<arrow> captures the record of block f',
      ],
      frame: [
        '<top>/f global',
        'f/n slot of function f',
        'f/i slot 0 of for f',
        'f/j slot 0 of block f',
        'f/k slot 1 of block f',
        'f/l slot of function f',
        'function f: frame n l',
        'for f: environment i outer function f',
        'block f: environment j k outer for f',
        '<arrow> captures the record of block f',
        '<arrow> captures the record of function f',
      ],
      table: [
        '<top>/f global',
        'f/n name of function f',
        'f/i name of for f',
        'f/j name of block f',
        'f/k name of block f',
        'f/l name of block f',
        'function f: table n',
        'for f: table i outer function f',
        'block f: table j k outer for f',
        'block f: table l outer function f',
        '<arrow> captures the record of block f',
        '<arrow> captures the record of block f',
      ],
    },
  },
  {
    name: 'script and module top level',
    source: 'var a; let b; const c = 1; class D {} function e() { return a + b } { let f; () => f }',
    plans: {
      flat: [
        '<top>/b global lexical',
        '<top>/c global lexical',
        '<top>/D global lexical',
        '<top>/e global',
        '<top>/a global',
        '<top>/D register',
        '<top>/f copied',
        '<arrow> captures f',
      ],
    },
  },
  {
    name: 'module top level',
    source: 'import a from "a"; export let b; let c, d; () => c; function e() {} export { e as f }',
    options: { kind: 'module' },
    plans: {
      flat: ['<top>/a module 0', '<top>/b module 1', '<top>/c module 2', '<top>/d register', '<top>/e module 3'],
      frame: ['<top>/a module 0', '<top>/b module 1', '<top>/c module 2', '<top>/d register', '<top>/e module 3'],
    },
  },
  {
    name: 'direct eval',
    source: 'function f(p) { let l; return (q) => eval("p") }',
    plans: {
      flat: [
        '<top>/f global',
        'f/p name of function f',
        'f/l name of function f',
        'f/arguments name of function f',
        'f/%this name of function f',
        'f/%new.target name of function f',
        '<arrow>/q name of function <arrow>',
        'function f: table p l arguments %this %new.target',
        'function <arrow>: table q outer function f',
        '<arrow> captures the record of function f',
      ],
    },
  },
  {
    name: 'an eval beside cells: one table, other scopes as ever',
    source: 'function f(a) { return (b) => { a++; return [() => b++, function () { "use strict"; eval("") }] } }',
    plans: {
      flat: [
        '<top>/f global',
        'f/a name of function f',
        '<arrow>/b name of function <arrow>',
        '<function>/arguments name of function <function>',
        '<function>/%this name of function <function>',
        '<function>/%new.target name of function <function>',
        'function f: table a',
        'function <arrow>: table b outer function f',
        'function <function>: table arguments %this %new.target outer function <arrow>',
        '<arrow> captures the record of function f',
        '<arrow> captures the record of function <arrow>',
        '<function> captures the record of function <arrow>',
      ],
    },
  },
  {
    name: 'with',
    source: 'function f(o, a, b, c) { with (o) { a; return () => a + c } }',
    plans: {
      flat: [
        '<top>/f global',
        'f/o register',
        'f/a name of function f',
        'f/b register',
        'f/c name of function f',
        'function f: table a c',
        'with f: with outer function f',
        '<arrow> captures the record of with f',
      ],
    },
  },
  {
    name: 'records reach through functions that have no use of their own for them',
    source: 'function f(o, a) { with (o) { a } return () => () => a }',
    plans: {
      flat: [
        '<top>/f global',
        'f/o register',
        'f/a name of function f',
        'function f: table a',
        'with f: with outer function f',
        '<arrow> captures the record of function f',
        '<arrow> captures the record of function f',
      ],
    },
  },
  {
    name: 'mapped arguments keep their parameters on the heap',
    source: 'function f(a, b) { return arguments }',
    plans: {
      flat: ['<top>/f global', 'f/a cell', 'f/b cell', 'f/arguments register'],
      linked: [
        '<top>/f global',
        'f/a slot 0 of function f',
        'f/b slot 1 of function f',
        'f/arguments register',
        'function f: environment a b',
      ],
      frame: [
        '<top>/f global',
        'f/a slot of function f',
        'f/b slot of function f',
        'f/arguments slot of function f',
        'function f: frame a b arguments',
      ],
      table: [
        '<top>/f global',
        'f/a name of function f',
        'f/b name of function f',
        'f/arguments name of function f',
        'function f: table a b arguments',
      ],
    },
  },
  {
    name: 'code of a direct eval hands its caller’s record on',
    source: 'let a = 1; () => a + b',
    options: { kind: 'eval', direct: true },
    plans: {
      flat: [
        '<top>/a copied',
        'eval <top>: table',
        '<top> captures the record of eval <top>',
        '<arrow> captures a and the record of eval <top>',
      ],
    },
  },
];

describe('planStorage', () => {
  for (const { name, source, options, plans } of CASES) {
    for (const strategy of STRATEGIES) {
      const expected = plans[strategy];
      if (expected === undefined) continue;
      it(`${name}: ${strategy}`, () => {
        const { tree } = analysed(source, options);
        planStorage(tree, strategy);
        expect(verifyPlan(tree, strategy)).toEqual([]);
        expect(describePlan(tree)).toEqual(expected);
      });
    }
  }

  it('makes sound plans for all that the scope stage is tested with', () => {
    for (const { name, source, options } of ANALYSIS_CASES) {
      const { tree } = analysed(source, options);
      for (const strategy of STRATEGIES) {
        planStorage(tree, strategy);
        expect(verifyPlan(tree, strategy), `${name} under ${strategy}`).toEqual([]);
      }
    }
  });

  it('forgets an earlier plan', () => {
    for (const { source, options } of ANALYSIS_CASES) {
      const { tree } = analysed(source, options);
      for (const strategy of STRATEGIES) {
        for (const other of STRATEGIES) planStorage(tree, other);
        planStorage(tree, strategy);
        const fresh = analysed(source, options).tree;
        planStorage(fresh, strategy);
        expect(describePlan(tree)).toEqual(describePlan(fresh));
      }
    }
  });
});

describe('verifyPlan finds', () => {
  const planned = (strategy: StorageStrategy): ScopeTree => {
    const { tree } = analysed(COUNTER);
    planStorage(tree, strategy);
    return tree;
  };
  const bindingOf = (tree: ScopeTree, name: string): Binding => {
    for (const scope of tree.scopes) if (scope.bindings.has(name)) return scope.bindings.get(name)!;
    throw new Error(name);
  };

  it('a captured binding in a register', () => {
    const tree = planned('flat');
    bindingOf(tree, 'a').place = { kind: 'register' };
    expect(verifyPlan(tree, 'flat')).toEqual([
      '`bar` captures `a` of `foo`, whose place is register',
      '`a` of `foo` is captured but lives in a register',
    ]);
  });

  it('a missing capture', () => {
    const tree = planned('flat');
    tree.functions[2]!.captures = [];
    expect(verifyPlan(tree, 'flat')).toEqual(['`bar` uses `a` of `foo` but does not capture it']);
  });

  it('a copy of what changes', () => {
    const tree = planned('flat');
    bindingOf(tree, 'a').place = { kind: 'copied' };
    expect(verifyPlan(tree, 'flat')).toEqual(['`a` of `foo` is copied but may change']);
  });

  it('a chain that does not reach', () => {
    const tree = planned('linked');
    tree.functions[2]!.captures = [];
    expect(verifyPlan(tree, 'linked')).toEqual([
      '`bar` lacks the record around it',
      "`bar` uses `a` of `foo` but can't reach its record",
    ]);
  });

  it('a wrong link', () => {
    const tree = planned('linked');
    tree.functions[2]!.scope.outerRecord = null;
    expect(verifyPlan(tree, 'linked')).toEqual(['a function scope of `bar` is linked wrongly']);
  });
});

function describePlan(tree: ScopeTree): string[] {
  const lines: string[] = [];
  for (const scope of tree.scopes) {
    for (const binding of scope.bindings.values())
      lines.push(`${ownerName(scope.fn)}/${binding.name} ${placeOf(binding)}`);
  }
  for (const scope of tree.scopes) {
    if (scope.record === null) continue;
    const held = scope.record.kind === 'with' ? [] : scope.record.bindings.map((binding) => ` ${binding.name}`);
    const outer = scope.outerRecord === null ? '' : ` outer ${label(scope.outerRecord)}`;
    lines.push(`${label(scope)}: ${scope.record.kind}${held.join('')}${outer}`);
  }
  for (const fn of tree.functions) {
    const own = fn.captures.flatMap((source) => (source.kind === 'binding' ? [source.binding.name] : []));
    const record = fn.captures.flatMap((source) =>
      source.kind === 'record' ? [`the record of ${label(source.scope)}`] : [],
    );
    if (fn.captures.length === 0) continue;
    const parts = own.length > 0 ? [own.join(' '), ...record] : record;
    lines.push(`${ownerName(fn)} captures ${parts.join(' and ')}`);
  }
  return lines;
}

function label(scope: Scope): string {
  return `${scope.kind} ${ownerName(scope.fn)}`;
}

function placeOf({ place, recordScope }: Binding): string {
  switch (place.kind) {
    case 'global':
      return place.lexical ? 'global lexical' : 'global';
    case 'module':
      return `module ${place.index}`;
    case 'slot':
      return `slot${place.index < 0 ? '' : ` ${place.index}`} of ${label(recordScope!)}`;
    case 'name':
      return `name of ${label(recordScope!)}`;
    default:
      return place.kind;
  }
}
