/** Symbol (ECMA-262 §20.4). */

/** Symbol (ECMA-262 §20.4.1.1). */
function SymbolConstructor(description) {
  if (new.target !== undefined) throw $typeError('Symbol is not a constructor');
  return $newSymbol(description === undefined ? undefined : `${description}`);
}
