/** Which characters a `[…]` stands for, and where it ends. */
export interface CharacterClass {
  readonly accepts: (character: string) => boolean;
  /** The position after its `]`. */
  readonly end: number;
}

/**
 * Reads a `[…]` of a pattern, whose `[` is at `start`. `refuse` throws: for what Go's `filepath.Match` takes for no
 * class, and for what it takes for one that BuildKit, which makes a regular expression of it, takes for another.
 */
export function readClass(
  characters: readonly string[],
  start: number,
  refuse: (what: string) => never,
): CharacterClass {
  const ranges: (readonly [low: number, high: number])[] = [];
  let position = start + 1;
  const isNegated = characters[position] === '^';
  if (isNegated) position++;
  const readBound = (): number => {
    const bound = readOne(characters, position, refuse);
    position = bound.end;
    return bound.code;
  };
  do {
    const low = readBound();
    let high = low;
    if (characters[position] === '-') {
      position++;
      high = readBound();
    }
    if (low > high) refuse('the range in its […] runs backwards');
    ranges.push([low, high]);
  } while (characters[position] !== ']');
  return {
    accepts: (character) => {
      const code = codeOf(character);
      return ranges.some(([low, high]) => low <= code && code <= high) !== isNegated;
    },
    end: position + 1,
  };
}

function readOne(
  characters: readonly string[],
  start: number,
  refuse: (what: string) => never,
): { readonly code: number; readonly end: number } {
  const isEscaped = characters[start] === '\\';
  const character = isEscaped ? readEscape(characters, start, refuse) : characters[start];
  if (character === undefined) return refuse('its [ has no ]');
  if (!isEscaped) {
    if (character === ']' || character === '-') refuse(`a "${character}" in its […] needs a \\ before it`);
    if (/[*?]/.test(character) || (character === '[' && characters[start + 1] === ':'))
      refuse(`BuildKit misreads "${character}" within […]; write "\\${character}"`);
  }
  return { code: codeOf(character), end: start + (isEscaped ? 2 : 1) };
}

/** The character after a `\`, as itself. Letters and digits are refused: BuildKit has other meanings for them. */
export function readEscape(
  characters: readonly string[],
  start: number,
  refuse: (what: string) => never,
): string {
  const character = characters[start + 1];
  if (character === undefined) return refuse('nothing follows its \\');
  if (/[a-z0-9\u0080-\u{10ffff}]/iu.test(character))
    refuse(`BuildKit misreads "\\${character}"; write "${character}"`);
  return character;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
