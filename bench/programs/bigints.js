// BigInt: small values in loops (gcd, modular powers, Fibonacci below 2 to the 200).
// Needs ES2020: BigInt.
var size = 2500; // quick: 40

function gcd(a, b) {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
function power(base, exponent, modulus) {
  let answer = 1n;
  base %= modulus;
  while (exponent > 0n) {
    if (exponent & 1n) answer = (answer * base) % modulus;
    base = (base * base) % modulus;
    exponent >>= 1n;
  }
  return answer;
}

function measure() {
  let sum = 0n;
  for (let i = 1n; i <= BigInt(size); i++) {
    sum += gcd(i * 30030n, 1048576n + i * 6n);
    sum += power(i, 65537n, 1000000007n);
    sum %= 1000000000039n;
  }
  for (let k = 0; k < size / 20; k++) {
    let a = 0n;
    let b = 1n;
    for (let i = 0; i < 200; i++) {
      const next = a + b;
      a = b;
      b = next;
    }
    sum = (sum + (a ^ BigInt(k))) % 1000000000039n;
  }
  return Number(sum);
}

var result = measure();
