/**
 * How deep a program may nest, in levels of expression and statement as the parser counts them: a statement, an
 * assignment-level expression and a unary operand count one each, so `((…))`, `[[…]]` and `{a:{a:…}}` may be 400 deep,
 * blocks, `else if` and `?:` chains 800.
 *
 * The parser and every later stage that walks the tree by recursion take host stack in proportion. The parser takes the
 * most, and with frames of the host's bytecode interpreter (its largest) and V8's default stack of 984 KB it gets to
 * between 1,150 and 1,750 levels, by construct; the bound leaves the rest to whoever called. It makes the answer
 * independent of how much stack happens to be left (same input, same run); what overflows nevertheless is caught in
 * parse.ts and reported as the same error. Chains of left-associative operators, members and calls don't nest.
 */
export const MAX_NESTING = 800;
