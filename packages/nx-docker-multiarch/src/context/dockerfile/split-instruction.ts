import { cutBlanks, isSpace, trimSpace } from './white-space.js';

/** An instruction in its three parts. */
export interface SplitInstruction {
  /** As written. */
  readonly keyword: string;
  /** Each from its `--` on, quotes and escapes removed. */
  readonly flags: readonly string[];
  /** Without white space around it. */
  readonly rest: string;
}

/** Takes an instruction apart. A lone `--` ends its flags. */
export function splitInstruction(text: string, escape: string): SplitInstruction {
  const { before: keyword, after = '' } = cutBlanks(trimSpace(text));
  const flags: string[] = [];
  for (let at = 0; ;) {
    while (at < after.length && isSpace(after.charAt(at))) at++;
    if (!after.startsWith('--', at)) return { keyword, flags, rest: trimSpace(after.slice(at)) };
    const { word, end } = readFlag(after, at, escape);
    at = end;
    if (word === '--') return { keyword, flags, rest: trimSpace(after.slice(at)) };
    flags.push(word);
  }
}

function readFlag(
  text: string,
  start: number,
  escape: string,
): { readonly word: string; readonly end: number } {
  let word = '';
  let quote: string | undefined;
  let at = start;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === undefined && isSpace(character)) break;
    if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) quote = character;
    else if (character === escape) word += text.charAt(++at);
    else word += character;
  }
  return { word, end: at };
}
