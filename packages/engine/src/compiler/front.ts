/** From source text to code: parse, scope, storage plan, compile. The one path for scripts, modules, evals and dynamic functions. */
import type { EvalContext, FunctionCode, SourceText } from '../bytecode/code.ts';
import { type DynamicFunctionKind, parseDynamicFunction } from '../parser/dynamic-function.ts';
import { type Language, parse } from '../parser/parse.ts';
import { analyze } from '../scope/analyze.ts';
import { planStorage, type StorageStrategy } from '../storage/plan.ts';
import { compileProgram } from './compile.ts';

export interface SourceOptions {
  readonly name: string;
  readonly kind: 'script' | 'module';
  readonly language: Language;
  readonly storage: StorageStrategy;
  /** Scripts: give the completion value. Default true. */
  readonly completionValue?: boolean;
}

/** @throws SaguaroSyntaxError on an early error. TypeScript must have been loaded. */
export function compileSource(text: string, options: SourceOptions): FunctionCode {
  const { program, lines } = parse(text, options);
  const tree = analyze(program, { kind: options.kind });
  planStorage(tree, options.storage, lines);
  const source: SourceText = { name: options.name, text };
  return compileProgram(tree, source, {
    completionValue: options.kind === 'script' && options.completionValue !== false,
  });
}

/** Code of an eval; `context` null: an indirect one. `progress` is called now and then. @throws SaguaroSyntaxError */
export function compileEval(
  text: string,
  storage: StorageStrategy,
  context: EvalContext | null,
  progress?: () => void,
): FunctionCode {
  const name = '<eval>';
  const strict = context?.strict === true;
  const { program, lines } = parse(text, {
    name,
    kind: 'eval',
    strict,
    ...(progress === undefined ? {} : { progress }),
    allow:
      context === null
        ? {}
        : {
            newTarget: context.inFunction,
            superProperty: context.inMethod,
            superCall: context.inDerivedConstructor,
            noArguments: context.inClassFieldInitialiser,
            privateNames: new Set(context.privateNames),
          },
  });
  progress?.();
  const tree = analyze(program, {
    kind: 'eval',
    strict,
    direct: context !== null,
    homeName: context?.homeName ?? null,
    fieldsName: context?.fieldsName ?? null,
  });
  progress?.();
  planStorage(tree, storage, lines);
  progress?.();
  return compileProgram(tree, { name, text }, { completionValue: true });
}

/** Code of a script whose completion value is the function that `Function(parameters, body)` makes. @throws SaguaroSyntaxError */
export function compileDynamicFunction(
  parameters: string,
  body: string,
  kind: DynamicFunctionKind,
  storage: StorageStrategy,
  progress?: () => void,
): FunctionCode {
  const options = { name: '<anonymous>', ...(progress === undefined ? {} : { progress }) };
  const { program, source, lines } = parseDynamicFunction(parameters, body, kind, options);
  progress?.();
  const tree = analyze(program, { kind: 'function' });
  planStorage(tree, storage, lines);
  progress?.();
  return compileProgram(tree, { name: '<anonymous>', text: source }, { completionValue: true });
}
