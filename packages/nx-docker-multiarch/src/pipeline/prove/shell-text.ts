/** One simple command in a shell's text. */
export interface SimpleCommand {
  /** Without quotes; what the shell would expand still has its `$`. */
  readonly words: readonly string[];
  /** What stands behind it; `end` at the end of the text, `unknown` where it goes on in a way that is not read. */
  readonly after: string;
}

/** A word is made of plain letters, quoted text and simple variables, nothing that would run a command. */
const WORD = String.raw`(?:[^\s'"\\\x60$|&;<>()]|'[^']*'|"(?:[^"\\\x60$]|\$(?!\())*"|\$\{[^{}\s'"\x60]*\}|\$(?![({]))+`;
const REDIRECTION = String.raw`\d*(?:>>|>\|?|<(?!<))&?[ \t]*${WORD}`;
const TOKEN = new RegExp(
  String.raw`(?<blank>[ \t]+)|(?<redirection>${REDIRECTION})|(?<separator>&&|\|\||[;&|\n])\s*|(?<word>${WORD})`,
  'y',
);

/**
 * The simple commands at the start of a shell's text, as far as it is made of words, redirections and what joins commands
 * (POSIX, Shell Command Language §2.3). Keywords are words here.
 */
export function readShellText(text: string): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let isGlued = false;
  const token = new RegExp(TOKEN);
  let end = 0;
  for (let match = token.exec(text); match && match.groups?.['word']?.[0] !== '#'; match = token.exec(text)) {
    const { separator, word } = match.groups ?? {};
    end = token.lastIndex;
    isGlued = word !== undefined;
    if (word !== undefined) words.push(word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
    if (separator === undefined) continue;
    commands.push({ words, after: separator });
    words = [];
  }
  if (end === text.length) return [...commands, { words, after: 'end' }];
  // "name (" is the start of a function, and "name$(…)" is not the word "name".
  const known = text[end] === '(' ? [] : words.slice(0, isGlued ? -1 : undefined);
  return [...commands, { words: known, after: 'unknown' }];
}
