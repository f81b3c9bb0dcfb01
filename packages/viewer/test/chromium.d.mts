import type { Browser } from 'playwright-core';
export const NONE: string;
export function findBrowser(): Promise<string | undefined>;
export function launch(executablePath: string): Promise<Browser>;
