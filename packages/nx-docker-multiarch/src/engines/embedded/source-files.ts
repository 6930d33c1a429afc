import type { ExcludedPath, SourceTree } from '../../context/scan/index.js';
import { findNode, type FileNode, type FolderNode } from './file-tree.js';

/** A file to copy, and where it is. */
export interface SourceFile {
  readonly path: string;
  readonly linkTarget?: string | undefined;
  readonly node: FileNode;
}

/** Files that a `COPY` takes from: of the build context, a stage, or an image. */
export type SourceFiles = SourceTree<SourceFile>;

/** What `.dockerignore` left out of a build context, for messages. */
export interface LeftOut {
  readonly excluded: readonly ExcludedPath[];
  readonly ignoreName: string | undefined;
}

const NOTHING: LeftOut = { excluded: [], ignoreName: undefined };

/** A tree as something to copy from. `name` is for messages: `stage build`. */
export function toSourceFiles(
  root: FolderNode,
  name: string,
  { excluded, ignoreName }: LeftOut = NOTHING,
): SourceFiles {
  return {
    name,
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
