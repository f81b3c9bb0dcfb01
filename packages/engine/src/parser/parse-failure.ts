import type { SyntaxErrorCode } from './syntax-error-catalogue.ts';

/**
 * What the parser throws inside; `parse` turns it into a `SaguaroSyntaxError`, which knows line and column. Kept light
 * because the TypeScript parser tries alternatives and throws many away. It is a SyntaxError because that is how acorn's
 * plugins recognise a failed attempt.
 */
export class ParseFailure extends SyntaxError {
  readonly code: SyntaxErrorCode;
  readonly args: readonly string[];
  readonly pos: number;

  constructor(code: SyntaxErrorCode, args: readonly string[], pos: number) {
    super(code);
    this.code = code;
    this.args = args;
    this.pos = pos;
  }
}
