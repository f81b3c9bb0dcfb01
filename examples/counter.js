// Where does `a` live?
//
// foo declares two variables and returns a function that uses one of them. When foo has returned, its frame is gone,
// or so the word "stack" says. Yet bar still counts. So was `a` ever on the stack? And what about `b`?

function foo() {
  let a = 0;
  const b = 10;
  console.log('foo runs, b is', b);

  return function bar() {
    a += 1;
    return a;
  };
}

const next = foo();

console.log(next());
console.log(next());
console.log(next());
