const SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** Whether a character is white space as BuildKit sees it: Unicode's, with U+0085 and without U+FEFF. */
export function isSpace(character: string): boolean {
  return SPACE.test(character);
}

/** A text without white space around it. */
export function trimSpace(text: string): string {
  return trimSpaceEnd(trimSpaceStart(text));
}

/** A text without white space in front. */
export function trimSpaceStart(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text.charAt(start))) start++;
  return text.slice(start);
}

/** The words between blanks; a text that ends or starts with one has an empty word there. */
export function splitBlanks(text: string): readonly string[] {
  return text.split(/[\t\v\f\r ]+/);
}

/** What stands before the first run of blanks, and after it. Without one, `after` is absent. */
export function cutBlanks(text: string): { readonly before: string; readonly after?: string } {
  const blanks = /[\t\v\f\r ]+/.exec(text);
  if (!blanks) return { before: text };
  return { before: text.slice(0, blanks.index), after: text.slice(blanks.index + blanks[0].length) };
}

/** The first word, and what follows it without white space in front; empty if there is nothing. */
export function cutSpace(text: string): { readonly before: string; readonly after: string } {
  let end = 0;
  while (end < text.length && !isSpace(text.charAt(end))) end++;
  return { before: text.slice(0, end), after: trimSpaceStart(text.slice(end)) };
}

function trimSpaceEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
