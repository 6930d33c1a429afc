import type { Tree } from '@nx/devkit';

/** What became of a file that was to be written. */
export type Written = 'created' | 'replaced' | 'unchanged' | 'kept';

/** Writes a file; one that is there already is kept, unless `force` says to replace it. */
export function writeNew(tree: Tree, path: string, content: string, { force = false } = {}): Written {
  if (!tree.exists(path)) {
    tree.write(path, content);
    return 'created';
  }
  if (tree.read(path, 'utf8') === content) return 'unchanged';
  if (!force) return 'kept';
  tree.write(path, content);
  return 'replaced';
}
