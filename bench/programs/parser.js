// A tokenizer and a precedence-climbing parser for arithmetic with names and calls, then evaluation of the tree.
// Needs ES2015: classes, let and const, Map.
var size = 40; // quick: 1

const LETTER = 1;
const DIGIT = 2;
const SPACE = 3;

function classify(code) {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) return LETTER;
  if (code >= 48 && code <= 57) return DIGIT;
  if (code === 32 || code === 10 || code === 9) return SPACE;
  return 0;
}

class Lexer {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.type = "";
    this.value = "";
    this.next();
  }
  next() {
    const { text } = this;
    while (this.at < text.length && classify(text.charCodeAt(this.at)) === SPACE) this.at++;
    if (this.at >= text.length) {
      this.type = "end";
      this.value = "";
      return;
    }
    const start = this.at;
    const kind = classify(text.charCodeAt(start));
    switch (kind) {
      case LETTER:
        do this.at++;
        while (this.at < text.length && classify(text.charCodeAt(this.at)) > 0 && classify(text.charCodeAt(this.at)) < SPACE);
        this.type = "name";
        break;
      case DIGIT:
        do this.at++;
        while (this.at < text.length && classify(text.charCodeAt(this.at)) === DIGIT);
        this.type = "number";
        break;
      default:
        this.at++;
        this.type = "sign";
    }
    this.value = text.slice(start, this.at);
  }
  take(value) {
    if (this.value !== value || this.type === "name") return false;
    this.next();
    return true;
  }
  expect(value) {
    if (!this.take(value)) throw new SyntaxError(`expected ${value} at ${this.at}, found ${this.value}`);
  }
}

const LEVELS = new Map([
  ["=", 1],
  ["<", 2],
  [">", 2],
  ["+", 3],
  ["-", 3],
  ["*", 4],
  ["/", 4],
  ["%", 4],
]);

function parseStatement(lexer) {
  const body = parseExpression(lexer, 1);
  lexer.expect(";");
  return body;
}
function parseExpression(lexer, least) {
  let left = parseOperand(lexer);
  for (;;) {
    const operator = lexer.value;
    const level = lexer.type === "sign" ? LEVELS.get(operator) : undefined;
    if (level === undefined || level < least) return left;
    lexer.next();
    const right = parseExpression(lexer, operator === "=" ? level : level + 1);
    if (operator === "=") {
      if (left.kind !== "name") throw new SyntaxError("only a name can be assigned to");
      left = { kind: "assign", name: left.name, value: right };
    } else left = { kind: "binary", operator, left, right };
  }
}
function parseOperand(lexer) {
  const { type, value } = lexer;
  if (type === "number") {
    lexer.next();
    return { kind: "number", value: Number(value) };
  }
  if (type === "name") {
    lexer.next();
    if (!lexer.take("(")) return { kind: "name", name: value };
    const args = [];
    if (!lexer.take(")")) {
      do args.push(parseExpression(lexer, 1));
      while (lexer.take(","));
      lexer.expect(")");
    }
    return { kind: "call", name: value, args };
  }
  if (lexer.take("-")) return { kind: "negate", operand: parseOperand(lexer) };
  if (lexer.take("(")) {
    const inner = parseExpression(lexer, 1);
    lexer.expect(")");
    return inner;
  }
  throw new SyntaxError(`unexpected ${type} ${value}`);
}

const FUNCTIONS = {
  max: (a, b) => (a > b ? a : b),
  half: (a) => Math.floor(a / 2),
  mix: (a, b, c) => (a * 31 + b * 7 + c) % 10007,
};

function evaluate(node, scope) {
  switch (node.kind) {
    case "number":
      return node.value;
    case "name":
      return scope.has(node.name) ? scope.get(node.name) : 0;
    case "assign": {
      const value = evaluate(node.value, scope);
      scope.set(node.name, value);
      return value;
    }
    case "negate":
      return -evaluate(node.operand, scope);
    case "call":
      return FUNCTIONS[node.name](...node.args.map((arg) => evaluate(arg, scope)));
    default: {
      const a = evaluate(node.left, scope);
      const b = evaluate(node.right, scope);
      switch (node.operator) {
        case "+":
          return a + b;
        case "-":
          return a - b;
        case "*":
          return (a * b) % 1000003;
        case "/":
          return b === 0 ? 0 : Math.floor(a / b);
        case "%":
          return b === 0 ? 0 : a % b;
        case "<":
          return a < b ? 1 : 0;
        default:
          return a > b ? 1 : 0;
      }
    }
  }
}

function measure() {
  const lines = [];
  for (let i = 0; i < 40; i++) {
    lines.push(`x${i % 7} = max(${i} * 3, total_${i % 3} - ${i + 5}) + half(x${(i + 1) % 7}) * -(2 + ${i});`);
    lines.push(`total_${i % 3} = mix(x${i % 7}, ${i}, (x1 < x2) + x3 % 11) / 2 - (${i} > 20);`);
  }
  const text = lines.join("\n");
  let sum = 0;
  for (let round = 0; round < size; round++) {
    const lexer = new Lexer(text);
    const scope = new Map([["x1", round]]);
    const program = [];
    while (lexer.type !== "end") program.push(parseStatement(lexer));
    for (let pass = 0; pass < 3; pass++) {
      for (const statement of program) sum = (sum + Math.abs(evaluate(statement, scope))) % 1000003;
    }
  }
  return sum;
}

var result = measure();
