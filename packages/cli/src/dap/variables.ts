/** Scopes and values as the editor's tree shows them: opened step by step, large ones in pages, each variable with where it lives. */
import type { BindingInspection, PropertyPage, PropertyView, ScopeInspection, ValueView } from '@saguaro/engine';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { explanationOf, placeText } from '../debug/ask.ts';
import type { Debugged } from '../debug/program.ts';
import { UserError } from '../errors.ts';

/** What a reference of the protocol stands for, until the program goes on. */
type Opened =
  | { readonly kind: 'scope'; readonly frame: number; readonly scope: number }
  | { readonly kind: 'object'; readonly value: unknown; readonly frame?: number; readonly name?: string | undefined }
  /** Some of the properties of one that has many. */
  | {
      readonly kind: 'page';
      readonly of: Opened & { readonly kind: 'object' };
      readonly page: PropertyPage & { readonly start: number; readonly count: number };
    }
  | { readonly kind: 'getter'; readonly object: unknown; readonly access: string; readonly frame?: number };

/** What of a variable a value is shown with. */
interface Setting {
  readonly frame?: number;
  /** An expression for it. */
  readonly name?: string | undefined;
}

type Shown = Pick<
  DebugProtocol.Variable,
  'value' | 'type' | 'variablesReference' | 'indexedVariables' | 'namedVariables' | 'valueLocationReference'
>;

/** An editor that does not ask for pages gets groups of so many. */
const group = 100;
/** Properties that are shown without groups. */
const most = 1000;

export class ProtocolVariables {
  private readonly debugged: Debugged;
  /** The editor asks for pages itself. */
  private readonly pages: boolean;
  private opened: Opened[] = [];
  private places: { readonly file: string; readonly line: number; readonly column: number }[] = [];
  /** What a step has brought out of a function into the newest frame. */
  returned: ValueView | undefined;
  private readonly scopesOf = new Map<number, ReturnType<Debugged['debugger']['scopes']>>();

  constructor(debugged: Debugged, pages: boolean) {
    this.debugged = debugged;
    this.pages = pages;
  }

  /** The program goes on, or has been changed: what has been looked at so far is no longer so. */
  forget(): void {
    this.opened = [];
    this.places = [];
    this.scopesOf.clear();
  }

  private reference(opened: Opened): number {
    return this.opened.push(opened);
  }

  private inspected(frame: number): ReturnType<Debugged['debugger']['scopes']> {
    let scopes = this.scopesOf.get(frame);
    if (scopes === undefined) {
      scopes = this.debugged.debugger.scopes(frame);
      this.scopesOf.set(frame, scopes);
    }
    return scopes;
  }

  /** `frame`: index on the stack. */
  scopes(frame: number): DebugProtocol.Scope[] {
    const { scopes } = this.inspected(frame);
    const isReturned = (i: number): boolean => this.returnedTo(frame, i) !== undefined;
    return scopes.flatMap((scope, i): DebugProtocol.Scope[] => {
      const { kind, bindings, object } = scope;
      if (bindings.length === 0 && object === undefined && i > 0) return [];
      const isLocal = kind === 'block' || kind === 'function';
      const opened: Opened = { kind: 'scope', frame, scope: i };
      return [
        {
          name: scopeName(scope),
          variablesReference: this.reference(opened),
          namedVariables: object === undefined ? bindings.length + (isReturned(i) ? 1 : 0) : object.named,
          expensive: kind === 'global',
          ...(isLocal ? { presentationHint: 'locals' } : {}),
        },
      ];
    });
  }

  private returnedTo(frame: number, scope: number): ValueView | undefined {
    return scope === 0 && this.debugged.debugger.frames({ count: 1 })[0]?.index === frame ? this.returned : undefined;
  }

