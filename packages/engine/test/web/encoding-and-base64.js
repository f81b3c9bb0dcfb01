const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.constructor.name, e.name, e.code, e.message);
  }
};
show(() => new TextEncoder().encode('aé€😀\ud800'));
show(() => new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97, 0xc3, 0xa9, 0xff, 0xe2, 0x82])));
show(() => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])));
show(() => new TextDecoder('latin1').encoding);
show(() => new TextDecoder('x'));
show(() => {
  const d = new TextDecoder();
  return d.decode(new Uint8Array([0xe2, 0x82]), { stream: true }) + d.decode(new Uint8Array([0xac]));
});
show(() => new TextDecoder('utf-16le').decode(new Uint8Array([97, 0, 0x3d, 0xd8, 0, 0xde])));
show(() => new TextEncoder().encodeInto('aé€', new Uint8Array(4)));
show(() => btoa('hello') + atob('aGVsbG8=') + atob(' aGVs bG8 '));
show(() => btoa('\u1234'));
show(() => atob('a'));
show(() => btoa());
show(() => btoa(null));
show(() => typeof performance.now());
show(() => performance.timeOrigin > 0);
show(() => {
  const e = new DOMException('m', 'AbortError');
  return [
    e.name,
    e.message,
    e.code,
    e instanceof Error,
    Object.prototype.toString.call(e),
    String(e),
    DOMException.ABORT_ERR,
    e.ABORT_ERR,
  ];
});
show(() => {
  const e = new DOMException('m', 'AbortError');
  e.stack = 'AbortError: m\n    at x';
  return e;
});

// expect: Uint8Array(13) [
// expect:    97, 195, 169, 226,
// expect:   130, 172, 240, 159,
// expect:   152, 128, 239, 191,
// expect:   189
// expect: ]
// expect: aé��
// expect: TypeError TypeError ERR_ENCODING_INVALID_ENCODED_DATA The encoded data was not valid for encoding utf-8
// expect: windows-1252
// expect: RangeError RangeError ERR_ENCODING_NOT_SUPPORTED The "x" encoding is not supported
// expect: €
// expect: a😀
// expect: { read: 2, written: 3 }
// expect: aGVsbG8=hellohello
// expect: DOMException InvalidCharacterError 5 Invalid character
// expect: DOMException InvalidCharacterError 5 The string to be decoded is not correctly encoded.
// expect: TypeError TypeError ERR_MISSING_ARGS The "input" argument must be specified
// expect: bnVsbA==
// expect: number
// expect: true
// expect: [
// expect:   'AbortError',
// expect:   'm',
// expect:   20,
// expect:   true,
// expect:   '[object DOMException]',
// expect:   'AbortError: m',
// expect:   20,
// expect:   20
// expect: ]
// expect: DOMException [AbortError]: m
// expect:     at x
