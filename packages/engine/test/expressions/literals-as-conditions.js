// A regular expression is an object and so true, like any other; a literal's truth is known when it is compiled.
console.log(/a/ ? 1 : 2, /a/g && 3, !/a/, /a/ || 4); // expect: 1 3 false /a/
if (!/a/) console.log('no');
else console.log('yes'); // expect: yes
let n = 0;
while (/x/) if (++n > 2) break;
console.log(n, 0n ? 1 : 2, 1n ? 1 : 2, '' ? 1 : 2, 'a' ? 1 : 2, null ? 1 : 2, NaN ? 1 : 2); // expect: 3 2 1 2 1 2 2
