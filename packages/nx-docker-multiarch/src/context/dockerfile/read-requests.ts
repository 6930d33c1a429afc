import type { Escape } from './dockerfile.js';
import { readHeredocs } from './heredocs.js';
import type { ParseRequest } from './parse-request.js';
import { nextLogicalLine, type LineReader, type LogicalLine } from './physical-lines.js';
import { splitInstruction } from './split-instruction.js';
import { trimSpace } from './white-space.js';
import { parseJsonForm } from './words.js';

/** The instructions of a file, in their order, taken apart. */
export function* readRequests(reader: LineReader, escape: Escape): Generator<ParseRequest> {
  for (let line = nextLogicalLine(reader, escape); line; line = nextLogicalLine(reader, escape))
    yield readRequest(reader, line, escape);
}

function readRequest(reader: LineReader, { line, text }: LogicalLine, escape: Escape): ParseRequest {
  const place = { name: reader.name, line };
  const { keyword, flags, rest } = splitInstruction(text, escape);
  const heredocs = takesHeredocs(keyword, rest, place, escape) ? readHeredocs(reader, text, line) : [];
  const written = { line, endLine: reader.read, source: trimSpace(text), heredocs };
  return { keyword: keyword.toUpperCase(), flags, rest, text, written, place, escape };
}

function takesHeredocs(keyword: string, rest: string, place: ParseRequest['place'], escape: Escape): boolean {
  if (/^onbuild$/i.test(keyword)) {
    const trigger = splitInstruction(rest, escape);
    return !/^onbuild$/i.test(trigger.keyword) && takesHeredocs(trigger.keyword, trigger.rest, place, escape);
  }
  return /^(?:run|copy|add)$/i.test(keyword) && parseJsonForm(rest, place) === undefined;
}
