const tryOut = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(`${e.name}: ${e.message}`);
  }
};
tryOut(() => { x; let x; });
tryOut(() => { x = 1; const x = 2; });
tryOut(() => { typeof x; class x {} });
tryOut(() => { const f = () => x; f(); let x = 1; return f(); });
tryOut(() => { const f = () => x; let x = 1; return f(); });
tryOut(() => { const c = 1; c = 2; });
tryOut(() => { let y = y; });
tryOut(() => ((a = b, b) => a)());
tryOut(() => { for (let z of [z]); });
tryOut(() => undeclared);
tryOut(() => typeof undeclared);
tryOut(() => { 'use strict'; undeclared = 1; });
tryOut(() => class C { static [C.name] = 1; });

// expect: ReferenceError: Cannot access 'x' before initialization
// expect: ReferenceError: Cannot access 'x' before initialization
// expect: ReferenceError: Cannot access 'x' before initialization
// expect: ReferenceError: Cannot access 'x' before initialization
// expect: 1
// expect: TypeError: Assignment to constant variable.
// expect: ReferenceError: Cannot access 'y' before initialization
// expect: ReferenceError: Cannot access 'b' before initialization
// expect: ReferenceError: Cannot access 'z' before initialization
// expect: ReferenceError: undeclared is not defined
// expect: undefined
// expect: ReferenceError: undeclared is not defined
// expect: ReferenceError: Cannot access 'C' before initialization
