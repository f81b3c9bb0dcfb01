/**
 * The opcode table: the one place where instructions are declared. Ids (`ops.gen.ts`), the emitter's checks, the disassembler,
 * the verifier, liveness and docs/bytecode.md derive from it.
 *
 * An instruction is `1 + operands.length` 32-bit words. In an instruction that produces a value the destination register is the
 * LAST operand: when a call returns, the machine stores its value in the register named by the word before the resume pc, so it
 * needs no knowledge of the instruction that made the call.
 *
 * Registers: `r0` is `this`, `r1 … rN` the formal parameters, then locals and temporaries, then (from `registerCount` on) the
 * pinned constants of the function, which any `reg` operand may name and no instruction writes.
 */

/**
 * Operand kinds:
 * - `reg`   a register read
 * - `base`  the first of a run of registers read; the operand that follows is its `count`
 * - `count` length of that run
 * - `imm`   a signed integer
 * - `const` index into the constant pool
 * - `name`  index into the constant pool, a string (or symbol)
 * - `fn`    index into the code's inner functions
 * - `ic`    index of an inline cache
 * - `jump`  an absolute pc
 * - `dst`   a register written
 */
export type OperandKind = 'reg' | 'base' | 'count' | 'imm' | 'const' | 'name' | 'fn' | 'ic' | 'jump' | 'dst';

export interface OpInfo {
  readonly name: string;
  /** `kind:name` pairs in order. */
  readonly operands: readonly `${OperandKind}:${string}`[];
  /**
   * `pure`: neither throws nor calls. `throws`: may throw, never runs guest code. `calls`: may run guest code (so the machine may
   * pause in the middle and goes on at the next instruction with the result in `dst`). `jump`: ends a basic block or branches.
   * `exit`: leaves the frame.
   */
  readonly effect: 'pure' | 'throws' | 'calls' | 'jump' | 'exit';
  /** One line of meaning, in register-transfer notation. */
  readonly meaning: string;
}

const op = (name: string, operands: string, effect: OpInfo['effect'], meaning: string): OpInfo => ({
  name,
  operands: (operands === '' ? [] : operands.split(' ')) as OpInfo['operands'],
  effect,
  meaning,
});

