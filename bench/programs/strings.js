// Strings: building by concatenation, charCodeAt, substring, indexOf, split and join, comparison.
// Needs ES5.
var size = 60000; // quick: 1200

function hash(text) {
  var h = 7;
  for (var i = 0; i < text.length; i++) h = (h * 31 + text.charCodeAt(i)) & 1073741823;
  return h;
}

function measure() {
  var text = "";
  for (var i = 0; i < size; i++) text += String.fromCharCode(97 + ((i * i) % 26)) + (i % 7 === 0 ? " " : "");
  var sum = hash(text);

  var words = text.split(" ");
  sum += words.length;
  var longest = "";
  for (var w = 0; w < words.length; w++) if (words[w] > longest) longest = words[w];
  sum = (sum + hash(longest + words.join("-").toUpperCase())) & 1073741823;

  var at = 0;
  var found = 0;
  while ((at = text.indexOf("qz", at)) !== -1) {
    found++;
    at++;
  }
  for (var s = 0; s + 12 < text.length; s += 12) {
    var part = text.substring(s, s + 12);
    if (part.charAt(3) === "e" || part[5] === "q") sum += part.lastIndexOf("a") + 2;
    if (part.trim().length < 12) sum++;
  }
  return sum + found;
}

var result = measure();
