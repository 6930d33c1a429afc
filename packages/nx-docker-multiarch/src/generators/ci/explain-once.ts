// With the empty line that divides it from another one.
const COMMENT_BLOCK = /^(?: *# .*\n)+\n?/gm;

/** A text of which every comment is there once: what a first job explains, the others need not. */
export function explainOnce(text: string): string {
  const seen = new Set<string>();
  return text.replace(COMMENT_BLOCK, (block) => {
    const said = block.trim().replace(/^ +/gm, '');
    if (seen.has(said)) return '';
    seen.add(said);
    return block;
  });
}
