// Destructuring, spread, rest, defaults and shorthand, of arrays, objects and parameters.
// Needs ES2018: object spread and rest.
var size = 8000; // quick: 300

const weight = ({ x, y = 2, ...rest }) => x * y + (rest.z || 0);
const total = (...numbers) => {
  let sum = 0;
  for (const n of numbers) sum += n;
  return sum;
};
function swap([a, b]) {
  return [b, a];
}

function measure() {
  let sum = 0;
  let previous = 1;
  let current = 1;
  for (let i = 0; i < size; i++) {
    [previous, current] = [current, (previous + current) % 9973];
    const [first, , third = 4, ...others] = [i & 7, i, undefined, previous & 3, 1];
    sum += first + third + others.length;
    const point = { x: i & 15, z: 1 };
    sum += weight(point) + weight({ ...point, y: 3 });
    const args = [first, third, current & 15];
    sum += total(...args, 1) + Math.max(...args);
    const [left, right] = swap(args);
    const { x: renamed, ...others2 } = { ...point, left, right };
    sum += renamed + others2.left - others2.right;
  }
  return sum;
}

var result = measure();
