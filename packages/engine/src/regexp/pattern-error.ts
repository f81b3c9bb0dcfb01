/** A pattern that is no regular expression; `message` in V8's words. */
export class PatternError extends Error {}
