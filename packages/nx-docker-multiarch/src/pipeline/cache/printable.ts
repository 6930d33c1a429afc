const MAX_TEXT = 500;

/** Text that can be shown: an entry is anybody's, and nothing of it may move a cursor. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, MAX_TEXT);
}
