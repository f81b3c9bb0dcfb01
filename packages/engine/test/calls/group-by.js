console.log(Object.entries(Object.groupBy([1, 2, 3], (x) => (x % 2 ? 'odd' : 'even'))).join(';')); // expect: odd,1,3;even,2
console.log([...Map.groupBy([1, 2, 3], (x) => x % 2)].map(String).join(';')); // expect: 1,1,3;0,2
console.log(Object.keys(Object.groupBy('ab', (c) => ({ toString: () => `key ${c}` }))).join()); // expect: key a,key b
const others = new Set([1, 2]).union({ size: 1, has: () => false, keys: () => [9][Symbol.iterator]() });
console.log([...others].join()); // expect: 1,2,9
console.log(new Set([1, 3]).isSubsetOf(new Map([[1], [3], [4]]))); // expect: true
const buffer = new ArrayBuffer(8);
const bytes = new Uint8Array(buffer);
const moved = buffer.transfer({ valueOf: () => 4 });
console.log(bytes.length, moved.byteLength, bytes[0]); // expect: 0 4 undefined
