// ArrayBuffer and SharedArrayBuffer (ECMA-262 §25.1, §25.2): what may run guest code.

/** GetArrayBufferMaxByteLengthOption (§25.1.3.7). */
function MaxByteLengthOption(options) {
  if (!$isObject(options)) return undefined;
  const max = options.maxByteLength;
  return max === undefined ? undefined : $toIndex(+max, 'Invalid array buffer max length');
}

/** ArrayBuffer (§25.1.4.1). */
function ArrayBufferConstructor(length, options) {
  if (new.target === undefined) throw $typeError("Constructor ArrayBuffer requires 'new'");
  const byteLength = $toIndex(+length, 'Invalid array buffer length');
  const max = MaxByteLengthOption(options);
  if (max !== undefined && byteLength > max) throw $rangeError('Invalid array buffer max length');
  return $bufferCreate(PrototypeFromConstructor(new.target, '%ArrayBufferPrototype%'), byteLength, max, false);
}

/** SharedArrayBuffer (§25.2.3.1). */
function SharedArrayBufferConstructor(length, options) {
  if (new.target === undefined) throw $typeError("Constructor SharedArrayBuffer requires 'new'");
  const byteLength = $toIndex(+length, 'Invalid array buffer length');
  const max = MaxByteLengthOption(options);
  if (max !== undefined && byteLength > max) throw $rangeError('Invalid array buffer max length');
  return $bufferCreate(PrototypeFromConstructor(new.target, '%SharedArrayBufferPrototype%'), byteLength, max, true);
}

/** ArrayBuffer.prototype.slice (§25.1.6.7). */
function ArrayBufferPrototypeSlice(start, end) {
  return SliceBuffer(this, start, end, 'ArrayBuffer.prototype.slice', '%ArrayBuffer%', false);
}

/** SharedArrayBuffer.prototype.slice (§25.2.5.6). */
function SharedArrayBufferPrototypeSlice(start, end) {
  return SliceBuffer(this, start, end, 'SharedArrayBuffer.prototype.slice', '%SharedArrayBuffer%', true);
}

function SliceBuffer(buffer, start, end, name, defaultId, shared) {
  const length = $bufferLength(buffer, name, shared);
  const from = $clampIndex(+start, length);
  const final = end === undefined ? length : $clampIndex(+end, length);
  const size = final > from ? final - from : 0;
  const constructor = SpeciesConstructor(buffer, defaultId);
  const result = $construct(constructor, [size], constructor);
  const room = $bufferLength(result, name, shared);
  if (result === buffer) throw $typeError('ArrayBuffer subclass returned this from species constructor');
  if (room < size) throw $typeError('Derived ArrayBuffer constructor created a buffer which was too small');
  const now = $bufferLength(buffer, name, shared);
  if (from < now) $bufferCopy(buffer, result, from, size < now - from ? size : now - from);
  return result;
}

/** ArrayBuffer.prototype.resize (§25.1.6.6). */
function ArrayBufferPrototypeResize(newLength) {
  $requireBuffer(this, 'ArrayBuffer.prototype.resize');
  const max = $bufferMaxLength(this);
  if (max === undefined) {
    throw $typeError(`Method ArrayBuffer.prototype.resize called on incompatible receiver ${$text(this)}`);
  }
  const length = $toIndex(+newLength, 'ArrayBuffer.prototype.resize: Invalid length parameter');
  if ($bufferIsDetached(this)) $throwDetached('ArrayBuffer.prototype.resize');
  if (length > max) throw $rangeError('ArrayBuffer.prototype.resize: Invalid length parameter');
  $bufferResize(this, length);
}

/** SharedArrayBuffer.prototype.grow (§25.2.5.3). */
function SharedArrayBufferPrototypeGrow(newLength) {
  $requireBuffer(this, 'SharedArrayBuffer.prototype.grow', true);
  const max = $bufferMaxLength(this);
  if (max === undefined) {
    throw $typeError(`Method SharedArrayBuffer.prototype.grow called on incompatible receiver ${$text(this)}`);
  }
  const length = $toIndex(+newLength, 'SharedArrayBuffer.prototype.grow: Invalid length parameter');
  if (length > max || length < $bufferLength(this, 'SharedArrayBuffer.prototype.grow', true)) {
    throw $rangeError('SharedArrayBuffer.prototype.grow: Invalid length parameter');
  }
  $bufferResize(this, length);
}

/** ArrayBufferCopyAndDetach (§25.1.3.3): the new length, checked. */
function TransferLength(buffer, newLength, name) {
  $requireBuffer(buffer, name);
  const length = newLength === undefined ? undefined : $toIndex(+newLength, 'Invalid array buffer length');
  const now = $bufferLength(buffer, name);
  return length === undefined ? now : length;
}

/** ArrayBuffer.prototype.transfer (§25.1.6.8). */
function ArrayBufferPrototypeTransfer(newLength) {
  const length = TransferLength(this, newLength, 'ArrayBuffer.prototype.transfer');
  const max = $bufferMaxLength(this);
  if (max !== undefined && length > max) throw $rangeError('Invalid array buffer length');
  return $bufferTransfer(this, length, max);
}

/** ArrayBuffer.prototype.transferToFixedLength (§25.1.6.9). */
function ArrayBufferPrototypeTransferToFixedLength(newLength) {
  return $bufferTransfer(
    this,
    TransferLength(this, newLength, 'ArrayBuffer.prototype.transferToFixedLength'),
    undefined,
  );
}
