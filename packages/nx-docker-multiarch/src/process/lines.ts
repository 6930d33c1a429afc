import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** Takes the bytes of one stream, and the word that no more will come. */
export interface LineSplitter {
  write(bytes: Uint8Array): void;
  end(): void;
}

/** A line that is longer is handed on in pieces of this size: a child that never ends a line costs no memory. */
const MAX_LINE_CHARACTERS = 16 * 1024;

/**
 * Hands on each line of UTF-8 bytes as soon as it is whole, without its end and without terminal codes. A lone
 * carriage return ends a line too: programs redraw their progress with it.
 */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const emit = (line: string): void => {
    for (let start = 0; start === 0 || start < line.length; start += MAX_LINE_CHARACTERS) {
      onLine(stripVTControlCharacters(line.slice(start, start + MAX_LINE_CHARACTERS)));
    }
  };
  const take = (text: string): void => {
    // A carriage return at the very end may be the first half of a line's end: it waits for what follows.
    const lines = (rest + text).split(/\r\n|\n|\r(?=[^])/);
    rest = lines.pop() ?? '';
    lines.forEach(emit);
    if (rest.length < MAX_LINE_CHARACTERS) return;
    emit(rest);
    rest = '';
  };
  return {
    write: (bytes) => take(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    end: () => {
      take(decoder.end());
      if (rest !== '') emit(rest.replace(/\r$/, ''));
      rest = '';
    },
  };
}
