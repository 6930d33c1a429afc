import type { Heredoc, RunInstruction } from '../context/dockerfile/index.js';

const COMMENT_LINES = /^[ \t]*#.*$/gm;
const SEPARATOR = /&&|\|\||;|\n/;

/** All that a `RUN` hands to its shell, a command in the JSON form as one line. Its comments are left out. */
export function textOfRun({ command, heredocs }: RunInstruction): string {
  const text = command.form === 'exec' ? command.args.join(' ') : command.text;
  return [text, ...heredocs.filter(isForShell(text)).map(({ content }) => content)]
    .join('\n')
    .replace(COMMENT_LINES, '');
}

/** The commands of a shell's text, roughly: pipelines stay whole, and quotes are not looked at. */
export function splitCommands(text: string): readonly string[] {
  return text
    .replace(/\\\n/g, ' ')
    .split(SEPARATOR)
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

/** `RUN <<'EOF'` is a script, `RUN cat <<'EOF' >file` the content of a file. */
function isForShell(text: string): (heredoc: Heredoc) => boolean {
  return ({ expand }) => expand || text.trimStart().startsWith('<<');
}
