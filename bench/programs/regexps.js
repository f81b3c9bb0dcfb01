// Regular expressions: test, exec with groups, replace with a function, split, sticky and global matching.
// Needs ES5.
var size = 3000; // quick: 30

function measure() {
  var sum = 0;
  var lines = [];
  for (var i = 0; i < size; i++) {
    lines.push("2024-0" + ((i % 9) + 1) + "-1" + (i % 10) + " user" + i + "@host" + (i % 13) + ".example level=" + (i % 4) + " took " + i * 3 + "ms");
  }
  var date = /^(\d{4})-(\d\d)-(\d\d)\s+/;
  var mail = /([a-z]+\d*)@((?:[a-z]+\d*\.)+[a-z]+)/i;
  var number = /\d+/g;
  for (var k = 0; k < lines.length; k++) {
    var line = lines[k];
    var m = date.exec(line);
    if (m) sum += Number(m[1]) - Number(m[2]) * Number(m[3]);
    m = mail.exec(line);
    if (m) sum += m[1].length * m[2].length + m.index;
    if (/level=[23]\b/.test(line)) sum += 2;
    number.lastIndex = 0;
    while ((m = number.exec(line)) !== null) sum = (sum + m[0].length * 7 + Number(m[0])) % 1000003;
    var masked = line.replace(/[aeiou]/g, function (vowel) {
      return vowel === "e" ? "3" : "_";
    });
    sum += masked.split(/[\s=@]+/).length + masked.search(/_/);
    sum += line.replace(/(\w+)@(\w+)/, "$2 at $1").length;
  }
  var all = lines.join("\n").match(/^\S+ \w*7@/gm);
  return sum + all.length;
}

var result = measure();
