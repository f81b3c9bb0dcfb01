const it = { *[Symbol.iterator]() { yield 1; yield 2; } };
console.log([0, ...it, ...'ab', ...new Set([3, 3])].join(), Math.max(...it, 5)); // expect: 0,1,2,a,b,3 5
console.log(new (class { constructor(...a) { this.n = a.length; } })(...it, ...it).n); // expect: 4
console.log(JSON.stringify({ ...{ a: 1, get b() { return 2; } }, ...'hi', ...null, ...[9] })); // expect: {"0":9,"1":"i","a":1,"b":2}
const { [Symbol.iterator]: original } = Array.prototype;
Array.prototype[Symbol.iterator] = function* () { yield 'patched'; };
const patched = [...[1, 2]][0], count = ((...a) => a.length)(...[1, 2, 3]);
Array.prototype[Symbol.iterator] = original;
console.log(patched, count); // expect: patched 1
