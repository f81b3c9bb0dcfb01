// next, return and throw enter the body where it was left.
function* g() {
  try {
    const x = yield 1;
    console.log('got', x);
    yield 2;
  } catch (e) {
    console.log('caught', e);
    yield 'recovered';
  } finally {
    console.log('finally');
    yield 'cleanup';
  }
  return 'end';
}
const show = ({ value, done }) => console.log(value, done);
let it = g();
show(it.next('ignored'));
show(it.next('x'));
show(it.throw('e'));
show(it.next());
show(it.next());
show(it.next());
it = g();
show(it.next());
show(it.return('r'));
show(it.next());
show(it.next());
show(g().return('early'));
try {
  g().throw(new Error('early'));
} catch (e) {
  console.log(e.message);
}

// expect: 1 false
// expect: got x
// expect: 2 false
// expect: caught e
// expect: recovered false
// expect: finally
// expect: cleanup false
// expect: end true
// expect: undefined true
// expect: 1 false
// expect: finally
// expect: cleanup false
// expect: r true
// expect: undefined true
// expect: early true
// expect: early
