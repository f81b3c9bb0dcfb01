/** The objects that V8 gives to `Error.prepareStackTrace`: one for each line of a stack. */

import { CodeFlag } from '../bytecode/code.ts';
import { type CallSite, isBuiltinSite, SiteFlag } from '../machine/call-sites.ts';
import { messageText } from '../machine/callee-text.ts';
import type { Machine } from '../machine/machine.ts';
import { functionNameOf, isEvalCode, isTopLevelSite, methodNameOf, typeNameOf } from '../machine/site-names.ts';
import { linesOf, sitePlace, siteText, sourceUrlOf } from '../machine/stack-trace.ts';
import { ExoticObject, isObject } from '../objects/object.ts';
import { Attr } from '../objects/shape.ts';
import type { Value } from '../objects/value.ts';
import { type ErrorData, needsPreparation, setStack, stackText } from './error-object.ts';
import { type BuiltinModule, method, type PropertySpec } from './spec.ts';

/** The sites of an error whose stack has not been read, as guest objects. */
function callSites(m: Machine, e: ExoticObject): Value {
  const { sites } = e.data as ErrorData;
  const shape = m.realm.rootShape(m.realm.intrinsic('%CallSitePrototype%'));
  // A function in strict code, and those that called it, are nobody's to have.
  let open = true;
  const out: ExoticObject[] = [];
  for (const s of sites) {
    const combinator = (s.flags & SiteFlag.Combinator) !== 0;
    if ((s.fn.code.flags & CodeFlag.Strict) !== 0 && !combinator) open = false;
    out.push(new ExoticObject(shape, 'CallSite', open || combinator ? s : { ...s, flags: s.flags | SiteFlag.Closed }));
  }
  m.charge(64 * out.length);
  return m.realm.newArray(out);
}

function siteMethod(name: string, read: (s: CallSite) => Value): PropertySpec {
  const native = (m: Machine, self: Value): Value => {
    if (self instanceof ExoticObject && self.kind === 'CallSite') return read(self.data as CallSite);
    return m.throwTypeError(
      isObject(self)
        ? `CallSite method ${name} expects CallSite as receiver`
        : `Method ${name} called on incompatible receiver ${messageText(self)}`,
    );
  };
  return { key: name, kind: 'method', fn: { name, length: 0, native }, attrs: Attr.None };
}

const isAsync = (s: CallSite): boolean => (s.flags & SiteFlag.Async) !== 0;
const isCombinator = (s: CallSite): boolean => (s.flags & SiteFlag.Combinator) !== 0;
const isConstructor = (s: CallSite): boolean => (s.flags & SiteFlag.Construct) !== 0;
const isClosed = (s: CallSite): boolean => (s.flags & SiteFlag.Closed) !== 0;
const isEval = (s: CallSite): boolean => isEvalCode(s.fn.code);

/** The name of the file that a guest function is from: null for a built-in, undefined for code of an eval. */
function fileOf(s: CallSite): Value {
  return isEval(s) ? undefined : (sitePlace(s)?.file ?? null);
}

function startOf(s: CallSite): { readonly line: number; readonly column: number } | null {
  const { code } = s.fn.code;
  return code === null || isBuiltinSite(s) ? null : linesOf(code.source).position(code.start);
}

export const callSite: BuiltinModule = {
  objects: [
    {
      id: '%CallSite%',
      proto: '%FunctionPrototype%',
      fn: { name: 'CallSite', length: 0, native: (m) => m.throwTypeError('Illegal constructor') },
      properties: [],
    },
    {
      id: '%CallSitePrototype%',
      proto: '%ObjectPrototype%',
      properties: [
        { key: 'constructor', kind: 'intrinsic', id: '%CallSite%', attrs: Attr.Method },
        siteMethod('getColumnNumber', (s) => sitePlace(s)?.column ?? null),
        siteMethod('getEnclosingColumnNumber', (s) => startOf(s)?.column ?? null),
        siteMethod('getEnclosingLineNumber', (s) => startOf(s)?.line ?? null),
        siteMethod('getEvalOrigin', (s) => (isEval(s) ? (sourceUrlOf(s) ?? s.fn.code.evalOrigin?.text) : undefined)),
        siteMethod('getFileName', fileOf),
        siteMethod('getFunction', (s) =>
          isClosed(s) || (s.fn.code.flags & CodeFlag.TopLevel) !== 0 ? undefined : s.fn,
        ),
        siteMethod('getFunctionName', functionNameOf),
        siteMethod('getLineNumber', (s) => sitePlace(s)?.line ?? null),
        siteMethod('getMethodName', methodNameOf),
        siteMethod('getPosition', (s) => (isBuiltinSite(s) && !isCombinator(s) ? 0 : s.at)),
        siteMethod('getPromiseIndex', (s) => (isCombinator(s) ? s.at : null)),
        siteMethod('getScriptNameOrSourceURL', (s) => (isEval(s) ? sourceUrlOf(s) : fileOf(s))),
        siteMethod('getThis', (s) => (isClosed(s) || (isAsync(s) && !isCombinator(s)) ? undefined : s.self)),
        siteMethod('getTypeName', (s) => (isConstructor(s) ? null : typeNameOf(s))),
        siteMethod('isAsync', isAsync),
        siteMethod('isConstructor', isConstructor),
        siteMethod('isEval', isEval),
        siteMethod('isNative', () => false),
        siteMethod('isPromiseAll', (s) => isCombinator(s) && s.fn.code.name === 'all'),
        siteMethod('isToplevel', isTopLevelSite),
        method('toString', 0, {
          native: (m, self) =>
            self instanceof ExoticObject && self.kind === 'CallSite'
              ? siteText(self.data as CallSite)
              : m.throwTypeError('CallSite method toString expects CallSite as receiver'),
        }),
      ],
    },
  ],
  globals: [],
  intrinsics: {
    /** The argument of `Error.prepareStackTrace`. */
    callSites: (m, _self, e) => callSites(m, e as ExoticObject),
    /** Will reading that value's `stack` run guest code? */
    needsPreparation: (_m, _self, v) => needsPreparation(v),
    /** The stack of an error as it is without `Error.prepareStackTrace`. */
    plainStack: (_m, _self, e) => {
      setStack(e as ExoticObject, stackText(e as ExoticObject));
      return undefined;
    },
    setStack: (_m, _self, e, v) => {
      setStack(e as ExoticObject, v);
      return undefined;
    },
  },
};
