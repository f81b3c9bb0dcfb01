/** Errors (ECMA-262 §20.5, §20.5.8 SuppressedError): what may run guest code. */

/** Error and the native errors (ECMA-262 §20.5.1.1, §20.5.6.1.1) where the prototype, the message or the options need guest code. */
function MakeError(newTarget, name, message, options) {
  const error = $errorCreate(PrototypeFromConstructor(newTarget, `%${name}Prototype%`), newTarget);
  if (message !== undefined) $defineData(error, 'message', `${message}`, 5);
  InstallErrorCause(error, options);
  return error;
}

/** InstallErrorCause (ECMA-262 §20.5.8.1). */
function InstallErrorCause(error, options) {
  if ($isObject(options) && 'cause' in options) $defineData(error, 'cause', options.cause, 5);
}

/** The first line of an object's stack. */
function ErrorText(o) {
  try {
    return $call(ErrorPrototypeToString, o);
  } catch {
    return '<error>';
  }
}

/** AggregateError (ECMA-262 §20.5.7.1.1). */
function AggregateErrorConstructor(errors, message, options) {
  const newTarget = new.target === undefined ? $intrinsic('%AggregateError%') : new.target;
  const error = MakeError(newTarget, 'AggregateError', message, options);
  const list = $newList();
  for (const e of errors) $push(list, e);
  $defineData(error, 'errors', list, 5);
  return error;
}

/** SuppressedError (ECMA-262 §20.5.8.1, explicit resource management). */
function SuppressedErrorConstructor(cause, suppressed, message) {
  const newTarget = new.target === undefined ? $intrinsic('%SuppressedError%') : new.target;
  const error = MakeError(newTarget, 'SuppressedError', message, undefined);
  $defineData(error, 'error', cause, 5);
  $defineData(error, 'suppressed', suppressed, 5);
  return error;
}

/** Error.prototype.toString (ECMA-262 §20.5.3.4). */
function ErrorPrototypeToString() {
  if (!$isObject(this)) {
    throw $typeError(`Method Error.prototype.toString called on incompatible receiver ${$text(this)}`);
  }
  const name = this.name;
  const head = name === undefined ? 'Error' : `${name}`;
  const message = this.message;
  const text = message === undefined ? '' : `${message}`;
  if (head === '') return text;
  return text === '' ? head : `${head}: ${text}`;
}

/** Makes the stack of an error, or of the object that its stack was taken for, where guest code has a say in it. */
function PrepareStack(error) {
  return StackFor(error, error);
}

/** The stack of `o`, whose sites are those of `error`. */
function StackFor(error, o) {
  const constructor = $intrinsic('%Error%');
  const prepare = constructor.prepareStackTrace;
  if (!$isCallable(prepare)) {
    const text = `${ErrorText(o)}${$traceOf(error)}`;
    $setStack(error, text);
    return text;
  }
  const stack = $call(prepare, constructor, o, $callSites(error));
  $setStack(error, stack);
  return stack;
}

/** Error.captureStackTrace (V8's): gives an object a `stack` that starts at the caller of `above`. */
function ErrorCaptureStackTrace(o, above) {
  if (!$isObject(o)) throw $typeError('invalid_argument');
  if ($kind(o) === 'Error' && $recaptureStack(o, above)) return undefined;
  const error = $capturedError(above);
  const desc = $newObject(null);
  $defineData(desc, 'value', $hasStack(error) ? StackFor(error, o) : undefined);
  $defineData(desc, 'writable', true);
  $defineData(desc, 'enumerable', false);
  $defineData(desc, 'configurable', true);
  if (!DefineOwnProperty(o, 'stack', desc)) throw $typeError('Cannot define property stack, object is not extensible');
  return undefined;
}
