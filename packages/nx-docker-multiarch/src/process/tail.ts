/** The last lines of a text that may be endless. */
export interface Tail {
  readonly add: (line: string) => void;
  readonly lines: () => readonly string[];
}

/** Keeps the newest lines, up to `maxCharacters` in all. */
export function createTail(maxCharacters: number): Tail {
  const kept: string[] = [];
  let characters = 0;
  return {
    add: (line) => {
      kept.push(line);
      characters += line.length + 1;
      while (characters > maxCharacters && kept.length > 1) characters -= (kept.shift() ?? '').length + 1;
    },
    lines: () => [...kept],
  };
}
