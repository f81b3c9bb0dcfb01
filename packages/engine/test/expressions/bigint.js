const big = 2n ** 64n;
console.log(String(big), String(-big / 3n), String(big % 7n), big > 2 ** 63, 1n == 1, 1n === 1); // expect: 18446744073709551616 -6148914691236517205 2 true true false
console.log(typeof big, String(BigInt.asUintN(8, 257n)), String(BigInt({ valueOf: () => 5 })), String(~5n), String(5n << 70n)); // expect: bigint 1 5 -6 5902958103587056517120
try {
  1n + 1;
} catch (e) {
  console.log(e.message); // expect: Cannot mix BigInt and other types, use explicit conversions
}
try {
  1n / 0n;
} catch (e) {
  console.log(e.message); // expect: Division by zero
}
let n = 1n;
n++;
console.log(String(n), String({ valueOf: () => 2n } * { valueOf: () => 3n })); // expect: 2 6
console.log([7, 8][1n], Object.keys({ [3n]: 1, a: 2 }).join(), Reflect.ownKeys(Object.assign([], { [0n]: 1 })).length); // expect: 8 3,a 2
