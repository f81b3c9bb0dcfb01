console.log('a1b22'.replace(/\d+/g, (m, at) => `<${m}@${at}>`)); // expect: a<1@1>b<22@3>
console.log('aXbX'.replaceAll('X', (m, at, s) => at + s.length)); // expect: a5b7
console.log('2020-01'.replace(/(?<y>\d+)-(?<m>\d+)/, (...args) => args.at(-1).m + args.at(-1).y)); // expect: 012020
console.log('abc'.replace({ [Symbol.replace]: (s, r) => `${s}/${r}` }, 'with')); // expect: abc/with
console.log('abc'.split({ [Symbol.split]: (s, n) => [s, n] }, 2).join()); // expect: abc,2
console.log('x'.replace('x', { toString: () => '$$' })); // expect: $
