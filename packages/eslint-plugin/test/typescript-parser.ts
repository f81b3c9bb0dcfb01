/** A parser for ESLint that reads TypeScript into the nodes that typescript-eslint names. */
import { tsPlugin } from '@sveltejs/acorn-typescript';
import { type Comment, Parser, type Token, tokTypes } from 'acorn';
import type { Linter } from 'eslint';

const TypeScript = Parser.extend(tsPlugin());

export const parser: Linter.Parser = {
  parseForESLint(text: string) {
    const tokens: Token[] = [];
    const comments: Comment[] = [];
    const ast = TypeScript.parse(text, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      locations: true,
      ranges: true,
      onToken: tokens,
      onComment: comments,
    });
    const kept = tokens.filter(({ type }) => type !== tokTypes.eof);
    // The rule asks for no tokens; ESLint wants a list of some.
    const named = kept.map((token) => ({ ...token, type: 'Punctuator', value: text.slice(token.start, token.end) }));
    return { ast: { ...ast, tokens: named, comments } as never };
  },
};
