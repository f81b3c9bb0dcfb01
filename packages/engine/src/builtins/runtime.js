// General paths of names that only guest code can decide: with-objects, and a global object behind which a Proxy stands.
// Records (tables, with-records, global places) are opaque here; see machine/names.ts.

/** A job of the queue: calls a guest function. Jobs start from a frame of ours, so that any callable can be one. */
function RunJob(f, self, list) {
  return $apply(f, self, list);
}

/** The place where `name` is found from `record`, a with-record that may have it, outward. */
function ResolveNameSlow(record, name) {
  let place = record;
  while ($isWithRecord(place)) {
    if (WithHasBinding($withObject(place), name)) return place;
    place = $resolveOutside(place, name);
  }
  return place;
}

function LoadNameSlow(record, name, forTypeof, strict) {
  const place = ResolveNameSlow(record, name);
  if ($isWithRecord(place)) return GetWithBinding($withObject(place), name, strict);
  if ($isGlobalPlace(place)) return LoadGlobalSlow(name, forTypeof);
  return $placeValue(place, name, forTypeof);
}

function StoreNameSlow(record, name, v, strict) {
  const place = ResolveNameSlow(record, name);
  if ($isWithRecord(place)) SetWithBinding($withObject(place), name, v, strict);
  else if ($isGlobalPlace(place)) StoreGlobal(name, v, strict);
  else $placeStore(place, name, v, strict);
}

function DeleteNameSlow(record, name) {
  const place = ResolveNameSlow(record, name);
  if ($isWithRecord(place)) return DeleteProperty($withObject(place), name);
  if ($isGlobalPlace(place)) return DeleteProperty($globalObject(), name);
  return $placeDelete(place, name);
}

/** GetBindingValue of an object environment record (ECMA-262 §9.1.1.2.6). */
function GetWithBinding(object, name, strict) {
  if (name in object) return object[name];
  if (strict) throw $referenceError(name + ' is not defined');
  return undefined;
}

/** SetMutableBinding of an object environment record (§9.1.1.2.5). */
function SetWithBinding(object, name, v, strict) {
  const exists = name in object;
  if (!strict) SetWithReceiver(object, name, v, object);
  else if (exists) object[name] = v;
  else throw $referenceError(name + ' is not defined');
}

function LoadGlobalSlow(name, forTypeof) {
  const global = $globalObject();
  if (name in global) return global[name];
  if (forTypeof) return undefined;
  throw $referenceError(name + ' is not defined');
}

/** Strict assignment to a global name behind which there is a Proxy. */
function StoreGlobalSlow(name, v) {
  StoreGlobal(name, v, true);
}

function StoreGlobal(name, v, strict) {
  const global = $globalObject();
  if (!strict) SetWithReceiver(global, name, v, global);
  else if (name in global) global[name] = v;
  else throw $referenceError(name + ' is not defined');
}
