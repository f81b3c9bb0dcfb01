const fails = async () => {
  await null;
  throw new RangeError('async');
};
(async () => {
  try {
    await fails();
  } catch (e) {
    console.log(e.name, e.message); // expect: RangeError async
  } finally {
    console.log('finally', await 'awaited'); // expect: finally awaited
  }
  console.log(await fails().catch((e) => e.message).finally(() => 'ignored')); // expect: async
  console.log((await Promise.allSettled([fails(), 1])).map((r) => r.status).join()); // expect: rejected,fulfilled
  console.log(await Promise.any([fails(), Promise.resolve('any')]), await Promise.race([new Promise(() => {}), 'race'])); // expect: any race
  try {
    await Promise.any([fails()]);
  } catch (e) {
    console.log(e.constructor.name, e.errors.length, e.message); // expect: AggregateError 1 All promises were rejected
  }
  const order = [];
  const f = async () => {
    try {
      return await fails();
    } catch {
      order.push('caught');
      return 'r';
    } finally {
      order.push('finally');
    }
  };
  console.log(await f(), order.join()); // expect: r caught,finally
})();
