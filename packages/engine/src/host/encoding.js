// TextEncoder and TextDecoder (WHATWG Encoding).

function TextEncoderConstructor() {
  if (new.target === undefined) throw $typeError("Class constructor TextEncoder cannot be invoked without 'new'");
  return $textEncoderCreate(PrototypeFromConstructor(new.target, '%TextEncoderPrototype%'));
}

function TextEncoderEncode(text) {
  return $textEncode(this, text === undefined ? '' : `${text}`);
}

function TextEncoderEncodeInto(source, target) {
  const counts = $textEncodeInto(this, source, target);
  return { read: counts[0], written: counts[1] };
}

function TextDecoderConstructor(label, options) {
  if (new.target === undefined) throw $typeError("Class constructor TextDecoder cannot be invoked without 'new'");
  const name = label === undefined ? 'utf-8' : `${label}`;
  const encoding = $encodingOf(name);
  if (encoding === undefined) {
    throw $nodeError('RangeError', 'ERR_ENCODING_NOT_SUPPORTED', `The "${name}" encoding is not supported`);
  }
  let flags = 0;
  if (options !== undefined && options !== null) {
    if (!$isObject(options)) throw $invalidArgument('options', 'of type object', options);
    if (options.fatal) flags |= 1;
    if (options.ignoreBOM) flags |= 2;
  }
  return $textDecoderCreate(PrototypeFromConstructor(new.target, '%TextDecoderPrototype%'), encoding, flags);
}

function TextDecoderDecode(input, options) {
  const stream = options !== undefined && options !== null && !!options.stream;
  return $textDecode(this, input, stream);
}
