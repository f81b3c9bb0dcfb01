export function seeds(): Uint8Array[];
export function mutate(all: readonly Uint8Array[], seed: number): Uint8Array;
export function wrong(engine: object, bytes: Uint8Array): string | null;
export const counts: { readonly refused: number; readonly restored: number; readonly faulted: number };
