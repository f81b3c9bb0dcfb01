// DataView (ECMA-262 §25.3): what may run guest code.

/** DataView (§25.3.2.1). */
function DataViewConstructor(buffer, byteOffset, byteLength) {
  if (new.target === undefined) throw $typeError("Constructor DataView requires 'new'");
  if (!$isBuffer(buffer, true)) throw $typeError('First argument to DataView constructor must be an ArrayBuffer');
  const start = +byteOffset;
  const offset = $toIndex(start, `Start offset ${start} is outside the bounds of the buffer`);
  const shared = $kind(buffer) === 'SharedArrayBuffer';
  const length = $bufferLength(buffer, 'DataView constructor', shared);
  if (offset > length) throw $rangeError(`Start offset ${offset} is outside the bounds of the buffer`);
  let size;
  if (byteLength !== undefined) {
    const given = +byteLength;
    size = $toIndex(given, `Invalid DataView length ${given}`);
    if (offset + size > length) throw $rangeError(`Invalid DataView length ${size}`);
  } else if ($bufferMaxLength(buffer) === undefined) size = length - offset;
  const proto = PrototypeFromConstructor(new.target, '%DataViewPrototype%');
  // Reading the prototype may have resized or detached the buffer.
  const now = $bufferLength(buffer, 'DataView constructor', shared);
  if (offset > now) throw $rangeError(`Start offset ${offset} is outside the bounds of the buffer`);
  if (byteLength !== undefined && offset + size > now) throw $rangeError(`Invalid DataView length ${size}`);
  return $dataViewCreate(proto, buffer, offset, size);
}

/** SetViewValue (§25.3.1.6). */
function SetViewValue(view, type, index, v, little) {
  $requireDataView(view, type);
  const at = $dataViewIndex(+index);
  $dataViewStore(view, type, at, type === 'BigInt64' || type === 'BigUint64' ? ToBigInt(v) : +v, little);
}

function DataViewPrototypeSetInt8(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Int8', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetUint8(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Uint8', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetInt16(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Int16', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetUint16(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Uint16', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetInt32(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Int32', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetUint32(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Uint32', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetFloat16(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Float16', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetFloat32(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Float32', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetFloat64(byteOffset, value, littleEndian) {
  SetViewValue(this, 'Float64', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetBigInt64(byteOffset, value, littleEndian) {
  SetViewValue(this, 'BigInt64', byteOffset, value, littleEndian);
}

function DataViewPrototypeSetBigUint64(byteOffset, value, littleEndian) {
  SetViewValue(this, 'BigUint64', byteOffset, value, littleEndian);
}
