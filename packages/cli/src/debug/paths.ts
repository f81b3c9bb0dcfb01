/** Names of sources and the files that they mean. */
import { fileURLToPath } from 'node:url';

/** The path that the name of a source means: of a module the name is a URL. */
export const pathOf = (name: string): string => (name.startsWith('file:') ? fileURLToPath(name) : name);
