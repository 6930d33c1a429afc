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
  /** The same, for who has the folder at hand; `path` is the whole one, clean. */
  putIn(folder: FolderNode, name: string, path: string, node: FileNode): void;
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
    putIn(folder, name, [...names, name].join('/'), node);
  };
  const putIn = (folder: FolderNode, name: string, path: string, node: FileNode): void => {
    folder.children.set(name, node);
    changed.add(path);
  };

  return {
    root,
    put,
    putIn,
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
    paths.add(path);
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash);
      if (paths.has(folder)) break;
      paths.add(folder);
    }
  }
  const entries: LayerEntry[] = [];
  let at = { folder: '', node: root as FileNode | undefined };
  for (const path of [...paths].sort(byCodeUnits)) {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(slash, 0));
    if (folder !== at.folder) at = { folder, node: findNode(root, folder) };
    const node = at.node?.type === 'directory' ? at.node.children.get(path.slice(slash + 1)) : undefined;
    // What was put and then replaced by a file in the place of its folder is not there any more.
    if (node !== undefined) entries.push({ path, node });
  }
  return entries;
}

function byCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
