/** The change that would free what a finding keeps, in one or two sentences. */
import type { Cause, FunctionPlace, LiveClosure } from './finding.ts';

export interface FixFacts {
  readonly variable: string;
  readonly owner: string;
  readonly blame: FunctionPlace | null;
  readonly users: readonly LiveClosure[];
}

const at = (place: { readonly function: string; readonly line: number }): string =>
  `${place.function} (line ${place.line})`;

export function fixFor(cause: Cause, { variable, owner, blame, users }: FixFacts): string {
  switch (cause) {
    case 'shared-environment': {
      const keeper = users.find((user) => !user.uses);
      const live = keeper === undefined ? 'the closures that live on' : at(keeper);
      const sibling = blame === null ? 'another closure' : at(blame);
      if (variable === 'this' || variable === 'arguments' || variable === 'new.target')
        return `Make ${live} in a function that does not share ${owner}'s ${variable}, or pass ${sibling} what it needs of ${variable} as an argument, so that no arrow function captures it.`;
      return `Make ${live} outside the scope that declares ${variable}, or pass ${variable} to ${sibling} as an argument instead of capturing it; failing that, set ${variable} to undefined once it is done with.`;
    }
    case 'used-by-live-closure': {
      const user = users.find((one) => one.uses);
      return `${user === undefined ? 'A live closure' : at(user)} uses ${variable}: drop that closure (remove the listener, clear the timer, delete the entry), or let it capture only the part of ${variable} that it needs.`;
    }
    case 'suspended-frame':
      return `${owner} is suspended and keeps its locals: set ${variable} to undefined before it waits if it is not needed after, or see to it that what ${owner} waits for settles.`;
    case 'eval':
      return `Replace the direct eval${blame === null ? '' : ` in ${at(blame)}`} by an indirect one, (0, eval)(…), or by a Function: a direct eval keeps every variable around it, ${variable} among them.`;
    case 'with':
      return `Write the object's name instead of the with statement: names inside it, ${variable} among them, are kept in the environment that closures share.`;
    case 'arguments':
      return `Use rest parameters or strict mode in ${owner}: sloppy arguments put all its parameters, ${variable} among them, into the environment that closures share.`;
    case 'pending-promise':
      return 'A promise that has long been pending keeps a reaction for each time it was raced or awaited: race a fresh promise each time, or settle it.';
    case 'async-context':
      return 'What was begun inside AsyncLocalStorage.run() keeps its store for as long as it lives: begin long-lived timers and connections outside (AsyncLocalStorage.exit()), or store an identifier instead of the data.';
    case 'inspector-console':
      return 'The console of the attached inspector keeps what was logged: clear it, detach, or log a text instead of the object.';
  }
}
