// Map and Set: insertion, lookup, deletion and iteration, with numbers, strings and objects as keys.
// Needs ES2015: Map, Set, for-of, destructuring.
var size = 30000; // quick: 600

function measure() {
  const byNumber = new Map();
  const byName = new Map();
  const seen = new Set();
  const objects = [];
  const byObject = new Map();
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const key = (i * 7919) % 5003;
    byNumber.set(key, (byNumber.get(key) || 0) + i);
    const name = "k" + (key % 701);
    byName.set(name, (byName.get(name) || 0) + 1);
    seen.add(key % 1009);
    if (i % 16 === 0) {
      const o = { id: i };
      objects.push(o);
      byObject.set(o, i);
    }
  }
  for (const o of objects) if (byObject.has(o)) sum += byObject.get(o) - o.id + 1;
  for (const [key, value] of byNumber) sum = (sum + key * (value & 15)) % 1000003;
  for (const value of byName.values()) sum += value;
  seen.forEach((value) => {
    sum += value;
  });
  for (let i = 0; i < size; i += 3) if (byNumber.delete(i % 5003)) sum++;
  return sum + byNumber.size + byName.size * 3 + seen.size * 5;
}

var result = measure();
