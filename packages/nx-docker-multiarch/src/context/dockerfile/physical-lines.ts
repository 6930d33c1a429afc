import { dockerfileInvalid } from './dockerfile-invalid.js';
import { trimSpaceStart } from './white-space.js';

/** The lines of a file, with what was read of them so far. */
export interface LineReader {
  readonly name: string;
  /** With their line ends. */
  readonly lines: readonly string[];
  /** How many were read: the number of the last one. */
  read: number;
}

const MAX_BYTES = 1024 * 1024;
const MAX_LINE_BYTES = 65_535;

/** The lines of a text. Errors: `DOCKERFILE_INVALID` if it is larger than a Dockerfile may be. */
export function createLineReader(text: string, name: string): LineReader {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw dockerfileInvalid({ name }, `it has more than ${MAX_BYTES} bytes`, 'Make it smaller.');
  const lines = text.replace(/^\uFEFF/, '').split(/(?<=\n)/);
  const long = lines.findIndex((line) => Buffer.byteLength(line) > MAX_LINE_BYTES);
  if (long >= 0)
    throw dockerfileInvalid(
      { name, line: long + 1 },
      `the line has more than ${MAX_LINE_BYTES} bytes`,
      'Continue it on the next line, or copy a file instead.',
    );
  return { name, lines: lines.filter((line) => line !== ''), read: 0 };
}

/** The next line with its end; `undefined` after the last. */
export function nextLine(reader: LineReader): string | undefined {
  const line = reader.lines[reader.read];
  if (line !== undefined) reader.read++;
  return line;
}

/** A line without its end. */
export function trimLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === '\n' || line[end - 1] === '\r')) end--;
  return line.slice(0, end);
}

/** An instruction's lines as one, and where they are. */
export interface LogicalLine {
  readonly line: number;
  readonly text: string;
}

/** The next line that says something, with those that continue it; comments and empty lines between them don't count. */
export function nextLogicalLine(reader: LineReader, escape: string): LogicalLine | undefined {
  for (let line = nextLine(reader); line !== undefined; line = nextLine(reader)) {
    const start = trimSpaceStart(trimLineEnd(line));
    if (start === '' || start.startsWith('#')) continue;
    return { line: reader.read, text: readContinuations(reader, start, escape) };
  }
  return undefined;
}

function readContinuations(reader: LineReader, start: string, escape: string): string {
  let { text, continues } = cutContinuation(start, escape);
  const parts = [text];
  while (continues) {
    const line = nextLine(reader);
    if (line === undefined) break;
    const content = trimSpaceStart(line);
    if (content === '' || content.startsWith('#')) continue;
    ({ text, continues } = cutContinuation(trimLineEnd(line), escape));
    parts.push(text);
  }
  return parts.join('');
}

/** Blanks may follow the escape that continues a line; one that is itself escaped does not. */
function cutContinuation(
  line: string,
  escape: string,
): { readonly text: string; readonly continues: boolean } {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--;
  const continues = line[end - 1] === escape && line[end - 2] !== escape;
  return { text: continues ? line.slice(0, end - 1) : line, continues };
}
