import type { ExpressionStatement, FunctionExpression, Node, Program } from './ast.ts';
import { type ParseResult, parse } from './parse.ts';
import type { ParseOptions } from './parse-options.ts';
import { SaguaroSyntaxError } from './syntax-error.ts';

/** Which constructor makes the function: %Function%, %GeneratorFunction%, %AsyncFunction%, %AsyncGeneratorFunction%. */
export type DynamicFunctionKind = 'function' | 'generator' | 'async' | 'async-generator';

const PREFIXES: Readonly<Record<DynamicFunctionKind, string>> = {
  function: 'function',
  generator: 'function*',
  async: 'async function',
  'async-generator': 'async function*',
};

const BETWEEN = '\n) {\n';

export interface DynamicFunction extends ParseResult {
  /** The whole text, which is also the function's own source text. */
  readonly source: string;
  /** The function; its `id` is null although its name is "anonymous", since it has no binding of its own name. */
  readonly fn: FunctionExpression;
  /** A script of one expression statement, `fn`. */
  readonly program: Program;
}

/**
 * Parses what `Function(parameters, body)` and its like get (CreateDynamicFunction, ECMA-262 §20.2.1.1.1). `parameters` is
 * the joined parameter list.
 *
 * The specification parses the parameters and the body each by itself and then the whole. The whole alone is parsed
 * here, and its parts are checked to lie where they were put: where the body's `{` and `}` are those written between the
 * parts, the tokens before, between and after them are those of the parts, so that each part matches its own goal too.
 *
 * @throws SaguaroSyntaxError on the first early error.
 */
export function parseDynamicFunction(
  parameters: string,
  body: string,
  kind: DynamicFunctionKind,
  options: Pick<ParseOptions, 'name' | 'progress'>,
): DynamicFunction {
  const head = `${PREFIXES[kind]} anonymous(${parameters}`;
  const source = `${head}${BETWEEN}${body}\n}`;
  const result = parse(source, { ...options, kind: 'script' });
  const { program } = result;
  const fn = program.body[0] as Node as FunctionExpression;
  const bodyStart = head.length + BETWEEN.indexOf('{');
  if (fn.body.start !== bodyStart) {
    throw new SaguaroSyntaxError('ParametersEndEarly', [], source, options.name, fn.body.start, fn.body.start + 1);
  }
  if (fn.end !== source.length) {
    throw new SaguaroSyntaxError('UnexpectedToken', ['}'], source, options.name, fn.end - 1, fn.end);
  }
  fn.type = 'FunctionExpression';
  fn.id = null;
  const statement: ExpressionStatement = { type: 'ExpressionStatement', start: fn.start, end: fn.end, expression: fn };
  program.body = [statement];
  return { ...result, program, fn };
}
