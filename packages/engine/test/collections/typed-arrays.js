const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
const bytes = new Uint8Array(buffer);
bytes[0] = 257;
bytes[99] = 1;
console.log(bytes.length, bytes[0], bytes[99], bytes['-0'], 5 in bytes); // expect: 8 1 undefined undefined true
buffer.resize(16);
console.log(bytes.length, new DataView(buffer).getUint16(0)); // expect: 16 256
bytes.set([1, { valueOf: () => 2 }], 3);
console.log(bytes.slice(0, 6).join(), Uint8Array.from({ length: 2 }, (_, i) => i + 1).join()); // expect: 1,0,0,1,2,0 1,2
bytes.fill({ valueOf() { return 1; } }, 0, 0);
