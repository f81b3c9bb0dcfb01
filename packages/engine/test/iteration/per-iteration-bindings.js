// Each iteration of a let loop has a binding of its own, copied on.
const fs = [];
for (let i = 0; i < 3; i++) fs.push(() => i++);
console.log(fs.map((f) => f()).join(), fs.map((f) => f()).join()); // expect: 0,1,2 1,2,3
for (let i = 0, inc = () => i++; i < 2; i++) if (i === 0) console.log(inc(), i); // expect: 0 0
const gs = [];
for (const k of 'ab') gs.push(() => k);
for (const k in { x: 1, y: 2 }) gs.push(() => k);
console.log(gs.map((g) => g()).join()); // expect: a,b,x,y
var vs = [];
for (var v = 0; v < 2; v++) vs.push(() => v);
console.log(vs.map((f) => f()).join()); // expect: 2,2
