// sort calls the comparator, whose result is converted; the sort is stable.
const list = [5, 1, 4, undefined, 2, 3];
let calls = 0;
list.sort((a, b) => {
  calls++;
  return { valueOf: () => a - b };
});
console.log(list.join(), calls > 4); // expect: 1,2,3,4,5, true
console.log([3, 20, 100].sort().join(), [3, 20, 100].toSorted((a, b) => a - b).join()); // expect: 100,20,3 3,20,100
const people = ['bob 2', 'al 1', 'cy 2', 'di 1'];
console.log(people.sort((a, b) => a.at(-1) - b.at(-1)).join()); // expect: al 1,di 1,bob 2,cy 2
console.log([...new Float64Array([3, -1, 2]).sort((a, b) => b - a)].join()); // expect: 3,2,-1
try {
  [1, 2].sort(() => {
    throw new Error('thrown by the comparator');
  });
} catch (e) {
  console.log(e.message); // expect: thrown by the comparator
}
