import { PluginError } from '../../errors/index.js';
import {
  emptyFolder,
  findNode,
  splitNames,
  type FileMeta,
  type FileNode,
  type FolderNode,
} from './file-tree.js';

/** A path that a layer holds, and what is there. A folder stands for itself alone. */
export interface LayerEntry {
  /** Without a slash in front or at the end; never the root. */
  readonly path: string;
  readonly node: FileNode;
}

/** A stage's files while one instruction changes them. */
export interface Changes {
  readonly root: FolderNode;
  /** Puts a node at a path whose folder is there, in the place of what was. */
  put(path: string, node: FileNode): void;
  /** Makes a folder and those above it that are missing, all of them the same. Errors: `BUILD_FAILED` where a file is in the way. */
  makeFolders(path: string, meta: FileMeta): void;
  /** What was put, and the folders it is in, as a layer: each path after its folder. */
  entries(): readonly LayerEntry[];
}

/** Starts to change a tree; it is changed in place. */
export function beginChanges(root: FolderNode): Changes {
  const changed = new Set<string>();

  const put = (path: string, node: FileNode): void => {
    const names = splitNames(path);
    const name = names.pop();
    const folder = findNode(root, names.join('/'));
    if (name === undefined || folder?.type !== 'directory')
      throw new PluginError('BUILD_FAILED', `Writing /${path}: /${names.join('/')} is no folder`);
    folder.children.set(name, node);
    changed.add([...names, name].join('/'));
  };

  return {
    root,
    put,
    makeFolders(path, meta) {
      const names = splitNames(path);
      for (let depth = 1; depth <= names.length; depth++) {
        const folder = names.slice(0, depth).join('/');
        const node = findNode(root, folder);
        if (node === undefined) put(folder, emptyFolder(meta.mode, meta));
        else if (node.type !== 'directory')
          throw new PluginError('BUILD_FAILED', `Making the folder /${folder}: a file is there`);
      }
    },
    entries: () => collectEntries(root, changed),
  };
}

function collectEntries(root: FolderNode, changed: ReadonlySet<string>): readonly LayerEntry[] {
  const paths = new Set<string>();
  for (const path of changed) {
    const names = path.split('/');
    for (let depth = names.length; depth > 0; depth--) {
      const above = names.slice(0, depth).join('/');
      if (depth < names.length && paths.has(above)) break;
      paths.add(above);
    }
  }
  return [...paths].sort(byCodeUnits).flatMap((path) => {
    // What was put and then replaced by a file in the place of its folder is not there any more.
    const node = findNode(root, path);
    return node === undefined ? [] : [{ path, node }];
  });
}

function byCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
