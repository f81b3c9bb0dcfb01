// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of programs
/** Programs from a grammar, the same for the same seed: every one ends, prints what it computes, and means the same in every engine. */

/** A generator of numbers in [0, 1) (mulberry32). */
function random(seed) {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const LITERALS = [
  '0',
  '1',
  '-1',
  '2',
  '3.5',
  '1e3',
  '-0',
  'NaN',
  'Infinity',
  '4294967295',
  '2147483648',
  'null',
  'undefined',
  'true',
  'false',
  "''",
  "'a'",
  "'10'",
  "'b c'",
  "'\\u{1f600}x'",
  '0n',
  '5n',
  '-3n',
  '[]',
  '[1, 2, 3]',
  '[3, , 1]',
  '{}',
  '({ a: 1, b: [2] })',
  '/a(b)?/g',
  'Symbol.iterator',
  'new Map([[1, 2], ["k", {}]])',
  'new Set([1, "1", NaN])',
  'new Date(86400000)',
  'new Uint8Array([1, 2, 300])',
  'new Error("m")',
];
const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '>>>',
  '<',
  '<=',
  '>',
  '>=',
  '==',
  '!=',
  '===',
  '!==',
  '&&',
  '||',
  '??',
  'in',
  'instanceof',
  ',',
];
const ASSIGN = ['=', '+=', '-=', '*=', '|=', '&&=', '||=', '??=', '>>>=', '**='];
const METHODS = [
  'toString()',
  'valueOf()',
  'map((x) => x)',
  'filter(Boolean)',
  'slice(1)',
  'slice(-2, -1)',
  'concat([9], 8)',
  'indexOf(1)',
  'includes("a")',
  'join("-")',
  'reverse()',
  'sort()',
  'flat()',
  'at(-1)',
  'keys()',
  'entries()',
  'padStart(5, "ab")',
  'split("")',
  'replace(/a/g, "[$&]")',
  'match(/./g)',
  'repeat(2)',
  'trim()',
  'toUpperCase()',
  'charCodeAt(0)',
  'toFixed(2)',
  'toString(2)',
  'reduce((a, b) => a + b)',
  'splice(0, 1)',
  'push(7)',
  'pop()',
  'fill(0)',
  'get(1)',
  'has(1)',
  'set(2, 3)',
  'exec("xab")',
  'test("ab")',
  'length',
  'size',
  'a',
  'b',
  '0',
  'constructor.name',
  'message',
  'toISOString()',
  'hasOwnProperty("a")',
  'find((x) => x > 1)',
  'some((x) => x)',
  'toSorted()',
  'with(0, 5)',
  'flatMap((x) => [x, x])',
  'lastIndex',
  'codePointAt(0)',
  'normalize()',
  'substring(2, 0)',
  'localeCompare("b")',
  'copyWithin(0, 1)',
  'findLast((x) => x)',
];
const CALLS = [
  'JSON.stringify($)',
  'Object.keys($)',
  'Object.entries($)',
  'String($)',
  'Number($)',
  'Boolean($)',
  'Array.from($)',
  'Math.max($, $)',
  'Math.floor($)',
  'parseInt($)',
  'isNaN($)',
  'Object.assign({}, $)',
  'Object.freeze($)',
  'Reflect.ownKeys($)',
  'Array.isArray($)',
  'Object.is($, $)',
  'typeof $',
  '!$',
  '-$',
  '+$',
  '~$',
  'void $',
  'Object.getOwnPropertyDescriptors($)',
  'structuredClone($)',
  'BigInt($)',
  'Object.prototype.toString.call($)',
  'new Array($)',
  'Array.of($, $)',
  '[...$]',
  '({ ...$ })',
  '`<${$}>`',
  'Math.max(...$)',
  'Object.fromEntries($)',
  'new Set($)',
  'new Map($)',
  'String.raw`x${$}y`',
  'parseFloat($)',
  'encodeURIComponent($)',
  'Number.isInteger($)',
  'Math.round($)',
  'BigInt.asIntN(8, $)',
  '[$, $].sort()',
  'Symbol.for($).description',
  'new Proxy({}, { get: (t, k) => String(k) })[$]',
];

