// JSON: stringify and parse of nested data, with and without indentation.
// Needs ES5.
var size = 160; // quick: 6

function record(i) {
  return {
    id: i,
    name: 'record "' + i + '"\n',
    price: i / 8,
    tags: ["a" + (i % 5), null, true, i % 2 === 0],
    nested: { left: { depth: 2, list: [i, [i + 1, [i + 2]]] }, right: {} },
  };
}

function measure() {
  var list = [];
  for (var i = 0; i < 50; i++) list.push(record(i));
  var sum = 0;
  for (var round = 0; round < size; round++) {
    list[round % 50].id += round;
    var text = JSON.stringify(list);
    sum = (sum + text.length) % 1000003;
    var copy = JSON.parse(text);
    sum += copy[round % 50].nested.left.list[1][0];
    if (round % 8 === 0) sum += JSON.stringify(copy, null, 2).length;
  }
  return sum;
}

var result = measure();
