import { PluginError } from '../../errors/index.js';
import { readClass, readEscape } from './character-class.js';

/** A pattern for paths or names. The time to match is at most the length of the text times that of the pattern. */
export interface Glob {
  readonly matches: (text: string) => boolean;
  /** Whether it matches anything below that folder. */
  readonly canMatchBelow: (directory: string) => boolean;
}

/**
 * One character that is accepted, or as `many` any number of them; `folders` is any number of whole folders, each with
 * its `/`.
 */
type Part =
  | {
      readonly kind: 'one' | 'many';
      readonly accepts: (character: string) => boolean;
      readonly literal?: string;
    }
  | { readonly kind: 'folders' };

const ANY: Part = { kind: 'many', accepts: () => true };
const WILDCARDS = /[*?[\]\\]/;
const IN_NAME = (character: string) => character !== '/';

/**
 * Reads a pattern of Go's `filepath.Match`. With `**` as moby/patternmatcher has it for a `path`; for a `name` it is
 * but a `*`. `doing` begins the message. Errors: `CONTEXT_INVALID` where BuildKit fails too, and where it matches
 * something else than the pattern says.
 */
export function parseGlob(pattern: string, style: 'path' | 'name', doing: string): Glob {
  const parts = readParts(pattern, style, (what) => {
    throw new PluginError('CONTEXT_INVALID', `${doing}: the pattern "${pattern}" is not valid: ${what}`, {
      hint: 'Write it as Docker’s documentation of .dockerignore has it: *, ?, [a-z], [^a-z], **, and \\ before what is to stand for itself.',
    });
  });
  const first = parts.findIndex(isWild);
  const isLiteral = first === -1;
  const head = textOf(isLiteral ? parts : parts.slice(0, first));
  const tail = textOf(parts.slice(parts.findLastIndex(isWild) + 1));
  return {
    matches: (text) => {
      if (isLiteral) return text === head;
      // Most paths are settled here.
      if (!text.startsWith(head) || !text.endsWith(tail)) return false;
      return run(parts, text)[parts.length] !== OUT;
    },
    canMatchBelow: (directory) =>
      run(parts, `${directory}/`).some((state, position) => state !== OUT && position < parts.length),
  };
}

function readParts(
  pattern: string,
  style: 'path' | 'name',
  refuse: (what: string) => never,
): readonly Part[] {
  const characters = [...pattern];
  const parts: Part[] = [];
  for (let position = 0; position < characters.length;) {
    const character = characters[position] ?? '';
    if (character === '*') {
      const stars = readStars(characters, position, style);
      parts.push(stars.part);
      position = stars.end;
    } else if (character === '[') {
      const { accepts, end } = readClass(characters, position, refuse);
      parts.push({ kind: 'one', accepts });
      position = end;
    } else if (character === '\\') {
      parts.push(literal(readEscape(characters, position, refuse)));
      position += 2;
    } else {
      if (character === '^' && WILDCARDS.test(pattern)) refuse('BuildKit misreads "^" here; write "\\^"');
      parts.push(character === '?' ? { kind: 'one', accepts: IN_NAME } : literal(character));
      position++;
    }
  }
  return parts;
}

function readStars(
  characters: readonly string[],
  start: number,
  style: 'path' | 'name',
): { readonly part: Part; readonly end: number } {
  if (style === 'name' || characters[start + 1] !== '*')
    return { part: { kind: 'many', accepts: IN_NAME }, end: start + 1 };
  const end = characters[start + 2] === '/' ? start + 3 : start + 2;
  if (end === characters.length) return { part: ANY, end };
  // Where only literal text follows a `**` at the start, moby compares the ends of the texts, and needs no `/` there.
  const isSuffix = start === 0 && end === 2 && !characters.slice(2).some((each) => WILDCARDS.test(each));
  return { part: isSuffix ? ANY : { kind: 'folders' }, end };
}

function literal(character: string): Part {
  return { kind: 'one', accepts: (other) => other === character, literal: character };
}

function isWild(part: Part): boolean {
  return !('literal' in part);
}

function textOf(parts: readonly Part[]): string {
  return parts.map((part) => ('literal' in part ? part.literal : '')).join('');
}

const OUT = 0;
/** Within the folders that a part of that kind takes: only a `/` leads on. */
const WITHIN = 1;
const AT = 2;

/** All the places in the pattern at which one can be after the text; the place after its last part is a match. */
function run(parts: readonly Part[], text: string): Uint8Array {
  let places = new Uint8Array(parts.length + 1);
  let next = new Uint8Array(parts.length + 1);
  enter(places, parts, 0);
  for (const character of text) {
    next.fill(OUT);
    parts.forEach((part, position) => {
      if (places[position] !== OUT) step(next, parts, position, part, character);
    });
    [places, next] = [next, places];
  }
  return places;
}

function step(
  next: Uint8Array,
  parts: readonly Part[],
  position: number,
  part: Part,
  character: string,
): void {
  if (part.kind === 'folders') {
    if (next[position] === OUT) next[position] = WITHIN;
    if (character === '/') enter(next, parts, position + 1);
  } else if (part.accepts(character)) {
    enter(next, parts, part.kind === 'many' ? position : position + 1);
  }
}

/** Marks a place, and those that it leads on to without a character. */
function enter(places: Uint8Array, parts: readonly Part[], start: number): void {
  for (let position = start; places[position] !== AT; position++) {
    places[position] = AT;
    const kind = parts[position]?.kind;
    if (kind === undefined || kind === 'one') return;
  }
}
