/** Whether a function, as a value, outlives the call that makes it. */
import type { Scope } from 'eslint';
import { Flows, type Inside, type Target } from './flows.ts';
import { activationOf, isAround, Names, ownerOf } from './names.ts';
import type { SourceNode } from './tree.ts';

/** `maybe`: the source does not tell. */
export type Answer = 'yes' | 'no' | 'maybe';

type Holder = SourceNode | Scope.Variable;

/** Beyond this many steps of one question the answer is `maybe`. */
const MAX_STEPS = 4000;

export class Lifetimes {
  readonly names: Names;
  readonly #flows: Flows;
  readonly #targets = new Map<Holder, Map<Inside, readonly Target[]>>();
  readonly #answers = new Map<SourceNode | null, Map<Holder, Answer>>();

  constructor(manager: Scope.ScopeManager) {
    this.names = new Names(manager);
    this.#flows = new Flows(this.names);
  }

  /** Whether the function `made` (or the class whose body it is) outlives an activation of `home`, the code around it; null is the file's own. */
  outlives(made: SourceNode, home: SourceNode | null): Answer {
    let answers = this.#answers.get(home);
    if (answers === undefined) {
      answers = new Map();
      this.#answers.set(home, answers);
    }
    let answer = answers.get(made);
    if (answer === undefined) {
      answer = this.#search(made, home, answers);
      answers.set(made, answer);
    }
    return answer;
  }

  /** Whether what `variable` holds is kept by others than closures that mention it. */
  isGivenOut(variable: Scope.Variable, home: SourceNode | null): boolean {
    return this.#search(variable, home, new Map()) === 'yes';
  }

  #search(made: Holder, home: SourceNode | null, known: ReadonlyMap<Holder, Answer>): Answer {
    const seen = new Map<Holder, Set<Inside>>();
    const pending: [Holder, Inside][] = [[made, null]];
    let answer: Answer = 'no';
    for (let steps = 0; ; steps++) {
      const next = pending.pop();
      if (next === undefined) return answer;
      if (steps > MAX_STEPS) return 'maybe';
      const [holder, inside] = next;
      const insides = seen.get(holder) ?? new Set();
      if (insides.has(inside)) continue;
      seen.set(holder, insides.add(inside));
      const before = isVariable(holder) ? ofOwner(holder, home) : known.get(holder);
      if (before === 'yes') return 'yes';
      if (before !== undefined) {
        if (before === 'maybe') answer = 'maybe';
        continue;
      }
      const targets = [...this.#targetsOf(holder, inside)];
      for (let target = targets.pop(); target !== undefined; target = targets.pop()) {
        switch (target.kind) {
          case 'held':
            pending.push([target.by, target.inside]);
            break;
          case 'returned': {
            if (isAround(target.from, home)) return 'yes';
            const on = target.from === null ? null : this.#flows.ofReturned(target.from, target.inside);
            if (on === null || steps + targets.length > MAX_STEPS) answer = 'maybe';
            else if (!this.#isRepeated(seen, target)) targets.push(...on);
            break;
          }
          case 'given':
            if (isAround(target.by, home)) return 'yes';
            answer = 'maybe';
            break;
          case 'forever':
            return 'yes';
          case 'unknown':
            answer = 'maybe';
            break;
        }
      }
    }
  }

  /** Whether the results of a function have been followed before in this search: a recursive one returns them to itself. */
  #isRepeated(seen: Map<Holder, Set<Inside>>, target: Extract<Target, { kind: 'returned' }>): boolean {
    const results = resultsOf(target.from as SourceNode);
    const insides = seen.get(results) ?? new Set();
    if (insides.has(target.inside)) return true;
    seen.set(results, insides.add(target.inside));
    return false;
  }

  #targetsOf(holder: Holder, inside: Inside): readonly Target[] {
    let byInside = this.#targets.get(holder);
    if (byInside === undefined) {
      byInside = new Map();
      this.#targets.set(holder, byInside);
    }
    let targets = byInside.get(inside);
    if (targets === undefined) {
      targets = isVariable(holder) ? this.#ofVariable(holder, inside) : this.#ofFunction(holder);
      byInside.set(inside, targets);
    }
    return targets;
  }

  #ofFunction(node: SourceNode): readonly Target[] {
    if (node.type === 'ClassBody') return [{ kind: 'held', by: node['parent'] as SourceNode, inside: null }];
    if (!node.type.endsWith('Declaration')) return this.#flows.of(node, null);
    const id = node['id'] as SourceNode | null;
    // Without a name it is a default export.
    const variable = id === null ? null : this.names.variable(id);
    return variable === null ? [{ kind: 'forever' }] : [{ kind: 'held', by: variable, inside: null }];
  }

  /** What reads it takes it on, and a function inside that mentions it keeps it. */
  #ofVariable(variable: Scope.Variable, inside: Inside): readonly Target[] {
    const owner = ownerOf(variable);
    const targets: Target[] = [];
    const keepers = new Set<SourceNode>();
    for (const reference of variable.references) {
      const identifier = reference.identifier as unknown as SourceNode;
      for (let at = activationOf(identifier); at !== null && at !== owner && !keepers.has(at); at = activationOf(at)) {
        keepers.add(at);
        targets.push({ kind: 'held', by: at, inside: null });
      }
      if (reference.isRead()) targets.push(...this.#flows.of(identifier, inside));
    }
    return targets;
  }
}

const resultMarks = new WeakMap<SourceNode, SourceNode>();

/** Stands for what a function returns, among the holders that a search has met. */
function resultsOf(fn: SourceNode): SourceNode {
  let mark = resultMarks.get(fn);
  if (mark === undefined) {
    mark = { type: 'Results' };
    resultMarks.set(fn, mark);
  }
  return mark;
}

function isVariable(holder: Holder): holder is Scope.Variable {
  return 'references' in holder && 'defs' in holder;
}

/** Variables of the code around `home` outlive its activations. */
function ofOwner(variable: Scope.Variable, home: SourceNode | null): Answer | undefined {
  const owner = ownerOf(variable);
  if (owner === null) return 'yes';
  return owner !== home && isAround(owner, home) ? 'yes' : undefined;
}
