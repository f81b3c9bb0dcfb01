// Integer mixing as in hash functions and ciphers: Math.imul, shifts, rotations and xor on 32 bits.
// Needs ES2015: Math.imul, typed arrays.
var size = 700000; // quick: 6000

function rotate(x, by) {
  return (x << by) | (x >>> (32 - by));
}
function finish(h) {
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}
function hash(words, seed) {
  let h = seed | 0;
  for (let i = 0; i < words.length; i++) {
    h = rotate(h ^ Math.imul(words[i], 0x9e3779b1), 13);
    h = (Math.imul(h, 5) + 0x6546b64) | 0;
  }
  return finish(h ^ words.length);
}
/** Four rounds of addition, rotation and xor over a state of four words, written back into it. */
function stir(state) {
  let [a, b, c, d] = state;
  for (let round = 0; round < 4; round++) {
    a = (a + b) | 0;
    d = rotate(d ^ a, 16);
    c = (c + d) | 0;
    b = rotate(b ^ c, 12);
    a = (a + b) | 0;
    d = rotate(d ^ a, 8);
    c = (c + d) | 0;
    b = rotate(b ^ c, 7);
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

function measure() {
  const words = new Int32Array(64);
  for (let i = 0; i < words.length; i++) words[i] = finish(i);
  const state = [1, 2, 3, 4];
  let sum = 0;
  for (let i = 0; i < size / 64; i++) {
    sum = (sum ^ hash(words, i)) >>> 0;
    words[i & 63] ^= sum;
    stir(state);
    sum = (sum + (state[i & 3] >>> 8)) >>> 0;
  }
  return sum;
}

var result = measure();
