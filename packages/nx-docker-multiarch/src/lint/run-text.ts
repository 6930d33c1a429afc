import type { Heredoc, RunInstruction } from '../context/dockerfile/index.js';
import { bareCommand } from './weigh-command.js';

const QUOTED = String.raw`(?:'[^']*'|"(?:\\[^]|[^"\\])*")`;
/** A string that is a script of its own: what is in it counts as if it stood there. */
const INNER_SCRIPT = String.raw`(?:\b(?:ba|da|a|k|z)?sh\s+(?:[-+\w]+\s+)*-\w*c|\bsu\s[^'"\n;&|]*-c|\beval)\s+${QUOTED}`;
const OPAQUE = new RegExp(String.raw`${INNER_SCRIPT}|\\[^]|${QUOTED}`, 'g');
const COMMENTS = new RegExp(String.raw`\\[^]|${QUOTED}|(?<=^|[\s;&|()])#.*`, 'g');
const COMMAND_ENDS = /&&|\|\||;|\n/g;
const PIPES = /\|/g;

/** `<<EOF`, with its name, and where a shell's output goes to. */
const MARK = /\d*<<-?\s*(["']?)([\w.-]+)\1/g;
const REDIRECTIONS = /(?:\d*|&)>{1,2}&?\s*\S+/g;
/** A shell that reads its commands from what it is fed. */
const READING_SHELL =
  /^(?:\S*\/)?(?:ba|da|a|k|z)?sh(?:\s+[-+](?:\w*o\s+\w+|[abd-zA-Z]+))*(?:\s+-(?:s\s.*)?)?$/;
const OTHER_INTERPRETER = /^\s*#!(?!.*\b(?:ba|da|a|k|z)?sh\b)/;

/** All that a `RUN` hands to its shell, a command in the JSON form as one line. Its comments are left out. */
export function textOfRun({ command, heredocs }: RunInstruction): string {
  const text = command.form === 'exec' ? command.args.join(' ') : command.text;
  const scripts = heredocs.filter((heredoc) => isScript(heredoc, text));
  return [text, ...scripts.map(({ content }) => content)].map(withoutComments).join('\n');
}

/** The heredocs of a `RUN` that are no scripts, and in which its shell puts variables in. */
export function filledInOfRun({ command, heredocs }: RunInstruction): readonly string[] {
  const text = command.form === 'exec' ? '' : command.text;
  return heredocs.flatMap((heredoc) => (heredoc.expand && !isScript(heredoc, text) ? [heredoc.content] : []));
}

/** The commands of a shell's text, roughly: pipelines stay whole. */
export function splitCommands(text: string): readonly string[] {
  return splitAt(text.replace(/\\\n/g, ' '), COMMAND_ENDS);
}

/** The commands of a pipeline. */
export function splitPipeline(command: string): readonly string[] {
  return splitAt(command, PIPES);
}

/** A text in its parts; what is quoted ends none of them. */
function splitAt(text: string, ends: RegExp): readonly string[] {
  const plain = text.replace(OPAQUE, (quoted) =>
    /^[\\'"]/.test(quoted) ? '_'.repeat(quoted.length) : quoted,
  );
  const found = [...plain.matchAll(ends)];
  const starts = [0, ...found.map(({ 0: end, index }) => index + end.length)];
  return starts
    .map((start, position) => text.slice(start, found[position]?.index).trim())
    .filter((part) => part !== '');
}

function withoutComments(text: string): string {
  return text.replace(COMMENTS, (token) => (token.startsWith('#') ? '' : token));
}

/** `RUN <<EOF` and `RUN <<EOF bash -e` are fed to a shell; `RUN cat <<EOF >file` is the content of a file. */
function isScript({ name, content }: Heredoc, text: string): boolean {
  const parts =
    splitCommands(text)
      .map(splitPipeline)
      .find((pipeline) => pipeline.some(opens)) ?? [];
  function opens(command: string): boolean {
    return [...command.matchAll(MARK)].some(([, , opened]) => opened === name);
  }
  return parts.slice(parts.findIndex(opens)).some((part) => {
    const command = bareCommand(part.replace(MARK, '').replace(REDIRECTIONS, ''));
    return command === '' ? !OTHER_INTERPRETER.test(content) : READING_SHELL.test(command);
  });
}
