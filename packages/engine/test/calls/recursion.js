// The stack is on the heap: depth is a matter of memory.
const count = (n) => (n === 0 ? 0 : 1 + count(n - 1));
console.log(count(300)); // expect: 300
const isEven = (n) => n === 0 || isOdd(n - 1);
const isOdd = (n) => n !== 0 && isEven(n - 1);
console.log(isEven(101), isOdd(101)); // expect: false true
const nested = { toString: () => (depth++ < 50 ? `${nested}.` : '') };
let depth = 0;
console.log(String(nested).length); // expect: 50
