// @ts-nocheck -- guest code, written as programs are written
// biome-ignore-all lint/style/useTemplate: which way a string is built is what is measured
// biome-ignore-all lint/security/noGlobalEval: guest code that compiles guest code
// biome-ignore-all lint/complexity/noCommaOperator: the indirect eval
/**
 * Operations whose time should grow no faster than their size. Each is a function of its own text: it is sent to the engines as
 * source and runs as guest code there, so it may use nothing from around it. Each returns a number that depends on the work.
 *
 * @type {Record<string, { size: number, run: (n: number) => unknown }>} `size`: the least to begin with
 */
export const operations = {
  'string append': {
    size: 20000,
    run(n) {
      let s = '';
      for (let i = 0; i < n; i++) s += 'ab';
      return s.length + s.charCodeAt(n);
    },
  },
  'string prepend': {
    size: 20000,
    run(n) {
      let s = '';
      for (let i = 0; i < n; i++) s = 'ab' + s;
      return s.length + s.charCodeAt(n);
    },
  },
  'string characters': {
    size: 20000,
    run(n) {
      const s = 'saguaro '.repeat(n / 8);
      let sum = 0;
      for (let i = 0; i < s.length; i++) sum += s.charCodeAt(i) + s[i].length;
      for (const c of s) if (c === 'g') sum++;
      return sum;
    },
  },
  'string slices': {
    size: 10000,
    run(n) {
      const s = 'saguaro '.repeat(n / 8);
      let sum = 0;
      for (let i = 0; i + 4 < s.length; i += 2) sum += s.slice(i, i + 4) === 'guar' ? 2 : 1;
      return sum;
    },
  },
  'string join and split': {
    size: 10000,
    run(n) {
      const parts = [];
      for (let i = 0; i < n; i++) parts.push('p' + (i % 10));
      const s = parts.join(',');
      return s.length + s.split(',').length + s.split('').length;
    },
  },
  'string replace all': {
    size: 10000,
    run(n) {
      const s = 'one two '.repeat(n / 8);
      return s.replace(/o/g, (c) => c + c).length + [...s.matchAll(/t(w)o/g)].length;
    },
  },
  'array push and pop': {
    size: 20000,
    run(n) {
      const list = [];
      for (let i = 0; i < n; i++) list.push(i);
      let sum = 0;
      while (list.length > 0) sum += list.pop() & 1;
      return sum;
    },
  },
  'array as a queue': {
    size: 20000,
    run(n) {
      const queue = [];
      let sum = 0;
      for (let i = 0; i < 5000; i++) queue.push(i);
      for (let i = 0; i < n; i++) {
        queue.push(i);
        sum += queue.shift() & 1;
      }
      return sum;
    },
  },
  'array drained by shift': {
    size: 4000,
    run(n) {
      const queue = [];
      for (let i = 0; i < n; i++) queue.push(i);
      let sum = 0;
      while (queue.length > 0) sum += queue.shift() & 3;
      return sum;
    },
  },
  'array set by index': {
    size: 20000,
    run(n) {
      const list = [];
      for (let i = 0; i < n; i++) list[i] = i;
      const sized = new Array(n);
      for (let i = 0; i < n; i++) sized[i] = list[n - 1 - i];
      return sized[0] + list.length;
    },
  },
  'array filled from its end': {
    size: 10000,
    run(n) {
      const list = [];
      for (let i = n - 1; i >= 0; i--) list[i] = i;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += list[i] & 1;
      return sum;
    },
  },
  'array with holes': {
    size: 10000,
    run(n) {
      const list = [];
      for (let i = 0; i < n; i++) list[i * 50] = i;
      let sum = 0;
      for (const key in list) sum += list[key] & 1;
      return sum + list.length;
    },
  },
  'array splice at the end': {
    size: 10000,
    run(n) {
      const list = [];
      for (let i = 0; i < n; i++) list.splice(list.length, 0, i, i + 1);
      let sum = 0;
      while (list.length > 0) sum += list.splice(-2, 2)[0] & 1;
      return sum;
    },
  },
  'array splice in one go': {
    size: 20000,
    run(n) {
      const list = [];
      for (let i = 0; i < n; i++) list.push(i);
      const removed = list.splice(n / 4, n / 2);
      list.splice(10, 5, 1, 2, 3, 4, 5, 6);
      return removed.length + list.length;
    },
  },
  'array spread and rest': {
    size: 20000,
    run(n) {
      const list = Array.from({ length: n }, (_, i) => i);
      const copy = [...list, ...list];
      const [first, ...rest] = copy;
      return first + rest.length + list.concat(copy).length + { ...list }[n - 1];
    },
  },
  'array functions': {
    size: 10000,
    run(n) {
      const list = Array.from({ length: n }, (_, i) => i);
      return list
        .map((x) => x * 2)
        .filter((x) => x % 3 === 0)
        .reduce((sum, x) => sum + x, 0);
    },
  },
  'array sort': {
    size: 4000,
    run(n) {
      const list = [];
      for (let i = 0; i < n; i++) list.push((i * 7919) % 100003);
      list.sort((a, b) => a - b);
      return list[n >> 1];
    },
  },
  'Map and Set growth': {
    size: 10000,
    run(n) {
      const map = new Map();
      const set = new Set();
      for (let i = 0; i < n; i++) {
        map.set('k' + i, i);
        set.add(i);
      }
      let sum = 0;
      for (const [, value] of map) if (set.has(value)) sum++;
      return sum;
    },
  },
  'Map as a queue': {
    size: 10000,
    run(n) {
      const map = new Map();
      let sum = 0;
      for (let i = 0; i < n; i++) {
        map.set(i, i);
        if (i >= 500) {
          map.delete(i - 500);
          sum += map.keys().next().value & 1;
        }
      }
      return sum + map.size;
    },
  },
  'Map deleted while iterated': {
    size: 10000,
    run(n) {
      const map = new Map();
      for (let i = 0; i < n; i++) map.set(i, i);
      let sum = 0;
      for (const [key] of map) {
        map.delete(key);
        sum++;
      }
      return sum;
    },
  },
  'WeakMap growth': {
    size: 4000,
    run(n) {
      const map = new WeakMap();
      const keys = [];
      for (let i = 0; i < n; i++) {
        keys.push({});
        map.set(keys[i], i);
      }
      let sum = 0;
      for (const key of keys) sum += map.get(key) & 1;
      return sum;
    },
  },
  'object with many keys': {
    size: 4000,
    run(n) {
      const o = {};
      for (let i = 0; i < n; i++) o['key' + i] = i;
      let sum = 0;
      for (const key in o) sum += o[key] & 1;
      return sum + Object.keys(o).length + Object.entries(o).length;
    },
  },
  'object keys deleted': {
    size: 4000,
    run(n) {
      const o = {};
      for (let i = 0; i < n; i++) o['key' + i] = i;
      for (let i = 0; i < n; i++) delete o['key' + i];
      return Object.keys(o).length;
    },
  },
  'object as a queue': {
    size: 4000,
    run(n) {
      const o = {};
      let sum = 0;
      for (let i = 0; i < n; i++) {
        o['key' + i] = i;
        if (i >= 100) {
          sum += o['key' + (i - 100)] & 1;
          delete o['key' + (i - 100)];
        }
      }
      return sum;
    },
  },
  'object with integer keys': {
    size: 10000,
    run(n) {
      const o = {};
      for (let i = 0; i < n; i++) o[i] = i;
      let sum = 0;
      for (const key in o) sum += o[key] & 1;
      return sum;
    },
  },
  'many shapes': {
    size: 2000,
    run(n) {
      const list = [];
      for (let i = 0; i < n; i++) list.push({ ['own' + i]: i, shared: i });
      let sum = 0;
      for (let round = 0; round < 3; round++) for (const o of list) sum += o.shared & 1;
      return sum;
    },
  },
  'prototype chain': {
    size: 500,
    run(n) {
      let o = { deep: 1 };
      for (let i = 0; i < n; i++) o = Object.create(o);
      let sum = 0;
      for (let i = 0; i < 50; i++) sum += o.deep + ('absent' in o ? 1 : 0);
      return sum;
    },
  },
  'linked list': {
    size: 20000,
    run(n) {
      let head = null;
      for (let i = 0; i < n; i++) head = { value: i, next: head };
      let sum = 0;
      for (let at = head; at !== null; at = at.next) sum += at.value & 1;
      return sum;
    },
  },
  'closures kept': {
    size: 10000,
    run(n) {
      const kept = [];
      for (let i = 0; i < n; i++) kept.push(() => i);
      let sum = 0;
      for (const f of kept) sum += f() & 1;
      return sum;
    },
  },
  'environments nested': {
    size: 4000,
    run(n) {
      let f = () => 0;
      for (let i = 0; i < n; i++) {
        const inner = f;
        f = () => (i & 1 ? inner : inner) && i;
      }
      return f();
    },
  },
  generators: {
    size: 10000,
    run(n) {
      function* count() {
        for (let i = 0; i < n; i++) yield i;
      }
      let sum = 0;
      for (const i of count()) sum += i & 1;
      return sum;
    },
  },
  exceptions: {
    size: 4000,
    run(n) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        try {
          throw i;
        } catch (e) {
          sum += e & 1;
        }
      }
      return sum;
    },
  },
  'calls with many arguments': {
    size: 1000,
    run(n) {
      const list = Array.from({ length: 1000 }, (_, i) => i);
      const count = (...args) => args.length;
      function last() {
        return arguments[arguments.length - 1];
      }
      let sum = 0;
      for (let i = 0; i < n; i += 100) sum += count(...list) + last.apply(null, list);
      return sum;
    },
  },
  'JSON there and back': {
    size: 2000,
    run(n) {
      const list = [];
      for (let i = 0; i < n; i++) list.push({ id: i, name: 'n' + i });
      return JSON.parse(JSON.stringify(list)).length;
    },
  },
  'typed array': {
    size: 20000,
    run(n) {
      const bytes = new Float64Array(n);
      for (let i = 0; i < n; i++) bytes[i] = i / 2;
      return bytes.reduce((a, b) => a + b, 0) + bytes.slice(5).length;
    },
  },
  'long source text': {
    size: 1000,
    run(n) {
      const lines = [];
      for (let i = 0; i < n; i++) lines.push('function g' + i + '(a) { var b = a + ' + i + '; return b * 2; }');
      return (0, eval)(lines.join('\n') + '\ng' + (n - 1) + '(1);');
    },
  },
  'long function': {
    size: 1000,
    run(n) {
      const lines = [];
      for (let i = 0; i < n; i++) lines.push('s = s + ' + (i % 7) + '; if (s > 100) s = s - 90;');
      return (0, eval)('(function () { var s = 0;\n' + lines.join('\n') + '\nreturn s; })()');
    },
  },
  'many locals': {
    size: 250,
    run(n) {
      const lines = [];
      for (let i = 0; i < n; i++) lines.push('let v' + i + ' = ' + i + ';');
      for (let i = 0; i < n; i++) lines.push('s += v' + i + ';');
      return (0, eval)('(function () { var s = 0;\n' + lines.join('\n') + '\nreturn s; })()');
    },
  },
};