export function generate(seed) {
  const next = random(seed);
  const int = (n) => Math.floor(next() * n);
  const pick = (list) => list[int(list.length)];
  let names = 0;
  let budget = 60 + int(120);

  const variable = (scope) => (scope.length > 0 ? pick(scope).name : pick(LITERALS));
  const writable = (scope) => scope.filter((v) => v.writable);

  function expression(scope, depth) {
    budget--;
    if (depth <= 0 || budget < 0) return next() < 0.5 ? variable(scope) : pick(LITERALS);
    const e = () => expression(scope, depth - 1);
    switch (int(17)) {
      case 0:
      case 1:
        return variable(scope);
      case 2:
        return pick(LITERALS);
      case 3:
      case 4: {
        const op = pick(BINARY);
        return op === '**' ? `((${e()}) ** (${int(4)}))` : `((${e()}) ${op} (${e()}))`;
      }
      case 5:
        return `(${e()} ? ${e()} : ${e()})`;
      case 6: {
        const w = writable(scope);
        return w.length === 0 ? e() : `(${pick(w).name} ${pick(ASSIGN)} ${e()})`;
      }
      case 7: {
        const w = writable(scope);
        return w.length === 0 ? e() : pick([`${pick(w).name}++`, `--${pick(w).name}`]);
      }
      case 8:
      case 9:
        return pick(CALLS).replaceAll('$', () => `(${e()})`);
      case 10:
      case 11: {
        const m = pick(METHODS);
        return m === '0' ? `(${e()})[0]` : `(${e()})${next() < 0.5 ? '?' : ''}.${m}`;
      }
      case 12:
        return `[${Array.from({ length: int(4) }, () => (next() < 0.15 ? `...[${e()}]` : e())).join(', ')}]`;
      case 13:
        // Accessors come last: behind a spread, V8 puts what follows an accessor before it (ECMA-262 §13.2.5.5 has them in order).
        return `({ ${Array.from({ length: int(4) }, () =>
          pick([
            `a: ${e()}`,
            `[${e()}]: ${e()}`,
            `get b() { return ${e()}; }`,
            `c(x) { return x; }`,
            `...${e()}`,
            `1: ${e()}`,
          ]),
        )
          .sort((x, y) => Number(x.startsWith('get ')) - Number(y.startsWith('get ')))
          .join(', ')} })`;
      case 14: {
        const f = func(scope, depth - 1);
        return `(${f})(${e()}, ${e()})`;
      }
      case 15:
        return next() < 0.5
          ? func(scope, depth - 1)
          : `(function* () { const x = yield ${e()}; yield* [x, ${e()}]; return ${e()}; })()`;
      default:
        return `(${e()})[${e()}]`;
    }
  }

  function func(scope, depth) {
    const a = `p${names++}`;
    const b = `p${names++}`;
    const inner = [...scope, { name: a, writable: true }, { name: b, writable: true }];
    const parameters = pick([
      `${a}, ${b}`,
      `${a} = ${pick(LITERALS)}, ...${b}`,
      `{ a: ${a}, ...${b} } = {}`,
      `[${a}, ${b} = 2] = []`,
      `${a}, ${b} = () => ${a}`,
    ]);
    if (next() < 0.4) return `((${parameters}) => ${wrap(expression(inner, depth))})`;
    return `(function (${parameters}) { ${statements(inner, depth, 1 + int(2), true)} return ${expression(inner, depth)}; })`;
  }

  const wrap = (e) => `(${e})`;

  function statements(scope, depth, n, inFunction) {
    const own = [...scope];
    let text = '';
    for (let i = 0; i < n; i++) text += `${statement(own, depth, inFunction)}\n`;
    return text;
  }

  function statement(scope, depth, inFunction) {
    budget--;
    const e = (d = 2) => expression(scope, d);
    const body = () => statements(scope, depth - 1, 1 + int(2), inFunction);
    const fresh = () => `v${names++}`;
    if (depth <= 0 || budget < 0) return `show(${e(1)});`;
    switch (int(18)) {
      case 0:
      case 1:
      case 2: {
        const name = fresh();
        const kind = pick(['let', 'const', 'var']);
        const text = `${kind} ${name} = ${e(3)};`;
        scope.push({ name, writable: kind !== 'const' });
        return text;
      }
      case 3:
        return `if (${e()}) { ${body()} } else { ${body()} }`;
      case 4: {
        const i = fresh();
        return `for (let ${i} = 0; ${i} < ${1 + int(3)}; ${i}++) { ${statements([...scope, { name: i, writable: false }], depth - 1, 1 + int(2), inFunction)} ${next() < 0.2 ? 'continue;' : ''} }`;
      }
      case 5: {
        const x = fresh();
        return `for (const ${x} of ${pick(['[1, "a", null]', '"xy"', 'new Map([[1, 2]])', e()])}) { ${statements([...scope, { name: x, writable: false }], depth - 1, 1, inFunction)} ${next() < 0.3 ? 'break;' : ''} }`;
      }
      case 6: {
        const x = fresh();
        return `for (const ${x} in ${e()}) { ${statements([...scope, { name: x, writable: false }], depth - 1, 1, inFunction)} }`;
      }
      case 7:
      case 8: {
        const x = fresh();
        return `try { ${body()} ${next() < 0.5 ? `throw ${e()};` : ''} } catch (${x}) { show(${x}); ${statements([...scope, { name: x, writable: true }], depth - 1, 1, inFunction)} } finally { ${body()} }`;
      }
      case 9:
        return `switch (${e()}) { case ${e(1)}: ${body()} case ${e(1)}: { ${body()} break; } default: ${body().replaceAll(/\b(let|const) /g, 'var ')} }`;
      case 10: {
        const name = fresh();
        const text = `function ${name}(a, b) { ${statements([...scope, { name: 'a', writable: true }, { name: 'b', writable: true }], depth - 1, 1 + int(2), true)} return ${expression([...scope, { name: 'a', writable: true }], 2)}; }\nshow(${name}(${e(1)}, ${e(1)}));`;
        scope.push({ name, writable: false });
        return text;
      }
      case 11: {
        const name = fresh();
        const text = `class ${name} ${next() < 0.3 ? 'extends Array ' : ''}{ #p = ${e(1)}; f = ${e(1)}; static s = ${e(1)}; get g() { return this.#p; } set g(x) { this.#p = x; } m(x) { return [x, this.f]; } static { show(this.s); } }\nshow(new ${name}().m(${e(1)})); show(new ${name}().g);`;
        scope.push({ name, writable: false });
        return text;
      }
      case 12: {
        const a = fresh();
        const b = fresh();
        const text = pick([
          `let [${a}, ...${b}] = ${e()};`,
          `let { a: ${a} = ${e(1)}, ...${b} } = ${e()};`,
          `let { length: ${a}, [${e(1)}]: ${b} } = ${e()};`,
        ]);
        scope.push({ name: a, writable: true }, { name: b, writable: true });
        return text;
      }
      case 13:
        return `l${names}: { ${body()} ${next() < 0.5 ? `break l${names};` : ''} }`.replaceAll(
          /\bl\d+\b/g,
          (
            (n) => () =>
              n
          )(`l${names++}`),
        );
      case 14:
        return `(async () => { try { show(await ${wrap(e())}); ${next() < 0.3 ? `for await (const x of [${e(1)}, Promise.resolve(2)]) show(x);` : ''} } catch (e) { show(e); } })();`;
      case 15: {
        const w = fresh();
        return `{ let ${w} = 0; while (${w}++ < ${1 + int(3)}) { ${statements([...scope, { name: w, writable: false }], depth - 1, 1, inFunction)} } }`;
      }
      case 16: {
        const fs = fresh();
        const i = fresh();
        return `{ const ${fs} = []; for (let ${i} = 0; ${i} < 3; ${i}++) ${fs}.push(() => ${i}++ + 1); show(${fs}.map((f) => f() + f())); }`;
      }
      default:
        return `show(${e(3)});`;
    }
  }

  const program = statements([], 4, 4 + int(5), false);
  return `${next() < 0.3 ? '"use strict";\n' : ''}${program}`;
}

