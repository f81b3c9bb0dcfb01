/** Proxy (ECMA-262 §28.2). What a Proxy does is in `proxy.js`. */
import { ExoticObject, IsCallable, IsConstructor, isObject, type ProxyData } from '../objects/object.ts';
import { type BuiltinModule, constructor_, intrinsic, method } from './spec.ts';

export const proxy: BuiltinModule = {
  objects: [
    {
      id: '%Proxy%',
      proto: '%FunctionPrototype%',
      fn: constructor_('Proxy', 2, { selfHosted: 'ProxyConstructor' }),
      properties: [method('revocable', 2, { selfHosted: 'ProxyRevocable' })],
    },
  ],
  globals: [intrinsic('Proxy', '%Proxy%')],
  intrinsics: {
    /** ProxyCreate (ECMA-262 §10.5.14). */
    proxyCreate: (m, _self, target, handler) => {
      if (!isObject(target) || !isObject(handler)) {
        return m.throwTypeError('Cannot create proxy with a non-object as target or handler');
      }
      const data: ProxyData = { target, handler, callable: IsCallable(target), constructor_: IsConstructor(target) };
      m.charge(96);
      return new ExoticObject(m.realm.rootShape(null), 'Proxy', data);
    },
    proxyRevoke: (_m, _self, p) => {
      const data = (p as ExoticObject).data as ProxyData;
      data.target = null;
      data.handler = null;
      return undefined;
    },
  },
};
