/** WeakRef (ECMA-262 §26.1.1.1). */
function WeakRefConstructor(target) {
  if (new.target === undefined) throw $typeError("Constructor WeakRef requires 'new'");
  $requireWeakRefTarget(target);
  return $weakRefCreate(PrototypeFromConstructor(new.target, '%WeakRefPrototype%'), target);
}
