/** A parsed pattern: characters, and what stands for any one or any run of them on one line. */
type Token = string | typeof ANY_RUN | typeof ANY_ONE;

const ANY_RUN = Symbol('*');
const ANY_ONE = Symbol('?');

export interface Match {
  readonly start: number;
  readonly end: number;
}

/** A pattern of `${V#…}`, `${V%…}` or `${V/…/…}`: `*`, `?`, and `\` before one of those, `\`, `/` or `}`. */
export type ShellPattern = readonly Token[];

/** `undefined` if a `\` stands before anything else. */
export function parseShellPattern(text: string): ShellPattern | undefined {
  const characters = [...text];
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') tokens.push(ANY_RUN);
    else if (character === '?') tokens.push(ANY_ONE);
    else if (character === '\\') {
      const escaped = characters[++at] ?? '';
      if (!['*', '?', '\\', '/', '}'].includes(escaped)) return undefined;
      tokens.push(escaped);
    } else tokens.push(character);
  }
  return tokens;
}

/**
 * The first place at or after `from` where a pattern matches: the longest of those that start there, or the shortest.
 * `anchored` allows only `from` itself. Takes time in proportion to both lengths, whatever the pattern.
 */
export function findMatch(
  pattern: ShellPattern,
  characters: readonly string[],
  from: number,
  { anchored, longest }: { readonly anchored: boolean; readonly longest: boolean },
): Match | undefined {
  let found: Match | undefined;
  // Where the earliest match began that has come as far as this token.
  let reached = new Array<number | undefined>(pattern.length + 1).fill(undefined);
  for (let at = from; at <= characters.length; at++) {
    if (!found && (at === from || !anchored)) reached[0] = earlier(reached[0], at);
    pattern.forEach((token, index) => {
      if (token === ANY_RUN) reached[index + 1] = earlier(reached[index + 1], reached[index]);
    });
    const start = reached[pattern.length];
    if (start !== undefined && (!found || start < found.start || (longest && start === found.start)))
      found = { start, end: at };
    if (found && !longest) return found;
    reached = step(pattern, reached, characters[at], found?.start ?? Infinity);
    if ((found || anchored) && reached.every((one) => one === undefined)) break;
  }
  return found;
}

function step(
  pattern: ShellPattern,
  reached: readonly (number | undefined)[],
  character: string | undefined,
  latestStart: number,
): (number | undefined)[] {
  const next = new Array<number | undefined>(reached.length).fill(undefined);
  pattern.forEach((token, index) => {
    const start = reached[index];
    if (start === undefined || start > latestStart || character === undefined) return;
    const to = typeof token === 'string' || token === ANY_ONE ? index + 1 : index;
    if (typeof token === 'string' ? token === character : character !== '\n')
      next[to] = earlier(next[to], start);
  });
  return next;
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}
