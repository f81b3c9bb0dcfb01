// DOMException (Web IDL §2.8.1).

function DOMExceptionConstructor(message, options) {
  if (new.target === undefined) throw $typeError("Class constructor DOMException cannot be invoked without 'new'");
  const text = message === undefined ? '' : `${message}`;
  let name = 'Error';
  let cause;
  let hasCause = false;
  if ($isObject(options)) {
    const given = options.name;
    if (given !== undefined) name = `${given}`;
    if ('cause' in options) {
      cause = options.cause;
      hasCause = true;
    }
  } else if (options !== undefined) name = `${options}`;
  const e = $domExceptionCreate(PrototypeFromConstructor(new.target, '%DOMExceptionPrototype%'), text, name);
  if (hasCause) $defineData(e, 'cause', cause, 5);
  return e;
}
