/** The lines of a text that is not empty, moved to the right; empty lines stay empty. */
export function indent(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns));
}
