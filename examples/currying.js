// Each call of a curried function leaves one environment behind, and the last closure holds them all:
// global price → closure → environment of … → rate.

const curry = (rate) => (discount) => (amount) => amount * (1 + rate) * (1 - discount);

const price = curry(0.2)(0.1);
console.log(price(100).toFixed(2));

const compose =
  (...steps) =>
  (value) =>
    steps.reduce((result, step) => step(result), value);

const shout = compose(
  (text) => text.trim(),
  (text) => text.toUpperCase(),
  (text) => `${text}!`,
);
console.log(shout('  closures are environments '));
