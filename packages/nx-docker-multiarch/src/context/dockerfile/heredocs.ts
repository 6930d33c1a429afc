import { PluginError } from '../../errors/index.js';
import { dockerfileInvalid, show, type Place } from './dockerfile-invalid.js';
import type { Heredoc } from './instruction.js';
import { nextLine, trimLineEnd, type LineReader } from './physical-lines.js';
import { lex, type LexMode } from './shell-lexer.js';

/** `<<name`, without its body. */
export type HeredocMark = Omit<Heredoc, 'content'>;

/** The heredoc that a word opens; `undefined` if it opens none. */
export function parseHeredocMark(word: string): HeredocMark | undefined {
  const [, dash, rest = ''] = /^\d*<<(-?)([^<]*)$/.exec(word) ?? [];
  const bare = rest && lexMark(rest, 'removed', false);
  const quoted = rest && lexMark(rest, 'kept', false);
  const name = bare?.[0];
  if (!bare || name === undefined || bare.length !== 1) return undefined;
  return { name, expand: countQuotes(name) === countQuotes(quoted?.[0] ?? ''), chomp: dash === '-' };
}

/** Reads the bodies of the heredocs that an instruction opens. Errors: `DOCKERFILE_INVALID` for one without its end. */
export function readHeredocs(reader: LineReader, text: string, line: number): readonly Heredoc[] {
  const words = text.includes('<<') ? (lexMark(text, 'kept', true) ?? []) : [];
  return words
    .map(parseHeredocMark)
    .filter((mark) => mark !== undefined)
    .map((mark) => ({ ...mark, content: readBody(reader, mark, { name: reader.name, line }) }));
}

/** The content of a heredoc's file. */
export function chompHeredoc({ content, chomp }: Heredoc): string {
  return chomp ? content.replace(/(^|\n)\t+/g, '$1') : content;
}

function readBody(reader: LineReader, { name, chomp }: HeredocMark, place: Place): string {
  const body: string[] = [];
  for (let line = nextLine(reader); line !== undefined; line = nextLine(reader)) {
    const end = trimLineEnd(line);
    if ((chomp ? end.replace(/^\t+/, '') : end) === name) return body.join('');
    body.push(line);
  }
  throw dockerfileInvalid(
    place,
    `the heredoc ${show(name)} has no end`,
    `Put a line with nothing but ${name} below it.`,
  );
}

/** `undefined` if the text is not well-formed: it opens no heredoc then. */
function lexMark(
  text: string,
  quotes: 'removed' | 'kept',
  keepEscapes: boolean,
): readonly string[] | undefined {
  const mode: LexMode = {
    escape: '\\',
    quotes,
    keepEscapes,
    keepUnset: true,
    lookup: () => undefined,
    onUndefined: () => undefined,
    fail: (what) => {
      throw new PluginError('DOCKERFILE_INVALID', what);
    },
  };
  try {
    return lex(text, mode).words;
  } catch (error) {
    if (error instanceof PluginError) return undefined;
    throw error;
  }
}

function countQuotes(text: string): number {
  return text.split(/['"]/).length - 1;
}
