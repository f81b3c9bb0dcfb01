const show = (l, s) => console.log(`## ${l}\n${s}`);
async function f() { await 1; throw new Error('f') }
async function g() { await f() }
async function h() { return await g() }
try { await h() } catch (e) { show('chain', e.stack) }
class K { async m() { await null; return new Error('m') } static async s() { return await new K().m() } }
show('method', (await K.s()).stack);
async function all() { return await Promise.all([1, f(), 2]) }
try { await all() } catch (e) { show('all', e.stack) }
async function any() { return await Promise.any([f()]) }
try { await any() } catch (e) { show('any', e.errors[0].stack); show('any outer', e.stack) }
async function settled() { return await Promise.allSettled([f()]) }
show('allSettled', (await settled())[0].reason.stack);
async function race() { return await Promise.race([f()]) }
try { await race() } catch (e) { show('race', e.stack) }
async function then() { return await Promise.resolve().then(function cb() { throw new Error('then') }) }
try { await then() } catch (e) { show('then', e.stack) }
async function thenAsync() { return await Promise.resolve().then(async function cb() { await 1; throw new Error('then') }) }
try { await thenAsync() } catch (e) { show('then async', e.stack) }
async function fin() { return await f().finally(() => 0) }
try { await fin() } catch (e) { show('finally', e.stack) }
async function* ag() { yield 1; await 1; throw new Error('ag') }
async function useAg() { for await (const x of ag()) { } }
try { await useAg() } catch (e) { show('async generator', e.stack) }
async function* ag2() { yield* ag() }
async function useAg2() { for await (const x of ag2()) { } }
try { await useAg2() } catch (e) { show('yield*', e.stack) }
async function* ag3() { yield new Error('first').stack }
show('entered by next', (await ag3().next()).value);
async function np() { await new Promise((r) => setTimeout(r, 1)); throw new Error('np') }
async function np2() { await np() }
try { await np2() } catch (e) { show('timer', e.stack) }
const ar = async () => { await 0; throw new Error('arrow') };
try { await ar() } catch (e) { show('arrow', e.stack) }
try { await (async () => { await ar() })() } catch (e) { show('anonymous', e.stack) }
async function resolveWith() { await new Promise((res) => res(f())) }
try { await resolveWith() } catch (e) { show('resolved with a promise', e.stack) }
async function slow() { await 1; await 2; await 3; await 4; throw new Error('slow') }
async function resolveSlow() { await new Promise((res) => res(slow())) }
try { await resolveSlow() } catch (e) { show('resolved with a slow promise', e.stack) }
async function ret() { return slow() }
async function ret2() { await ret() }
try { await ret2() } catch (e) { show('return promise', e.stack) }
async function sync() { throw new Error('sync') }
async function sync2() { await sync() }
try { await sync2() } catch (e) { show('sync', e.stack) }
const o = { async am() { await 0; throw new Error('am') } };
try { await o.am() } catch (e) { show('o.am', e.stack) }
async function awaitIn() { const x = await 1; return inner(); function inner() { return new Error('deep').stack } }
show('deep', await awaitIn());
async function two() { const p = slow(); p.catch(() => 0); await p }
try { await two() } catch (e) { show('two reactions', e.stack) }
class T2 { constructor() { this.s = new Error('x').stack } }
async function ctor() { await 0; return new T2().s }
show('constructor', await ctor());
Error.prepareStackTrace = (e, s) => s.map((x) => [x.isAsync(), x.isPromiseAll(), x.getPromiseIndex(), x.getFunctionName(), x.getTypeName(), x.getMethodName(), x.isToplevel(), x.getLineNumber(), x.getColumnNumber(), x.getThis() === Promise, typeof x.getFunction(), x.getPosition(), String(x)].join(' ')).join('\n');
try { await all() } catch (e) { show('call sites', e.stack) }
try { await K.s().then((x) => { throw x }) } catch (e) { show('call sites', e.stack) }
