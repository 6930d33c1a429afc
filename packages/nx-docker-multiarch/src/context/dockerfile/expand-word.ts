import { dockerfileInvalid, show, type Place } from './dockerfile-invalid.js';
import type { Escape } from './dockerfile.js';
import { lex, type Lexed } from './shell-lexer.js';

/** Finds a variable's value; `undefined` if it has none. */
export type Lookup = (name: string) => string | undefined;

export interface ExpandOptions {
  readonly escape: Escape;
  /** What errors name. */
  readonly place: Place;
}

/** A text with its variables put in, and the variables it uses that have no value and are empty therefore. */
export interface Expansion {
  readonly text: string;
  readonly undefinedNames: readonly string[];
}

/**
 * A word with its variables expanded, its quotes and escapes removed.
 * Errors: `DOCKERFILE_INVALID`.
 */
export function expandWord(text: string, lookup: Lookup, options: ExpandOptions): Expansion {
  const { lexed, undefinedNames } = expand(text, lookup, options, 'removed');
  return { text: lexed.text, undefinedNames };
}

/**
 * The same, as the words that white space outside of quotes divides it into after the expansion.
 * Errors: `DOCKERFILE_INVALID`.
 */
export function expandWords(
  text: string,
  lookup: Lookup,
  options: ExpandOptions,
): Omit<Expansion, 'text'> & { readonly words: readonly string[] } {
  const { lexed, undefinedNames } = expand(text, lookup, options, 'removed');
  return { words: lexed.words, undefinedNames };
}

/**
 * The body of a heredoc with its variables expanded. Quotes stay; an escape is always `\`, and goes.
 * Errors: `DOCKERFILE_INVALID`.
 */
export function expandBody(text: string, lookup: Lookup, place: Place): Expansion {
  const { lexed, undefinedNames } = expand(text, lookup, { escape: '\\', place }, 'plain');
  return { text: lexed.text, undefinedNames };
}

function expand(
  text: string,
  lookup: Lookup,
  { escape, place }: ExpandOptions,
  quotes: 'removed' | 'plain',
): { readonly lexed: Lexed; readonly undefinedNames: readonly string[] } {
  const undefinedNames = new Set<string>();
  const fail = (what: string): never => {
    throw dockerfileInvalid(
      place,
      `expanding ${show(text)}: ${what}`,
      `Correct the line, or write ${escape}$ for a "$" that is no variable and ${escape}" for a lone quote.`,
    );
  };
  const onUndefined = (name: string): unknown => undefinedNames.add(name);
  const lexed = lex(text, {
    escape,
    quotes,
    keepEscapes: false,
    keepUnset: false,
    lookup,
    onUndefined,
    fail,
  });
  return { lexed, undefinedNames: [...undefinedNames] };
}
