import { dockerfileInvalid, type Place } from './dockerfile-invalid.js';
import { isSpace, trimSpaceStart } from './white-space.js';

/** The words between white space. What is quoted or escaped belongs to its word, and keeps quotes and escapes. */
export function splitQuotedWords(text: string, escape: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === undefined && isSpace(character)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) quote = character;
    if (character === escape && quote !== "'") {
      // An escape at the very end escapes nothing and goes.
      if (at + 1 < text.length) word += character + text.charAt(++at);
    } else word += character;
  }
  if (word !== '') words.push(word);
  return words;
}

/**
 * The strings of a JSON array; `undefined` if the text is none, which makes it the shell form.
 * Errors: `DOCKERFILE_INVALID` for an array of anything else.
 */
export function parseJsonForm(text: string, place: Place): readonly string[] | undefined {
  if (!trimSpaceStart(text).startsWith('[')) return undefined;
  const values = readJson(text);
  if (!Array.isArray(values)) return undefined;
  if (values.every((value): value is string => typeof value === 'string')) return values;
  throw dockerfileInvalid(
    place,
    'the JSON array holds something else than strings',
    'Put every element in double quotes: ["server", "8080"].',
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(trimSpaceStart(text));
  } catch {
    return undefined;
  }
}
