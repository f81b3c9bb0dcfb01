// Base64 and hexadecimal text of Uint8Arrays (ECMA-262 §23.3.1, §23.3.2): arguments and options.

/** ValidateUint8Array (§23.3.3.1). */
function RequireUint8Array(v) {
  if (!$isTypedArray(v) || $typedArrayTypeName(v) !== 'Uint8') throw $typeError('this is not a Uint8Array.');
}

/** The option `alphabet` of an options object (GetOptionsObject has been done by `Options`). */
function AlphabetOption(options) {
  const alphabet = options.alphabet;
  if (alphabet === undefined) return 'base64';
  if (alphabet !== 'base64' && alphabet !== 'base64url') {
    throw $typeError('expected alphabet to be either "base64" or "base64url"');
  }
  return alphabet;
}

function LastChunkOption(options) {
  const handling = options.lastChunkHandling;
  if (handling === undefined) return 'loose';
  if (handling !== 'loose' && handling !== 'strict' && handling !== 'stop-before-partial') {
    throw $typeError('expected lastChunkHandling to be either "loose", "strict", or "stop-before-partial"');
  }
  return handling;
}

/** GetOptionsObject. */
function EncodingOptions(options) {
  if (options === undefined) return $newObject(null);
  if (!$isObject(options)) throw $typeError('options must be an object');
  return options;
}

function RequireText(v) {
  if (typeof v !== 'string') throw $typeError('expected input to be a string');
}

/** Uint8Array.fromBase64 (§23.3.1.1). */
function Uint8ArrayFromBase64(text, options) {
  RequireText(text);
  const given = EncodingOptions(options);
  const alphabet = AlphabetOption(given);
  return $bytesFromBase64(text, alphabet, LastChunkOption(given));
}

/** Uint8Array.fromHex (§23.3.1.2). */
function Uint8ArrayFromHex(text) {
  RequireText(text);
  return $bytesFromHex(text);
}

/** Uint8Array.prototype.setFromBase64 (§23.3.2.1). */
function Uint8ArrayPrototypeSetFromBase64(text, options) {
  RequireUint8Array(this);
  RequireText(text);
  const given = EncodingOptions(options);
  const alphabet = AlphabetOption(given);
  const handling = LastChunkOption(given);
  if ($typedArrayIsOutOfBounds(this)) $throwDetached('Uint8Array.prototype.setFromBase64');
  const result = $bytesSetFromBase64(this, text, alphabet, handling);
  return { read: result[0], written: result[1] };
}

/** Uint8Array.prototype.setFromHex (§23.3.2.2). */
function Uint8ArrayPrototypeSetFromHex(text) {
  RequireUint8Array(this);
  RequireText(text);
  if ($typedArrayIsOutOfBounds(this)) $throwDetached('Uint8Array.prototype.setFromHex');
  const result = $bytesSetFromHex(this, text);
  return { read: result[0], written: result[1] };
}

/** Uint8Array.prototype.toBase64 (§23.3.2.3). */
function Uint8ArrayPrototypeToBase64(options) {
  RequireUint8Array(this);
  const given = EncodingOptions(options);
  const alphabet = AlphabetOption(given);
  const omitPadding = !!given.omitPadding;
  if ($typedArrayIsOutOfBounds(this)) $throwDetached('Uint8Array.prototype.toBase64');
  return $bytesToBase64(this, alphabet, omitPadding);
}

/** Uint8Array.prototype.toHex (§23.3.2.4). */
function Uint8ArrayPrototypeToHex() {
  RequireUint8Array(this);
  if ($typedArrayIsOutOfBounds(this)) $throwDetached('Uint8Array.prototype.toHex');
  return $bytesToHex(this);
}
