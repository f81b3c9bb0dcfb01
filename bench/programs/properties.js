// Properties: reading, writing and adding them, by name and by computed key, on objects of one shape.
// Needs ES5.
var size = 300000; // quick: 4000

function measure() {
  var box = { left: 0, right: 0, top: 0, bottom: 0, count: 0 };
  var nested = { inner: { deeper: { value: 1 } } };
  var keys = ["left", "right", "top", "bottom"];
  var made = 0;
  for (var i = 0; i < size; i++) {
    box.left = i & 255;
    box.right = box.left + 10;
    box.top = (box.top + box.right) % 1009;
    box.bottom += box.top - box.left;
    box.count++;
    nested.inner.deeper.value = (nested.inner.deeper.value * 3 + box.top) % 65521;
    var key = keys[i & 3];
    box[key] = box[key] + 1;
    var fresh = { x: i, y: i + 1 };
    fresh.z = fresh.x + fresh.y;
    if ("z" in fresh) made += fresh.z & 7;
  }
  return box.bottom + box.count + nested.inner.deeper.value + made;
}

var result = measure();
