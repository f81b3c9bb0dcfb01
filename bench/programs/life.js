// Conway's Game of Life on a torus: typed arrays of bytes.
// Needs ES2015: typed arrays, let and const.
var size = 40; // quick: 1

function measure() {
  const wide = 96;
  const high = 64;
  let now = new Uint8Array(wide * high);
  let next = new Uint8Array(wide * high);
  let seed = 7;
  for (let i = 0; i < now.length; i++) {
    seed = (seed * 1103515 + 12345) % 2147483647;
    now[i] = (seed >> 4) & 1;
  }
  let sum = 0;
  for (let generation = 0; generation < size; generation++) {
    let alive = 0;
    for (let y = 0; y < high; y++) {
      const above = ((y + high - 1) % high) * wide;
      const here = y * wide;
      const below = ((y + 1) % high) * wide;
      for (let x = 0; x < wide; x++) {
        const west = x === 0 ? wide - 1 : x - 1;
        const east = x === wide - 1 ? 0 : x + 1;
        const around =
          now[above + west] + now[above + x] + now[above + east] + now[here + west] + now[here + east] + now[below + west] + now[below + x] + now[below + east];
        const lives = around === 3 || (around === 2 && now[here + x] === 1) ? 1 : 0;
        next[here + x] = lives;
        alive += lives;
      }
    }
    [now, next] = [next, now];
    sum = (sum * 7 + alive) % 1000003;
  }
  for (let i = 0; i < now.length; i++) sum = (sum + now[i] * i) % 1000003;
  return sum;
}

var result = measure();
