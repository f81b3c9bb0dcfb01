// Sorting: the built-in sort with a comparator over numbers and records, and a quicksort written out.
// Needs ES5.
var size = 8000; // quick: 250

function quicksort(list, low, high) {
  while (low < high) {
    var pivot = list[(low + high) >> 1];
    var i = low;
    var j = high;
    while (i <= j) {
      while (list[i] < pivot) i++;
      while (list[j] > pivot) j--;
      if (i <= j) {
        var held = list[i];
        list[i++] = list[j];
        list[j--] = held;
      }
    }
    if (j - low < high - i) {
      quicksort(list, low, j);
      low = i;
    } else {
      quicksort(list, i, high);
      high = j;
    }
  }
}

function measure() {
  var seed = 42;
  var numbers = [];
  var records = [];
  var plain = [];
  for (var i = 0; i < size; i++) {
    seed = (seed * 16807) % 2147483647;
    numbers.push(seed % 100000);
    plain.push(seed % 99991);
    records.push({ key: seed % 500, order: i });
  }
  numbers.sort(function (a, b) {
    return a - b;
  });
  records.sort(function (a, b) {
    return b.key - a.key || a.order - b.order;
  });
  quicksort(plain, 0, plain.length - 1);
  var sum = 0;
  for (var k = 0; k < size; k++) {
    sum = (sum + numbers[k] * (k & 31) + records[k].order * (k & 7) + plain[k] * (k & 3)) % 1000003;
  }
  return sum;
}

var result = measure();
