import type { SavedProgram } from './run.mjs';
export const programs: readonly SavedProgram[];
