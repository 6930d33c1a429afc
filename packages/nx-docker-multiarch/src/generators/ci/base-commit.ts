/**
 * Shell that turns `$base`, the commit of the last run that pushed, into one that Nx can compare with. A commit that is
 * not among those before this one is of no use: what was pushed from it may differ in what no commit since then touches.
 */
export const CHECK_BASE = `if [ -z "$base" ] || ! git merge-base --is-ancestor "$base" HEAD 2>/dev/null; then
  echo 'None of the commits before this one is known to be pushed: everything counts as changed.'
  base=$(git hash-object -t tree /dev/null)
fi`;

/** Why the commit before a push would not do, for a comment. */
export const WHY_LAST_SUCCESS = `What the registry holds is what the last successful run on this branch has pushed. The commit before this push would not
do: its run may have failed, or have been skipped. After a force push, and the first time, everything counts as changed;
what was built of the same inputs is found in the registry all the same.`;

/** A text as comment lines. */
export function comment(text: string): string {
  return text.replace(/^/gm, '# ');
}
