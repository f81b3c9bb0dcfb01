export const names: readonly string[];
/** The whole program of that name, a script whose value is the text. */
export function sourceOf(name: string): string;
