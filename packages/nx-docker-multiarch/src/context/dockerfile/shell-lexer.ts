import { replaceAll, replaceFirst, trimMatch, type Fail } from './substitution.js';
import { isSpace } from './white-space.js';

/** How a text is read. */
export interface LexMode {
  readonly escape: string;
  /** What becomes of quotes: they quote and go, they quote and stay, or they are characters as any other. */
  readonly quotes: 'removed' | 'kept' | 'plain';
  readonly keepEscapes: boolean;
  /** Whether a variable without a value stays as it is written; otherwise it is empty. */
  readonly keepUnset: boolean;
  /** A variable's value; `undefined` if it has none. */
  readonly lookup: (name: string) => string | undefined;
  readonly onUndefined: (name: string) => void;
  readonly fail: Fail;
}

/** A text as one, and as the words that white space outside of quotes divides it into. */
export interface Lexed {
  readonly text: string;
  readonly words: readonly string[];
}

/** Of all values put into one text: variables made of variables can double with each line. */
const MAX_CHARACTERS = 1024 * 1024;
const MAX_DEPTH = 100;

interface Cursor {
  readonly characters: readonly string[];
  readonly mode: LexMode;
  at: number;
  depth: number;
  keepEscapes: boolean;
  /** Characters put in for variables so far. */
  expanded: number;
  /** Whether a `${V:-w}` or the like has just been read. */
  swallows: boolean;
}

/** Reads a text as BuildKit's shell lexer does. */
export function lex(text: string, mode: LexMode): Lexed {
  const cursor = {
    characters: [...text],
    mode,
    at: 0,
    depth: 0,
    keepEscapes: mode.keepEscapes,
    expanded: 0,
    swallows: false,
  };
  return readUntil(cursor, undefined, mode.keepEscapes);
}

function readUntil(cursor: Cursor, stop: string | undefined, keepEscapes: boolean): Lexed {
  const outerKeepEscapes = cursor.keepEscapes;
  cursor.keepEscapes = keepEscapes;
  const pieces = collectPieces();
  for (let character = peek(cursor); character !== stop; character = peek(cursor)) {
    if (character === undefined)
      return cursor.mode.fail(`there is no ${JSON.stringify(stop)} at the end of "\${…"`);
    const { piece, quoted } = readPiece(cursor, character);
    // BuildKit forgets what stands before a nested word: EXPOSE 80${P:-81} is port 81.
    if (cursor.swallows) pieces.dropWord();
    cursor.swallows = false;
    pieces.add(piece, quoted);
  }
  cursor.at++;
  cursor.keepEscapes = outerKeepEscapes;
  cursor.swallows = true;
  return pieces.finish();
}

function readPiece(cursor: Cursor, character: string): { readonly piece: string; readonly quoted: boolean } {
  if (character === '$') return { piece: readDollar(cursor), quoted: false };
  if (cursor.mode.quotes !== 'plain' && character === "'")
    return { piece: readSingleQuotes(cursor), quoted: true };
  if (cursor.mode.quotes !== 'plain' && character === '"')
    return { piece: readDoubleQuotes(cursor), quoted: true };
  if (character !== cursor.mode.escape) return { piece: next(cursor), quoted: false };
  cursor.at++;
  return { piece: (cursor.keepEscapes ? character : '') + next(cursor), quoted: true };
}

/** Puts pieces together; white space in one that is not quoted ends a word. */
function collectPieces() {
  let [text, word] = ['', ''];
  const words: string[] = [];
  const endWord = (): void => {
    if (word !== '') words.push(word);
    word = '';
  };
  return {
    add(piece: string, quoted: boolean): void {
      text += piece;
      if (quoted) word += piece;
      else
        for (const character of piece) {
          if (isSpace(character)) endWord();
          else word += character;
        }
    },
    dropWord(): void {
      word = '';
    },
    finish(): Lexed {
      endWord();
      return { text, words };
    },
  };
}

function readSingleQuotes(cursor: Cursor): string {
  const end = cursor.characters.indexOf("'", cursor.at + 1);
  if (end < 0) return cursor.mode.fail("a ' has no partner");
  const quoted = cursor.characters.slice(cursor.at + 1, end).join('');
  cursor.at = end + 1;
  return cursor.mode.quotes === 'kept' ? `'${quoted}'` : quoted;
}

