import { redact } from '../errors/index.js';

const PLAIN = /^[\w@%+=:,./-]+$/;

/** One line that a POSIX shell reads as this command, with the secret parts of its URLs left out. */
export function formatCommand(command: string, args: readonly string[]): string {
  return [command, ...args].map((word) => quote(redact(word))).join(' ');
}

function quote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
