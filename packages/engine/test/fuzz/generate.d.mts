/** The program of a seed. */
export function generate(seed: number): string;
export const SHOW: string;
