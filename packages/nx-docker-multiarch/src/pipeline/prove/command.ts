import type { ImageConfig } from '@nx-docker-multiarch/oci/model';
import { commandsIn } from './shell-commands.js';
import { unwrap } from './wrapper.js';

/** Something that a container runs. */
export interface Command {
  /** A program's name or path, and its arguments; never empty. */
  readonly words: readonly string[];
  /** The words at their end that come from the image's `Cmd`, where it has an `Entrypoint` too. */
  readonly cmd: readonly string[];
  /** Whether it is sure to be a program: not so for what a script is given, or for a name in a shell's text. */
  readonly isCertain: boolean;
}

const SHELLS = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'zsh']);
/** Debian's wine is a script, and what it is given is for Windows and right all the same. */
const EMULATOR = /(?:^|\/)wine(?:32|64)?(?:-\w+)?$/;
/** What a name has to look like where it might be something else: an option, `NAME=value`, a variable, a pattern. */
const PLAIN_NAME = /^[\w./][\w./+@:,%-]*$/;

/** What a container starts with; `undefined` if the image does not say. */
export function firstCommand({ entrypoint, cmd }: ImageConfig): Command | undefined {
  const words = [...entrypoint, ...cmd];
  return words.length === 0 ? undefined : { words, cmd: entrypoint.length === 0 ? [] : cmd, isCertain: true };
}

/** What a script's command really runs: its interpreter, with the one argument that a `#!` line can have. */
export function interpretedBy(
  line: string,
  path: string,
  { words, ...command }: Command,
): Command | undefined {
  const [, interpreter, argument] = /^[ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
  if (interpreter === undefined) return undefined;
  return { ...command, words: [interpreter, ...(argument ? [argument] : []), path, ...words.slice(1)] };
}

/**
 * The commands that a command's own words make it start: what a wrapper becomes, what a shell is told after `-c`, and
 * what a shell script is given, since that is what most entrypoint scripts run in the end. What can't be told is left out.
 */
export function startedBy(command: Command): readonly Command[] {
  const { words, cmd, isCertain } = command;
  const [program = ''] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (name === 'busybox') return startedBy({ ...command, words: words.slice(1) });
  if (!SHELLS.has(name)) return [{ words: unwrap(words), cmd, isCertain }].filter(isPossible);
  const told = toldToShell(words.slice(1));
  const started =
    'text' in told ? commandsIn(told.text) : [told.given, ...(told.given.length > cmd.length ? [cmd] : [])];
  return started.map((one) => ({ words: one, cmd: [], isCertain: false })).filter(isPossible);
}

function isPossible({ words, isCertain }: Command): boolean {
  const [program] = words;
  return program !== undefined && (isCertain || PLAIN_NAME.test(program));
}

/** Reads a shell's options: the text after `-c`, in whatever cluster it stands, or what the script behind them is given. */
function toldToShell(
  words: readonly string[],
): { readonly text: string } | { readonly given: readonly string[] } {
  let isText = false;
  let rest = words;
  for (let [option] = rest; option !== undefined && /^[-+]./.test(option); [option] = rest) {
    rest = rest.slice(1);
    if (option === '--') break;
    if (option.startsWith('--')) rest = rest.slice(/^--(?:rcfile|init-file)$/.test(option) ? 1 : 0);
    else {
      isText ||= option.startsWith('-') && option.includes('c');
      rest = rest.slice(option.replace(/[^oO]/g, '').length);
    }
  }
  return isText ? { text: rest[0] ?? '' } : { given: EMULATOR.test(rest[0] ?? '') ? [] : rest.slice(1) };
}
