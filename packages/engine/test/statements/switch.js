const f = (x) => {
  const out = [];
  switch (x) {
    case 1:
      out.push('one');
    case 2:
      out.push('two');
      break;
    default:
      out.push('default');
    case 3: {
      let scoped = 'three';
      out.push(scoped);
    }
  }
  return out.join();
};
console.log(f(1), f(2), f(3), f('1'), f(NaN)); // expect: one,two two three default,three default,three
switch (1) {
  case 0:
    let a = 'dead';
  case 1:
    try {
      a;
    } catch (e) {
      console.log(e.message); // expect: Cannot access 'a' before initialization
    }
    console.log('alive'); // expect: alive
}
