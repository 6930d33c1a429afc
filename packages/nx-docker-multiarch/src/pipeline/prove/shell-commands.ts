import { readShellText } from './shell-text.js';
import { unwrap, withoutAssignments } from './wrapper.js';

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Builtins that prepare: nobody asks with them whether the next command is to run. */
const PREPARING = setOf(
  ': alias cd declare echo exec export hash printf pwd readonly set shift shopt trap true typeset ulimit umask unset',
);
const OTHER_BUILTINS = setOf('[ command false getopts jobs kill let read test type wait');
/** From these on the text is no plain sequence, or programs may be looked for elsewhere. */
const ENDING = setOf('. source eval exit return { [[ ! if for while until case select function time coproc');
const ENDS_LIST = new Set([';', '&', '\n']);
const JOINS_CHAIN = new Set(['&&', '|', 'end']);
const RELATIVE = /^[\w.][\w.+-]*\//;

/**
 * The commands that a shell's text is sure to run, in order and without builtins: the first of each list, and the rest of
 * a chain of `&&` if nothing else is to happen should one of them fail. Reads on only as far as it can be sure.
 */
export function commandsIn(text: string): readonly (readonly string[])[] {
  const simple = readShellText(text.trimEnd().replace(/;$/, ''));
  const lastChain = simple.findLastIndex(({ after }) => !JOINS_CHAIN.has(after)) + 1;
  const found: (readonly string[])[] = [];
  let folder = '';
  let isSure = true;
  for (const [position, { words, after }] of simple.entries()) {
    const command = withoutAssignments(words);
    const [program = ''] = command;
    // An exit that may not happen leaves what follows as sure as it was.
    if (changesPath(words) || (ENDING.has(program) && (isSure || program !== 'exit'))) break;
    if (program === 'cd') folder = isSure ? enter(folder, command) : '$PWD';
    const started = program === 'exec' ? unwrap(command) : command;
    if (isSure && !isBuiltin(started)) found.push(inFolder(folder, started));
    if (isSure && program === 'exec' && command.length > 1) break;
    if (ENDS_LIST.has(after)) isSure = true;
    else if (after === '||') isSure = false;
    else if (after === '&&' && !PREPARING.has(program)) isSure &&= position >= lastChain;
  }
  return found;
}

function isBuiltin([program]: readonly string[]): boolean {
  return program === undefined || PREPARING.has(program) || OTHER_BUILTINS.has(program);
}

function changesPath(words: readonly string[]): boolean {
  return words.some((word) => word.startsWith('PATH='));
}

/** The folder after `cd`, relative to where the shell began. */
function enter(folder: string, [, ...words]: readonly string[]): string {
  const target = words.find((word) => !word.startsWith('-')) ?? '$HOME';
  return folder === '' || /^[/$~]/.test(target) ? target : `${folder}/${target}`;
}

function inFolder(folder: string, words: readonly string[]): readonly string[] {
  return folder === '' ? words : words.map((word) => (RELATIVE.test(word) ? `${folder}/${word}` : word));
}
