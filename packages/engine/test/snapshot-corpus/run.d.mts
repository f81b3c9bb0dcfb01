import type { Machine } from '@saguaro/engine';

export interface Ending {
  readonly printed: string[];
  readonly end: string;
}
export interface SavedProgram {
  readonly name: string;
  readonly source: string;
  readonly kind?: 'script' | 'module';
  readonly storage?: string;
  readonly steps?: number;
  readonly answers?: readonly unknown[];
}
export function save(
  engine: { Machine: typeof Machine },
  program: SavedProgram,
): Ending & { readonly bytes: Uint8Array };
export function goOn(engine: { Machine: typeof Machine }, bytes: Uint8Array, answers?: readonly unknown[]): Ending;
