// A small stack machine: a loop over a switch that runs a program of numbers.
// Needs ES5.
var size = 90000; // quick: 500

var PUSH = 0;
var LOAD = 1;
var STORE = 2;
var ADD = 3;
var SUBTRACT = 4;
var MULTIPLY = 5;
var REMAINDER = 6;
var LESS = 7;
var JUMP = 8;
var JUMP_IF_ZERO = 9;
var HALT = 10;

function execute(code, limit) {
  var stack = [];
  var names = [0, 0, limit];
  var pc = 0;
  var top = 0;
  for (;;) {
    switch (code[pc++]) {
      case PUSH:
        stack[top++] = code[pc++];
        break;
      case LOAD:
        stack[top++] = names[code[pc++]];
        break;
      case STORE:
        names[code[pc++]] = stack[--top];
        break;
      case ADD:
        top--;
        stack[top - 1] = stack[top - 1] + stack[top];
        break;
      case SUBTRACT:
        top--;
        stack[top - 1] = stack[top - 1] - stack[top];
        break;
      case MULTIPLY:
        top--;
        stack[top - 1] = stack[top - 1] * stack[top];
        break;
      case REMAINDER:
        top--;
        stack[top - 1] = stack[top - 1] % stack[top];
        break;
      case LESS:
        top--;
        stack[top - 1] = stack[top - 1] < stack[top] ? 1 : 0;
        break;
      case JUMP:
        pc = code[pc];
        break;
      case JUMP_IF_ZERO:
        if (stack[--top] === 0) pc = code[pc];
        else pc++;
        break;
      case HALT:
        return names[1];
      default:
        throw new Error("no such instruction");
    }
  }
}

// while (i < limit) { total = (total + i * 3) % 65521; i = i - -1 }
var program = [
  LOAD, 0, LOAD, 2, LESS, JUMP_IF_ZERO, 26,
  LOAD, 1, LOAD, 0, PUSH, 3, MULTIPLY, ADD, PUSH, 65521, REMAINDER, STORE, 1,
  JUMP, 28,
  0, 0, 0, 0,
  HALT, 0,
  LOAD, 0, PUSH, -1, SUBTRACT, STORE, 0, JUMP, 0,
];

var result = execute(program, size);
