import type { SourceTree } from '../../context/scan/index.js';
import { findNode, type FileNode, type FolderNode } from './file-tree.js';

/** A file to copy, and where it is. */
export interface SourceFile {
  readonly path: string;
  readonly linkTarget?: string | undefined;
  readonly node: FileNode;
}

/** Files that a `COPY` takes from: of the build context, a stage, or an image. */
export type SourceFiles = SourceTree<SourceFile>;

/** What a tree is, for messages. */
export type SourceOrigin = Partial<Pick<SourceFiles, 'from' | 'excluded' | 'ignoreName'>>;

/** A tree as something to copy from. `name` is for messages: `--from=build`. */
export function toSourceFiles(
  root: FolderNode,
  name: string,
  { from, excluded = [], ignoreName }: SourceOrigin = {},
): SourceFiles {
  return {
    name,
    from,
    rootEntry: toFile('', root),
    excluded,
    ignoreName,
    find(path) {
      const node = findNode(root, path);
      return node && toFile(path, node);
    },
    childrenOf(path) {
      const folder = findNode(root, path);
      if (folder?.type !== 'directory') return [];
      const names = [...folder.children].sort(([left], [right]) => (left < right ? -1 : 1));
      return names.map(([child, node]) => toFile(path === '' ? child : `${path}/${child}`, node));
    },
  };
}

function toFile(path: string, node: FileNode): SourceFile {
  return { path, node, ...(node.type === 'symlink' && { linkTarget: node.linkTarget }) };
}
