/** Shorter values are part of ordinary words: masking them would spoil the output and hide nothing. */
const MIN_CHARACTERS = 4;

/** A function that puts `***` in place of each secret value in a line. Of a value of several lines, each is one. */
export function createMask(values: readonly string[]): (line: string) => string {
  const parts = values.flatMap((value) => value.split(/[\r\n]+/).map((line) => line.trim()));
  // Longest first: a value that holds another one is masked as a whole.
  const hidden = [...new Set(parts)]
    .filter((part) => part.length >= MIN_CHARACTERS)
    .sort((a, b) => b.length - a.length);
  return (line) => hidden.reduce((text, part) => text.replaceAll(part, '***'), line);
}
