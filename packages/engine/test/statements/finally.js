// A jump out of a try runs its finally first; a jump in the finally wins.
const log = [];
const f = (how) => {
  for (const i of [1, 2]) {
    try {
      log.push(`try${i}`);
      if (how === 'return') return 'returned';
      if (how === 'break') break;
      if (how === 'continue') continue;
      if (how === 'throw') throw 'thrown';
    } catch (e) {
      log.push(`catch ${e}`);
      throw `re${e}`;
    } finally {
      log.push(`finally${i}`);
      if (how === 'override') return 'overridden';
    }
    log.push(`after${i}`);
  }
  return 'end';
};
for (const how of ['none', 'return', 'break', 'continue', 'override', 'throw']) {
  let result;
  try {
    result = f(how);
  } catch (e) {
    result = `threw ${e}`;
  }
  console.log(how, result, log.splice(0).join());
}
console.log((() => { try { return 'a'; } finally { (() => { try { throw 1; } catch {} })(); } })());
console.log((() => { outer: try { throw 1; } finally { break outer; } return 'swallowed'; })());
console.log((() => { let x = 1; try { return x; } finally { x = 2; } })());
console.log((() => { try { try { throw 1; } finally { throw 2; } } catch (e) { return e; } })());

// expect: none end try1,finally1,after1,try2,finally2,after2
// expect: return returned try1,finally1
// expect: break end try1,finally1
// expect: continue end try1,finally1,try2,finally2
// expect: override overridden try1,finally1
// expect: throw threw rethrown try1,catch thrown,finally1
// expect: a
// expect: swallowed
// expect: 1
// expect: 2
