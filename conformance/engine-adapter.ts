import type { Adapter } from './adapter.ts';
export async function createEngineAdapter(_url: string | null): Promise<Adapter> {
  throw new Error('x');
}