export const OPS: readonly OpInfo[] = [
  op('Nop', '', 'pure', 'nothing'),
  op('Move', 'reg:s dst:d', 'pure', 'd = s'),
  op('LoadConst', 'const:k dst:d', 'pure', 'd = constants[k]'),
  op('LoadInt', 'imm:i dst:d', 'pure', 'd = i'),
  op('LoadTdz', 'dst:d', 'pure', 'd = the uninitialised mark'),

  // Operators. Fast on primitives; an object operand makes a call to a self-hosted coercion whose result lands in d.
  op('Add', 'reg:a reg:b dst:d', 'calls', 'd = a + b'),
  op('Sub', 'reg:a reg:b dst:d', 'calls', 'd = a - b'),
  op('Mul', 'reg:a reg:b dst:d', 'calls', 'd = a * b'),
  op('Div', 'reg:a reg:b dst:d', 'calls', 'd = a / b'),
  op('Mod', 'reg:a reg:b dst:d', 'calls', 'd = a % b'),
  op('Exp', 'reg:a reg:b dst:d', 'calls', 'd = a ** b'),
  op('BitAnd', 'reg:a reg:b dst:d', 'calls', 'd = a & b'),
  op('BitOr', 'reg:a reg:b dst:d', 'calls', 'd = a | b'),
  op('BitXor', 'reg:a reg:b dst:d', 'calls', 'd = a ^ b'),
  op('Shl', 'reg:a reg:b dst:d', 'calls', 'd = a << b'),
  op('Shr', 'reg:a reg:b dst:d', 'calls', 'd = a >> b'),
  op('UShr', 'reg:a reg:b dst:d', 'calls', 'd = a >>> b'),
  op('Eq', 'reg:a reg:b dst:d', 'calls', 'd = a == b'),
  op('Ne', 'reg:a reg:b dst:d', 'calls', 'd = a != b'),
  op('StrictEq', 'reg:a reg:b dst:d', 'pure', 'd = a === b'),
  op('StrictNe', 'reg:a reg:b dst:d', 'pure', 'd = a !== b'),
  op('Lt', 'reg:a reg:b dst:d', 'calls', 'd = a < b'),
  op('Le', 'reg:a reg:b dst:d', 'calls', 'd = a <= b'),
  op('Gt', 'reg:a reg:b dst:d', 'calls', 'd = a > b'),
  op('Ge', 'reg:a reg:b dst:d', 'calls', 'd = a >= b'),
  op('InstanceOf', 'reg:a reg:b dst:d', 'calls', 'd = a instanceof b'),
  op('In', 'reg:k reg:o dst:d', 'calls', 'd = k in o'),
  op('Neg', 'reg:a dst:d', 'calls', 'd = -a'),
  op('Plus', 'reg:a dst:d', 'calls', 'd = +a (ToNumber)'),
  op('BitNot', 'reg:a dst:d', 'calls', 'd = ~a'),
  op('Inc', 'reg:a dst:d', 'calls', 'd = ToNumeric(a) + 1'),
  op('Dec', 'reg:a dst:d', 'calls', 'd = ToNumeric(a) - 1'),
  op('ToNumeric', 'reg:a dst:d', 'calls', 'd = ToNumeric(a)'),
  op('Not', 'reg:a dst:d', 'pure', 'd = !a'),
  op('Typeof', 'reg:a dst:d', 'pure', 'd = typeof a'),
  op('ToString', 'reg:a dst:d', 'calls', 'd = ToString(a), as template literals do'),
  op('ToPropertyKey', 'reg:a dst:d', 'calls', 'd = ToPropertyKey(a)'),
  op(
    'ToElementKey',
    'reg:o reg:k dst:d',
    'calls',
    'd = ToPropertyKey(k), or k as it is if o is null or undefined, on which the access that follows throws (compound assignment to o[k])',
  ),
  op('RequireObjectCoercible', 'reg:a', 'throws', 'TypeError if a is null or undefined (destructuring)'),
  op(
    'CheckObject',
    'reg:a const:k',
    'throws',
    'TypeError with message constants[k] unless a is an object; in it %s prints a',
  ),

  // Control. A fused form of a comparison followed by JumpIfTrue/JumpIfFalse on its result is made when code is linked.
  op('Jump', 'jump:t', 'jump', 'pc = t'),
  op('JumpIfTrue', 'reg:a jump:t', 'jump', 'if ToBoolean(a), pc = t'),
  op('JumpIfFalse', 'reg:a jump:t', 'jump', 'unless ToBoolean(a), pc = t'),
  op('JumpIfNullish', 'reg:a jump:t', 'jump', 'if a is null or undefined, pc = t'),
  op('JumpIfUndefined', 'reg:a jump:t', 'jump', 'if a is undefined, pc = t'),
  op('JumpIfNotUndefined', 'reg:a jump:t', 'jump', 'unless a is undefined, pc = t'),
  op('JumpIfDone', 'reg:a jump:t', 'jump', 'if a is the DONE mark, pc = t'),
  op('JumpIfIntNe', 'reg:a imm:i jump:t', 'jump', 'unless a is the integer i, pc = t (completion and resume dispatch)'),
  op('Throw', 'reg:a', 'exit', 'throw a'),
  op(
    'ThrowError',
    'imm:type const:k',
    'exit',
    'throw a new error; type 0 TypeError, 1 ReferenceError, 2 SyntaxError, 3 RangeError; message constants[k]',
  ),
  op('Return', 'reg:a', 'exit', 'return a; in a base constructor, `this` unless a is an object'),
  op(
    'DerivedReturn',
    'reg:a reg:self',
    'exit',
    'return from a derived constructor: a if an object, TypeError if not undefined, else self (ReferenceError if uninitialised)',
  ),
  op('Debugger', '', 'pure', 'a place where debuggers stop'),

  // Bindings. See design.md, storage plan.
  op('CheckTdz', 'reg:a name:n', 'throws', 'ReferenceError if a is the uninitialised mark'),
  op('NewCell', 'reg:v dst:d', 'throws', 'd = new cell holding v'),
  op('LoadCell', 'reg:c dst:d', 'pure', 'd = c.value'),
  op('LoadCellChecked', 'reg:c name:n dst:d', 'throws', 'd = c.value; ReferenceError if uninitialised'),
  op('StoreCell', 'reg:c reg:v', 'pure', 'c.value = v'),
  op('StoreCellChecked', 'reg:c name:n reg:v', 'throws', 'c.value = v; ReferenceError if it was uninitialised'),
  op('LoadCapture', 'imm:i dst:d', 'pure', 'd = captures[i] as it is: a copied value, a cell or a record'),
  op('LoadCaptureCell', 'imm:i dst:d', 'pure', 'd = captures[i].value'),
  op(
    'LoadCaptureCellChecked',
    'imm:i name:n dst:d',
    'throws',
    'd = captures[i].value; ReferenceError if uninitialised',
  ),
  op('StoreCaptureCell', 'imm:i reg:v', 'pure', 'captures[i].value = v'),
  op(
    'StoreCaptureCellChecked',
    'imm:i name:n reg:v',
    'throws',
    'captures[i].value = v; ReferenceError if it was uninitialised',
  ),
  op(
    'NewEnvironment',
    'reg:outer imm:size const:scope dst:d',
    'throws',
    'd = new environment of size slots (undefined), outer linked (undefined: none); constants[scope] names the slots',
  ),
  op('CopyEnvironment', 'reg:e dst:d', 'throws', 'd = a copy of environment e (next iteration of a loop)'),
  op('FrameRecord', 'dst:d', 'pure', 'd = this frame, as a record that closures may keep'),
  op('LoadOuter', 'reg:e dst:d', 'pure', 'd = the record that e links to'),
  op('LoadSlot', 'reg:e imm:i dst:d', 'pure', 'd = e.slots[i]; e an environment or a frame'),
  op('LoadSlotChecked', 'reg:e imm:i name:n dst:d', 'throws', 'd = e.slots[i]; ReferenceError if uninitialised'),
  op('StoreSlot', 'reg:e imm:i reg:v', 'pure', 'e.slots[i] = v'),
  op(
    'StoreSlotChecked',
    'reg:e imm:i name:n reg:v',
    'throws',
    'e.slots[i] = v; ReferenceError if it was uninitialised',
  ),
  op(
    'NewTable',
    'reg:outer imm:flags const:scope dst:d',
    'throws',
    'd = new table, outer linked; flags 1: eval declares its vars here; constants[scope] says which bindings it is for',
  ),
  op('NewWith', 'reg:outer reg:o dst:d', 'throws', 'd = new with-record on object o'),
  op(
    'DeclareName',
    'reg:e name:n imm:kind reg:v',
    'throws',
    'declare n in table e with value v (the uninitialised mark for TDZ); kind 0 mutable, 1 const, 2 silently immutable (sloppy self name), 3 deletable var, 4 simple catch parameter, 5 top-level lexical of a function, 6 the same, constant',
  ),
  op('InitName', 'reg:e name:n reg:v', 'pure', 'initialise n in table e'),
  op(
    'LoadName',
    'reg:e name:n imm:typeof dst:d',
    'calls',
    'd = the value of n looked up from record e outward, then globally; ReferenceError if there is none (undefined if typeof is 1)',
  ),
  op('StoreName', 'reg:e name:n reg:v imm:strict dst:d', 'calls', 'assign v to n looked up from e; d is scratch'),
  op('DeleteName', 'reg:e name:n dst:d', 'calls', 'd = delete n, looked up from e'),
  op(
    'ResolveName',
    'reg:e name:n dst:d',
    'calls',
    'd = the record or object that holds n now (e undefined: look up globally), for GetResolved, PutResolved and ThisOfResolved',
  ),
  op('GetResolved', 'reg:r name:n imm:typeof dst:d', 'calls', 'd = the value of n in r'),
  op('PutResolved', 'reg:r name:n reg:v imm:strict dst:d', 'calls', 'assign v to n in r; d is scratch'),
  op('ThisOfResolved', 'reg:r dst:d', 'pure', 'd = the object of r if it is a with-record, else undefined'),
  op(
    'LoadGlobal',
    'name:n imm:typeof ic:c dst:d',
    'calls',
    'd = global n; ReferenceError if undeclared (undefined if typeof is 1)',
  ),
  op('StoreGlobal', 'name:n reg:v imm:strict ic:c dst:d', 'calls', 'assign v to global n; d is scratch'),
  op(
    'DeclareFunction',
    'reg:f name:n reg:e imm:annexB dst:d',
    'calls',
    'give the function n that this script (e undefined) or sloppy eval (e: its outer record) declares its value f: in the nearest var scope from e, else on the global object; annexB 1 (Annex B.3.2): assign it only if n is a var there, not where a lexical name stands; d is scratch',
  ),
  op('InitGlobalLexical', 'name:n reg:v', 'throws', 'initialise the global lexical binding n'),
  op('LoadModule', 'imm:i dst:d', 'pure', 'd = value of the module cell i'),
  op(
    'LoadModuleChecked',
    'imm:i name:n dst:d',
    'throws',
    'd = value of module cell i; ReferenceError if uninitialised',
  ),
  op('StoreModule', 'imm:i reg:v', 'pure', 'module cell i = v'),
  op('StoreModuleChecked', 'imm:i name:n reg:v', 'throws', 'module cell i = v; ReferenceError if it was uninitialised'),
  op('ImportMeta', 'dst:d', 'throws', 'd = import.meta'),

  // Frame
  op('SloppyThis', 'dst:d', 'throws', 'd = r0 coerced as sloppy functions do (d is normally r0)'),
  op('GlobalThis', 'dst:d', 'pure', 'd = the global object'),
  op('NewTarget', 'dst:d', 'pure', 'd = new.target'),
  op('Callee', 'dst:d', 'pure', 'd = the running function'),
  op('CreateArguments', 'imm:mapped dst:d', 'throws', 'd = a fresh arguments object'),
  op(
    'MapArgument',
    'reg:a imm:i reg:record const:key',
    'pure',
    'alias index i of arguments a to a cell (key undefined), slot (key integer) or name (key string) of record; nothing if fewer arguments were passed',
  ),
  op('RestArguments', 'imm:start dst:d', 'throws', 'd = array of the arguments from index start'),

  // Objects
  op('NewObject', 'dst:d', 'throws', 'd = {}'),
  op(
    'NewObjectWith',
    'const:keys base:v count:n dst:d',
    'throws',
    'd = object with the n distinct non-index string keys constants[keys] and the values from v on',
  ),
  op('NewArray', 'base:v count:n dst:d', 'throws', 'd = [v …] of n elements'),
  op('ArrayPush', 'reg:a reg:v', 'throws', 'append v to array literal a'),
  op('ArrayHole', 'reg:a', 'throws', 'append a hole to array literal a'),
  op('ArraySpread', 'reg:a reg:v dst:d', 'calls', 'append all that iterating v gives to array literal a; d is scratch'),
  op('NewRegExp', 'const:pattern const:flags dst:d', 'throws', 'd = /pattern/flags'),
  op(
    'TemplateObject',
    'const:k dst:d',
    'throws',
    'd = the template object of this site; constants[k] = { cooked, raw }',
  ),
  op(
    'SetPrototype',
    'reg:o reg:v',
    'throws',
    'set the prototype of literal o if v is an object or null (__proto__: v)',
  ),
  op('GetProp', 'reg:o name:n ic:c dst:d', 'calls', 'd = o.n'),
  op('SetProp', 'reg:o name:n reg:v imm:strict ic:c dst:d', 'calls', 'o.n = v; d is scratch'),
  op('GetElem', 'reg:o reg:k dst:d', 'calls', 'd = o[k]'),
  op('SetElem', 'reg:o reg:k reg:v imm:strict dst:d', 'calls', 'o[k] = v; d is scratch'),
  op('GetSuper', 'reg:home reg:k reg:self dst:d', 'calls', 'd = super[k] of the home object, receiver self'),
  op('SetSuper', 'reg:home reg:k reg:self reg:v imm:strict dst:d', 'calls', 'super[k] = v; d is scratch'),
  op('DeleteElem', 'reg:o reg:k imm:strict dst:d', 'calls', 'd = delete o[k]'),
  op('DefineProp', 'reg:o name:n reg:v ic:c', 'throws', 'define own enumerable data property n of literal o'),
  op('DefineElem', 'reg:o reg:k reg:v', 'throws', 'the same with property key k (result of ToPropertyKey)'),
  op(
    'DefineField',
    'reg:o reg:k reg:v dst:d',
    'calls',
    'CreateDataPropertyOrThrow(o, k, v) (class fields; o may be a Proxy); d is scratch',
  ),
  op(
    'DefineMethod',
    'reg:o reg:k reg:f imm:flags',
    'throws',
    'define method or accessor; flags: 0 method, 1 getter, 2 setter, plus 4 if enumerable',
  ),
  op(
    'SetFunctionName',
    'reg:f reg:k imm:prefix',
    'pure',
    'name anonymous function f after key k; prefix 0 none, 1 get, 2 set',
  ),
  op(
    'CopyDataProperties',
    'reg:o reg:src base:excluded count:n dst:d',
    'calls',
    'copy own enumerable properties of src, except the n excluded keys, to o; d is scratch',
  ),
  op('NewPrivateName', 'name:n dst:d', 'pure', 'd = a new private name #n'),
  op('GetPrivate', 'reg:o reg:p dst:d', 'calls', 'd = o.#p'),
  op('SetPrivate', 'reg:o reg:p reg:v dst:d', 'calls', 'o.#p = v; d is scratch'),
  op('HasPrivate', 'reg:o reg:p dst:d', 'throws', 'd = #p in o'),
  op(
    'DefinePrivate',
    'reg:o reg:p reg:v imm:kind',
    'throws',
    'add private element; kind 0 field, 1 method, 2 getter, 3 setter (a setter joins a getter defined just before)',
  ),

  // Functions and calls
  op('Closure', 'fn:f dst:d', 'throws', 'd = a closure of functions[f], taking its captures'),
  op('CheckHeritage', 'reg:super', 'throws', 'TypeError unless super is null or a constructor'),
  op(
    'NewClass',
    'reg:f reg:super reg:protoParent imm:heritage dst:d',
    'throws',
    'd = prototype object of class f; heritage 0: no extends, 1: super and protoParent count (TypeError unless object or null)',
  ),
  op('Call', 'reg:f reg:self base:args count:n dst:d', 'calls', 'd = f.call(self, …args)'),
  op(
    'CallSpread',
    'reg:f reg:self reg:array dst:d',
    'calls',
    'd = f.apply(self, array), array an array literal made here',
  ),
  op('New', 'reg:f base:args count:n dst:d', 'calls', 'd = new f(…args)'),
  op('NewSpread', 'reg:f reg:array dst:d', 'calls', 'd = new f(…array)'),
  op(
    'SuperCall',
    'reg:active reg:newTarget base:args count:n dst:d',
    'calls',
    'd = construct the prototype of active with new target newTarget',
  ),
  op('SuperCallSpread', 'reg:active reg:newTarget reg:array dst:d', 'calls', 'the same with arguments in an array'),
  op(
    'ConstructSpread',
    'reg:f reg:newTarget reg:array dst:d',
    'calls',
    'd = construct f with new target newTarget and the arguments in array ($construct of self-hosted code)',
  ),
  op(
    'CallEval',
    'reg:f base:args count:n reg:e const:k dst:d',
    'calls',
    'd = f(…args); a direct eval in record e if f is %eval%; constants[k] = context (EvalContext)',
  ),
  op(
    'CallHelper',
    'name:n base:args count:k dst:d',
    'calls',
    'd = self-hosted function n of this realm called with args',
  ),
  op('LoadHelper', 'name:n dst:d', 'throws', 'd = self-hosted function n of this realm'),
  op(
    'Intrinsic',
    'name:n base:args count:k dst:d',
    'throws',
    'd = native operation n of the engine applied to args (self-hosted code only)',
  ),

  // Iteration
  op('GetIterator', 'reg:o dst:d', 'calls', 'd = o[Symbol.iterator](), checked to be an object'),
  op('IteratorNext', 'reg:it reg:next dst:d', 'calls', 'd = value of the next step, or the DONE mark'),
  op(
    'IteratorClose',
    'reg:it dst:d',
    'calls',
    'close on normal completion: call `return` if there, check its result; d is scratch',
  ),
  op(
    'IteratorCloseQuietly',
    'reg:it dst:d',
    'calls',
    'close on a throw completion: errors of `return` are dropped; d is scratch',
  ),
  op('ForInStart', 'reg:o dst:d', 'calls', 'd = enumerator of o (empty for null and undefined)'),
  op('ForInNext', 'reg:e dst:d', 'calls', 'd = next key, or the DONE mark'),

  // Suspension
  op(
    'StartGenerator',
    '',
    'exit',
    'make the generator object of this frame, detach the frame, return the object to the caller',
  ),
  op('StartAsync', '', 'pure', 'make the promise of this async function'),
  op(
    'Yield',
    'reg:v dst:mode dst:d',
    'exit',
    'suspend, giving { value: v, done: false }; on resumption mode = 0 next, 2 return (a throw is thrown here) and d = the value sent',
  ),
  op(
    'YieldRaw',
    'reg:v dst:mode dst:d',
    'exit',
    'the same, giving object v itself; a throw resumes with mode 1 and is not thrown (yield*)',
  ),
  op('PromiseResolve', 'reg:v dst:d', 'calls', 'd = PromiseResolve(%Promise%, v), the first half of await'),
  op('Await', 'reg:p dst:d', 'exit', 'suspend until promise p settles; d = its value, or its reason is thrown here'),
  op('GeneratorReturn', 'reg:a', 'exit', 'finish the generator with { value: a, done: true }'),
  op('AsyncReturn', 'reg:a', 'calls', 'resolve the promise of this async function with a; leave the frame'),
  op(
    'AsyncGeneratorReturn',
    'reg:a',
    'calls',
    'finish the running request of the async generator with a (awaited already)',
  ),
];

/** Opcode ids by name, for tools; hot code uses the generated `Op` const enum. */
export const OP_BY_NAME: ReadonlyMap<string, number> = new Map(OPS.map((o, i) => [o.name, i]));

/** Comparisons that have fused forms with the conditional jump after them; the fused ids follow the table's. */
export const FUSED: readonly { readonly name: string; readonly first: string; readonly second: string }[] = [
  'Lt',
  'Le',
  'Gt',
  'Ge',
  'Eq',
  'Ne',
  'StrictEq',
  'StrictNe',
].flatMap((first) =>
  (['JumpIfTrue', 'JumpIfFalse'] as const).map((second) => ({ name: first + second, first, second })),
);

/**
 * Opcodes that only linked code has, in place of one of the table's that is laid out alike: `TailCall` is a `Call` whose result is
 * returned as it is, in strict code where the machine makes proper tail calls.
 */
export const QUICKENED: readonly { readonly name: string; readonly of: string }[] = [{ name: 'TailCall', of: 'Call' }];

export const operandKind = (operand: string): OperandKind => operand.slice(0, operand.indexOf(':')) as OperandKind;