  /** What is inside of a scope or value. Throws a `UserError` for a reference of an earlier stop. */
  children({
    variablesReference,
    filter,
    start = 0,
    count = 0,
  }: DebugProtocol.VariablesArguments): DebugProtocol.Variable[] {
    const opened = this.of(variablesReference);
    const page = count > 0 ? { start, count } : { start };
    switch (opened.kind) {
      case 'scope': {
        const { scopes, this: self } = this.inspected(opened.frame);
        const { bindings, object } = scopes[opened.scope] as ScopeInspection;
        if (object !== undefined) return this.properties({ kind: 'object', value: object.value }, object, page, filter);
        const { file } = this.frameOf(opened.frame);
        const all = bindings.map((binding) => this.variable(binding, file, opened.frame));
        if (opened.scope === 0 && self !== undefined)
          all.push({ name: 'this', ...this.value(self, { frame: opened.frame, name: 'this' }), evaluateName: 'this' });
        const returned = this.returnedTo(opened.frame, opened.scope);
        if (returned !== undefined)
          all.unshift({
            name: 'Return value',
            ...this.value(returned, {}),
            presentationHint: { attributes: ['readOnly'] },
          });
        return all.slice(start, count > 0 ? start + count : undefined);
      }
      case 'object':
        return this.properties(opened, this.debugged.debugger.view(opened.value), page, filter);
      case 'page':
        return this.part(opened.of, opened.page);
      case 'getter': {
        const frame = opened.frame === undefined ? {} : { frame: opened.frame };
        const source = `$object${opened.access}`;
        const answer = this.debugged.debugger.evaluate(source, { ...frame, names: { $object: opened.object } });
        if (answer.status === 'limit') return [{ name: '', value: `no end (${answer.limit})`, variablesReference: 0 }];
        const view = answer.status === 'done' ? answer.value : answer.error;
        const shown = this.value(view, {});
        return [{ name: '', ...shown, value: answer.status === 'done' ? shown.value : `threw ${shown.value}` }];
      }
    }
  }

  private properties(
    object: Opened & { readonly kind: 'object' },
    { indexed, named }: ValueView,
    { start, count }: { readonly start: number; readonly count?: number },
    filter: DebugProtocol.VariablesArguments['filter'],
  ): DebugProtocol.Variable[] {
    const asked = count === undefined ? { start } : { start, count };
    if (filter !== undefined) return this.page(object, { which: filter, ...asked });
    if (count !== undefined || start > 0 || indexed + named <= most) return this.page(object, asked);
    return [
      ...this.part(object, { which: 'indexed', start: 0, count: indexed }),
      ...this.part(object, { which: 'named', start: 0, count: named }),
    ];
  }

  /** Some of the properties, in groups where they are many. */
  private part(
    object: Opened & { readonly kind: 'object' },
    page: PropertyPage & { readonly start: number; readonly count: number },
  ): DebugProtocol.Variable[] {
    const { which, start, count } = page;
    if (count <= group) return this.page(object, page);
    // As many levels as it takes that no list is long.
    const width = Math.max(group, 10 ** Math.ceil(Math.log10(count / most)));
    return Array.from({ length: Math.ceil(count / width) }, (_, i) => {
      const first = start + i * width;
      const some = {
        ...(which === undefined ? {} : { which }),
        start: first,
        count: Math.min(width, start + count - first),
      };
      const name = `[${first}…${first + some.count - 1}]`;
      return { name, value: '', variablesReference: this.reference({ kind: 'page', of: object, page: some }) };
    });
  }

  private page(object: Opened & { readonly kind: 'object' }, page: PropertyPage): DebugProtocol.Variable[] {
    return this.debugged.debugger.properties(object.value, page).map((one) => this.property(object, one));
  }

  private property(object: Opened & { readonly kind: 'object' }, one: PropertyView): DebugProtocol.Variable {
    const { name, kind, enumerable, writable, access, value } = one;
    const frame = object.frame === undefined ? {} : { frame: object.frame };
    const expression = object.name === undefined || access === undefined ? undefined : `${object.name}${access}`;
    const attributes = writable || kind !== 'data' ? [] : ['readOnly'];
    const hint: DebugProtocol.VariablePresentationHint = {
      kind: value.type === 'function' && kind === 'data' ? 'method' : 'property',
      ...(enumerable ? {} : { visibility: 'internal' }),
      ...(attributes.length > 0 ? { attributes } : {}),
    };
    const named = expression === undefined ? {} : { evaluateName: expression };
    if (kind === 'accessor' && access !== undefined && value.text === '<getter>')
      return {
        name,
        value: '<getter>',
        ...named,
        variablesReference: this.reference({ kind: 'getter', object: object.value, access, ...frame }),
        presentationHint: { ...hint, lazy: true },
      };
    return { name, ...this.value(value, { ...frame, name: expression }), ...named, presentationHint: hint };
  }

