/** Boolean (ECMA-262 §20.3). */

/** Boolean (ECMA-262 §20.3.1.1) as a constructor. */
function BooleanConstructor(v) {
  const b = !!v;
  return new.target === undefined ? b : $booleanCreate(PrototypeFromConstructor(new.target, '%BooleanPrototype%'), b);
}
