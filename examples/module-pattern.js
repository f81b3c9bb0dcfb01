// Privacy before classes had `#names`: what the inner functions capture, nobody else can reach.
// `limit` is captured and never written after; `log` is used by one method only.

const account = (function open(owner, limit) {
  let balance = 0;
  const log = [];

  return {
    deposit(amount) {
      balance += amount;
      log.push(`+${amount}`);
      return balance;
    },
    withdraw(amount) {
      if (amount > balance + limit) throw new RangeError(`${owner} may not withdraw ${amount}`);
      balance -= amount;
      log.push(`-${amount}`);
      return balance;
    },
    statement: () => `${owner}: ${log.join(' ')} = ${balance}`,
  };
})('Ada', 100);

account.deposit(50);
account.withdraw(120);
console.log(account.statement());

try {
  account.withdraw(500);
} catch (error) {
  console.log(error.message);
}
