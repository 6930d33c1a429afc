import { OciError } from '../errors/index.js';

/** Linux takes no longer path (PATH_MAX), and who lists a layer keeps every one. */
const MAX_PATH_CHARACTERS = 4096;

/** A name in a path that is no name: none at all, `.` or `..`. */
const NO_NAME = /(?:^|\/)\.{0,2}(?:\/|$)/;

/**
 * The path below the root, as a layer's entries name it: without leading `./` or `/`, empty for the root itself.
 * Errors: `LAYER_INVALID` for a path that leaves the root by `..`, or is longer than 4096 characters.
 */
export function normalizeTarPath(text: string): string {
  if (text.length > MAX_PATH_CHARACTERS)
    throw invalidPath(text, `is longer than ${MAX_PATH_CHARACTERS} characters`);
  if (!NO_NAME.test(text)) return text;
  const names: string[] = [];
  for (const name of text.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) throw invalidPath(text, 'leaves it');
  }
  return names.join('/');
}

function invalidPath(text: string, what: string): OciError {
  return new OciError(
    'LAYER_INVALID',
    `Reading a layer: the path ${JSON.stringify(text.slice(0, 200))} ${what}`,
  );
}