/** Prints values as text by language alone, so that two consoles are not compared: defined in each program. */
export const SHOW = `
var show = (function () {
  const line = (v, d) => {
    if (typeof v === 'string') return JSON.stringify(v);
    if (typeof v === 'bigint') return v + 'n';
    if (typeof v === 'function') return 'function ' + String(v.name);
    if (typeof v === 'symbol') return String(v);
    if (Object.is(v, -0)) return '-0';
    if (v === null || typeof v !== 'object') return String(v);
    if (d > 3) return '…';
    if (v instanceof Error) return v.name + ': ' + v.message;
    const tag = Object.prototype.toString.call(v);
    if (v instanceof Map || v instanceof Set) return tag + '{' + [...v].map((x) => line(x, d + 1)).join() + '}';
    return tag + '{' + Reflect.ownKeys(v).map((k) => { const p = Reflect.getOwnPropertyDescriptor(v, k); return String(k) + (p.enumerable ? '' : '!') + ':' + ('value' in p ? line(p.value, d + 1) : 'accessor'); }).slice(0, 40).join() + '}';
  };
  return (v) => { let s; try { s = line(v, 0); } catch (e) { s = 'unprintable ' + e; } print(s.length > 2000 ? s.slice(0, 2000) : s); return v; };
})();
`;
