const a = [1, 2, 3];
a[5] = 6;
console.log(a.length, 3 in a, a.indexOf(undefined), a.includes(undefined)); // expect: 6 false -1 true
a.length = 2;
console.log(a.join(), a.push(7, 8), a.shift(), a.splice(1, 1, 'x', 'y').join(), a.join()); // expect: 1,2 4 1 7 2,x,y,8
Object.defineProperty(a, 1, { get: () => 'getter' });
console.log(a.slice().join(), a.reverse === Array.prototype.reverse); // expect: 2,getter,y,8 true
const like = { length: 2, 0: 'a', 1: 'b' };
console.log(Array.prototype.map.call(like, (x) => x + x).join(), Array.prototype.push.call(like, 'c'), like[2]); // expect: aa,bb 3 c
Array.prototype[3] = 'inherited';
console.log([1, , , ,].at(3), [, , , ,].join()); // expect: inherited ,,,inherited
delete Array.prototype[3];
console.log([1, 2, 3].with(1, 'w').join(), [3, 1].toSpliced(0, 1).join(), Array.isArray(new Proxy([], {}))); // expect: 1,w,3 1 true
