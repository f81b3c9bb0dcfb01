// Template strings: plain, nested, with calls inside, and tagged.
// Needs ES2015: template literals.
var size = 60000; // quick: 1500

function tag(parts, ...values) {
  let length = parts.raw.length;
  for (let i = 0; i < values.length; i++) length += parts[i].length + (values[i] & 7);
  return length;
}
const initial = (word) => `${word[0].toUpperCase()}.`;

function measure() {
  const words = ["alpha", "beta", "gamma", "delta"];
  let sum = 0;
  let line = "";
  for (let i = 0; i < size; i++) {
    const word = words[i & 3];
    line = `${i}: ${word} ${initial(word)} ${i % 2 === 0 ? `<${word.length}>` : "odd"}`;
    sum = (sum + line.length * 3 + line.charCodeAt(line.length - 2)) % 1000003;
    sum += tag`a${i}b${i + 1}c`;
  }
  return sum + line.length;
}

var result = measure();