function readDoubleQuotes(cursor: Cursor): string {
  const { mode } = cursor;
  cursor.at++;
  let quoted = '';
  for (let character = peek(cursor); character !== '"'; character = peek(cursor)) {
    if (character === undefined) return mode.fail('a " has no partner');
    if (character === '$') quoted += readDollar(cursor);
    else if (character === mode.escape) quoted += readQuotedEscape(cursor);
    else quoted += next(cursor);
  }
  cursor.at++;
  return mode.quotes === 'kept' ? `"${quoted}"` : quoted;
}

/** Between double quotes only `"`, `$` and the escape itself can be escaped; before others it stays. */
function readQuotedEscape(cursor: Cursor): string {
  const escape = next(cursor);
  const character = peek(cursor);
  const kept = cursor.keepEscapes ? escape : '';
  if (character === undefined) return kept;
  return kept + (character === '"' || character === '$' || character === escape ? next(cursor) : escape);
}

function readDollar(cursor: Cursor): string {
  cursor.at++;
  const value = peek(cursor) === '{' ? readBraces(cursor) : readPlainName(cursor);
  cursor.expanded += value.length;
  if (cursor.expanded > MAX_CHARACTERS)
    cursor.mode.fail(`its variables have more than ${MAX_CHARACTERS} characters`);
  return value;
}

function readPlainName(cursor: Cursor): string {
  const name = readName(cursor);
  if (name === '') return '$';
  return valueOf(cursor, name) ?? (cursor.mode.keepUnset ? `$${name}` : '');
}

function readBraces(cursor: Cursor): string {
  const { mode } = cursor;
  cursor.at++;
  if (++cursor.depth > MAX_DEPTH) mode.fail(`"\${…" is nested more than ${MAX_DEPTH} times`);
  if (['{', '}', ':'].includes(peek(cursor) ?? '')) mode.fail('"${" is not followed by a name');
  const name = readName(cursor);
  const operator = next(cursor);
  const text =
    operator === '}'
      ? valueOf(cursor, name)
      : operator === '/'
        ? replace(cursor, name)
        : modify(cursor, name, operator);
  cursor.depth--;
  return text ?? (mode.keepUnset ? `\${${name}}` : '');
}

function modify(cursor: Cursor, name: string, operator: string): string {
  const { mode } = cursor;
  const emptyIsUnset = operator === ':';
  const modifier = emptyIsUnset ? next(cursor) : operator;
  const isPattern = modifier === '#' || modifier === '%';
  if (!['-', '+', '?', '#', '%'].includes(modifier) || (emptyIsUnset && isPattern))
    mode.fail(`there is no "\${${name}${emptyIsUnset ? ':' : ''}${modifier}…}"`);
  const word = readUntil(cursor, '}', isPattern).text;
  const value = isPattern ? valueOf(cursor, name) : mode.lookup(name);
  if (value === undefined && mode.keepUnset) return `\${${name}${emptyIsUnset ? ':' : ''}${modifier}${word}}`;
  const isSet = value !== undefined && !(emptyIsUnset && value === '');
  if (modifier === '-') return isSet ? value : word;
  if (modifier === '+') return isSet ? word : '';
  if (modifier === '?')
    return isSet ? value : mode.fail(`variable ${name} has no value${word && `: ${word}`}`);
  const longest = word.startsWith(modifier);
  return trimMatch(value ?? '', modifier as '#' | '%', longest ? word.slice(1) : word, longest, mode.fail);
}

function replace(cursor: Cursor, name: string): string {
  const { mode } = cursor;
  const all = peek(cursor) === '/';
  if (all) cursor.at++;
  const pattern = readUntil(cursor, '/', true).text;
  const replacement = readUntil(cursor, '}', true).text;
  const value = valueOf(cursor, name);
  if (value === undefined && mode.keepUnset) return `\${${name}/${pattern}/${replacement}}`;
  return (all ? replaceAll : replaceFirst)(value ?? '', pattern, replacement, mode.fail);
}

/** Letters, digits and `_`; only digits if it starts with one; or a single special parameter. */
function readName(cursor: Cursor): string {
  const first = peek(cursor) ?? '';
  if ('@*#?-$!'.includes(first) && first !== '') return next(cursor);
  const belongs = /\p{Nd}/u.test(first) ? /\p{Nd}/u : /[\p{L}\p{Nd}_]/u;
  let name = '';
  while (belongs.test(peek(cursor) ?? '')) name += next(cursor);
  return name;
}

function valueOf({ mode }: Cursor, name: string): string | undefined {
  const value = mode.lookup(name);
  if (value === undefined) mode.onUndefined(name);
  return value;
}

function peek({ characters, at }: Cursor): string | undefined {
  return characters[at];
}

function next(cursor: Cursor): string {
  return cursor.characters[cursor.at++] ?? '';
}
