const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.constructor.name, e.name, e.code, e.message);
  }
};
show(() => new URL('http://u:p@a.b:81/c?d=1&e=2#f'));
show(() => new URL('x', 'http://a.b/c/').href);
show(() => new URL('x'));
show(() => new URL());
show(() => URL.canParse('x'));
show(() => URL.canParse('x', 'http://a'));
show(() => {
  const u = new URL('http://a.b/c?d=1');
  u.searchParams.append('z', 'ü&');
  u.pathname = '/q r';
  u.port = '8080';
  u.hash = 'h';
  u.host = 'x.y';
  return [u.href, String(u), JSON.stringify({ u }), u.search];
});
show(() => {
  const u = new URL('http://a.b/c?d=1');
  const s = u.searchParams;
  u.search = '?k=v';
  return [s.get('k'), s === u.searchParams, s.size];
});
show(() => new URLSearchParams('?a=1&b=2&a=3%20+4'));
show(() => new URLSearchParams({ a: 1, b: 'x y' }).toString());
show(() =>
  new URLSearchParams([
    ['a', 'b'],
    ['c', 'd'],
  ]).toString(),
);
show(() => [...new URLSearchParams('a=1&b=2')]);
show(() => {
  const p = new URLSearchParams('b=1&a=2&b=3');
  p.sort();
  p.delete('b', '3');
  p.set('q', 1);
  return [p.toString(), p.has('q', '1'), p.has('q', '2'), p.getAll('b'), p.get('none')];
});
show(() => new URLSearchParams([['a']]));
show(() => new URLSearchParams('a=1').append('x'));
show(() => {
  const r = [];
  new URLSearchParams('a=1&b=2').forEach((v, k) => r.push(k + v));
  return r;
});
show(() => [...new URLSearchParams('a=1&b=2').keys()]);
show(() => Object.prototype.toString.call(new URLSearchParams()));
show(() => new URLSearchParams().toString());
show(() => new URLSearchParams('a=%zz&%41=b'));
show(() => new URL('http://a').searchParams);
show(() => ({ u: new URL('http://a.b/?q=1') }));
show(() => URL('x'));
show(() => Object.keys(new URL('http://a.b')).length);
show(() => {
  const u = new URL('http://a.b');
  u.href = 'bad';
});

// expect: URL {
// expect:   href: 'http://u:p@a.b:81/c?d=1&e=2#f',
// expect:   origin: 'http://a.b:81',
// expect:   protocol: 'http:',
// expect:   username: 'u',
// expect:   password: 'p',
// expect:   host: 'a.b:81',
// expect:   hostname: 'a.b',
// expect:   port: '81',
// expect:   pathname: '/c',
// expect:   search: '?d=1&e=2',
// expect:   searchParams: URLSearchParams { 'd' => '1', 'e' => '2' },
// expect:   hash: '#f'
// expect: }
// expect: http://a.b/c/x
// expect: TypeError TypeError ERR_INVALID_URL Invalid URL
// expect: TypeError TypeError ERR_MISSING_ARGS The "url" argument must be specified
// expect: false
// expect: true
// expect: [
// expect:   'http://x.y:8080/q%20r?d=1&z=%C3%BC%26#h',
// expect:   'http://x.y:8080/q%20r?d=1&z=%C3%BC%26#h',
// expect:   '{"u":"http://x.y:8080/q%20r?d=1&z=%C3%BC%26#h"}',
// expect:   '?d=1&z=%C3%BC%26'
// expect: ]
// expect: [ 'v', true, 1 ]
// expect: URLSearchParams { 'a' => '1', 'b' => '2', 'a' => '3  4' }
// expect: a=1&b=x+y
// expect: a=b&c=d
// expect: [ [ 'a', '1' ], [ 'b', '2' ] ]
// expect: [ 'a=2&b=1&q=1', true, false, [ '1' ], null ]
// expect: TypeError TypeError ERR_INVALID_TUPLE Each query pair must be an iterable [name, value] tuple
// expect: TypeError TypeError ERR_MISSING_ARGS The "name" and "value" arguments must be specified
// expect: [ 'a1', 'b2' ]
// expect: [ 'a', 'b' ]
// expect: [object URLSearchParams]
// expect:
// expect: URLSearchParams { 'a' => '%zz', 'A' => 'b' }
// expect: URLSearchParams {}
// expect: {
// expect:   u: URL {
// expect:     href: 'http://a.b/?q=1',
// expect:     origin: 'http://a.b',
// expect:     protocol: 'http:',
// expect:     username: '',
// expect:     password: '',
// expect:     host: 'a.b',
// expect:     hostname: 'a.b',
// expect:     port: '',
// expect:     pathname: '/',
// expect:     search: '?q=1',
// expect:     searchParams: URLSearchParams { 'q' => '1' },
// expect:     hash: ''
// expect:   }
// expect: }
// expect: TypeError TypeError undefined Class constructor URL cannot be invoked without 'new'
// expect: 0
// expect: TypeError TypeError ERR_INVALID_URL Invalid URL
