/** Programs by name. */
export const bombs: Readonly<Record<string, string>>;