  private variable(binding: BindingInspection, file: string, frame: number): DebugProtocol.Variable {
    const { name, kind, state, value } = binding;
    const isConstant = kind === 'const' || kind === 'using' || kind === 'import' || kind === 'self';
    const attributes = isConstant ? ['constant', 'readOnly'] : state === 'uninitialised' ? ['readOnly'] : [];
    const shown = this.value(value, { frame, name });
    const explained = explanationOf(this.debugged, file, binding);
    return {
      name,
      ...shown,
      type: [`${shown.type}, ${livesAt(binding)}`, ...(explained === undefined ? [] : [explained.why])].join(': '),
      evaluateName: name,
      presentationHint: { kind: 'data', ...(attributes.length > 0 ? { attributes } : {}) },
    };
  }

  /** A value with the reference by which it can be opened. */
  value(view: ValueView, { frame, name }: Setting): Shown {
    const { text, type, class: of, value, indexed, named, location } = view;
    const isObject = type === 'object' || type === 'function';
    const opened: Opened = { kind: 'object', value, name, ...(frame === undefined ? {} : { frame }) };
    return {
      value: text,
      type: of ?? type,
      variablesReference: isObject ? this.reference(opened) : 0,
      ...(isObject && this.pages ? { indexedVariables: indexed, namedVariables: named } : {}),
      ...(location === undefined ? {} : { valueLocationReference: this.places.push(location) }),
    };
  }

  /** Where a function is written. */
  place(reference: number): { readonly file: string; readonly line: number; readonly column: number } {
    const found = this.places[reference - 1];
    if (found === undefined) throw stale();
    return found;
  }

  /** Gives a variable or property another value. Throws a `UserError`, or a `DebugError` of the engine. */
  set({ variablesReference, name, value: source }: DebugProtocol.SetVariableArguments): Shown {
    const opened = this.of(variablesReference);
    const { debugger: d } = this.debugged;
    const object = opened.kind === 'page' ? opened.of : opened;
    if (object.kind === 'getter')
      throw new UserError('not-settable', 'what a getter gives cannot be set.', 'Set the property itself.');
    const [frame, answer] =
      object.kind === 'scope'
        ? [object.frame, d.setVariable(object.frame, object.scope, name, source)]
        : [object.frame, d.setProperty(object.value, name, source, object.frame)];
    this.scopesOf.clear();
    if (answer.status === 'limit')
      throw new UserError('no-end', `${source} does not come to an end.`, 'Give an expression that does.');
    if (answer.status === 'threw')
      throw new UserError('threw', `${source} throws ${answer.error.text}.`, 'Nothing has been set.');
    return this.value(answer.value, frame === undefined ? {} : { frame });
  }

  private of(reference: number): Opened {
    const opened = this.opened[reference - 1];
    if (opened === undefined) throw stale();
    return opened;
  }

  private frameOf(index: number): { readonly file: string } {
    const [frame] = this.debugged.debugger.frames({ selfHosted: true, skip: index, count: 1 });
    return frame ?? { file: '' };
  }
}

const stale = (): UserError =>
  new UserError('stale-reference', 'that is no longer there to be looked at.', 'The program has gone on: ask anew.');

function scopeName({ kind, owner, object }: ScopeInspection): string {
  const of = owner === '' || owner === '<top level>' ? '' : ` of ${owner.replace(/^file:\/\/.*\//, '')}`;
  switch (kind) {
    case 'block':
      return `Block${of}`;
    case 'function':
      return `Local${of}`;
    case 'closure':
      return `Closure${of}`;
    case 'module':
      return 'Module';
    case 'script':
      return 'Script';
    case 'with':
      return `With ${object?.text ?? ''}`.trim();
    case 'global':
      return 'Global';
  }
}

/** `stack, register 2`; `heap, cell 0`. */
function livesAt(binding: BindingInspection): string {
  const memory = binding.place === 'register' ? 'stack' : 'heap';
  return `${memory}, ${placeText(binding)}`;
}
