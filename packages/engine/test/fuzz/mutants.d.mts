/** A text to make pieces of. */
export interface Source {
  readonly language: 'js' | 'ts';
  read(): string;
}

export interface Mutant {
  readonly source: string;
  readonly language: 'js' | 'ts';
  readonly kind: 'script' | 'module';
  readonly storage: 'flat' | 'linked' | 'frame' | 'table';
}

/** Programs to make pieces of; `suite`: where test262 is. */
export function sources(suite?: string | null): Source[];

/** A damaged program; the same for the same seed and list of sources. */
export function mutant(all: readonly Source[], seed: number): Mutant;

/** What is wrong with how the engine takes the program; null where nothing is. */
export function wrong(engine: typeof import('@saguaro/engine'), mutant: Mutant): string | null;

/** Programs that `wrong` was asked about: those with an early error, and the others. */
export const counts: { refused: number; ran: number };
