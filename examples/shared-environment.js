// A leak that you cannot see in the source. `report` is never kept; `ping` is kept and does not use `big`.
// With one environment per scope (as V8 has it), keeping ping keeps big all the same, since report captured it.
// With an environment per binding, big goes with report.
//
//   saguaro compare examples/shared-environment.js

function connect() {
  const big = new Array(10_000).fill('payload');
  let pings = 0;

  const report = () => console.log('payload of', big.length);
  report();

  return function ping() {
    pings += 1;
    return pings;
  };
}

const ping = connect();
console.log(ping(), ping());
