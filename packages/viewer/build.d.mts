/** Builds unless what is there was made of the same; returns the site's folder. The engine and what it needs must be built. */
export function buildViewer(): Promise<string>;
