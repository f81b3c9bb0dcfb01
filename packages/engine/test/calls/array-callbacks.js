const a = [1, 2, 3, , 5];
console.log(a.map((x) => x * 2).length, a.filter((x) => x > 1).join(), a.reduce((s, x) => s + x)); // expect: 5 2,3,5 11
console.log(a.some((x) => x > 4), a.every((x) => x > 1), a.find((x) => x > 1), a.findIndex((x) => x === undefined)); // expect: true false 2 3
console.log(a.findLast((x) => x < 5), a.flatMap((x) => [x, x]).join(''), a.reduceRight((s, x) => s + x, '')); // expect: 3 11223355 5321
console.log(Array.from({ length: 3 }, (_, i) => i * i).join(), Array.from('ab', (c) => c + c).join()); // expect: 0,1,4 aa,bb
const grows = [1, 2];
let calls = 0;
grows.forEach((x) => {
  calls++;
  grows.push(x);
});
console.log(calls, grows.length); // expect: 2 4
console.log([..."abc"].map(parseInt).join(), [1, [2, [3]]].flat(Infinity).join()); // expect: NaN,NaN,NaN 1,2,3
