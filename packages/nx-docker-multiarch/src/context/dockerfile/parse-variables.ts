import { dockerfileInvalid, show } from './dockerfile-invalid.js';
import type { ArgInstruction, Pair, PairsInstruction } from './instruction.js';
import { readFlags, readRest, type ParseRequest } from './parse-request.js';
import { cutBlanks } from './white-space.js';
import { splitQuotedWords } from './words.js';

/** `ENV` and `LABEL`. Errors: `DOCKERFILE_INVALID`. */
export function parsePairs(kind: PairsInstruction['kind'], request: ParseRequest): PairsInstruction {
  readFlags(request);
  const { written, escape } = request;
  const rest = readRest(request, 'NAME=value');
  const words = splitQuotedWords(rest, escape);
  // The first word decides which of the two forms it is.
  const legacy = !words[0]?.includes('=');
  const pairs = legacy ? [readLegacyPair(rest, request)] : words.map((word) => readPair(word, request));
  return { kind, ...written, pairs, legacy };
}

/** `ARG`. Errors: `DOCKERFILE_INVALID`. */
export function parseArg(request: ParseRequest): ArgInstruction {
  readFlags(request);
  const { written, escape } = request;
  const words = splitQuotedWords(readRest(request, 'NAME=default'), escape);
  const args = words.map((word) => (word.includes('=') ? readPair(word, request) : { name: word }));
  return { kind: 'ARG', ...written, args };
}

function readLegacyPair(rest: string, { keyword, place }: ParseRequest): Pair {
  const { before: name, after: value } = cutBlanks(rest);
  if (value !== undefined) return { name, value };
  throw dockerfileInvalid(
    place,
    `${keyword} has a name without a value`,
    `Write it like ${keyword} ${name}=value.`,
  );
}

function readPair(word: string, { keyword, place }: ParseRequest): Pair {
  const equals = word.indexOf('=');
  if (equals > 0) return { name: word.slice(0, equals), value: word.slice(equals + 1) };
  throw dockerfileInvalid(
    place,
    equals === 0 ? `${keyword} has a value without a name` : `${keyword} has ${show(word)} without "="`,
    `Write it like ${keyword} NAME=value, and put a value with blanks in double quotes.`,
  );
}
