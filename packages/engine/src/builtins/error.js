/** Errors (ECMA-262 §20.5, §20.5.8 SuppressedError): what may run guest code. */

/** Error and the native errors (ECMA-262 §20.5.1.1, §20.5.6.1.1) where the prototype, the message or the options need guest code. */
function MakeError(newTarget, name, message, options) {
  const error = $errorCreate(PrototypeFromConstructor(newTarget, `%${name}Prototype%`), newTarget);
  if (message !== undefined) $defineData(error, 'message', `${message}`, 5);
  InstallErrorCause(error, options);
  HeadStack(error);
  return error;
}

/** InstallErrorCause (ECMA-262 §20.5.8.1). */
function InstallErrorCause(error, options) {
  if ($isObject(options) && 'cause' in options) $defineData(error, 'cause', options.cause, 5);
}

/** Where a getter makes the first line of a stack, it runs now; else the line is made when the stack is read. */
function HeadStack(error) {
  if (!$hasPlainErrorText(error)) $headStack(error, ErrorText(error));
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

/** Error.captureStackTrace (V8's): gives an object a `stack` that starts at the caller of `above`. */
function ErrorCaptureStackTrace(o, above) {
  if (!$isObject(o)) throw $typeError('invalid_argument');
  if ($kind(o) === 'Error' && $recaptureStack(o, above)) {
    HeadStack(o);
    return undefined;
  }
  const desc = $newObject(null);
  $defineData(desc, 'value', $stackText(ErrorText(o), above));
  $defineData(desc, 'writable', true);
  $defineData(desc, 'enumerable', false);
  $defineData(desc, 'configurable', true);
  DefinePropertyOrThrow(o, 'stack', desc);
  return undefined;
}
