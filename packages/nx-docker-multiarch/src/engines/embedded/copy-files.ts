import { PluginError } from '../../errors/index.js';
import type { Changes } from './changes.js';
import type { ModeChange } from './file-mode.js';
import {
  emptyFolder,
  findNode,
  resolveLinks,
  ROOT_OWNER,
  splitNames,
  type FileMeta,
  type FileNode,
  type FolderNode,
  type Owner,
} from './file-tree.js';

/** Something to copy: what a source of `COPY` led to. */
export interface CopyItem {
  /** The name it gets in a folder: the last of the path that it was found by, even if that is a link to it. */
  readonly name: string;
  readonly node: FileNode;
}

/** How `COPY` and `ADD` write what they copy. */
export interface CopyStyle {
  /** `--chown`; absent: what it is, and root for folders that are made. */
  readonly owner?: Owner | undefined;
  /** `--chmod`. */
  readonly mode?: ModeChange | undefined;
}

const FOLDER_MODE = 0o755;

/**
 * Copies one thing as `COPY` does: of a folder what is in it, and a file into a folder that is there or that the
 * destination's slash says. Links in the destination are followed, also to its last name.
 * `destination` is absolute; a slash or `/.` at its end says that it is a folder.
 * Errors: `BUILD_FAILED` where a folder would replace a file, or a file a folder.
 */
export function copyItem(changes: Changes, item: CopyItem, destination: string, style: CopyStyle): void {
  const made = madeFolder(style);
  const above = /\/\.?$/.test(destination) ? destination : destination.replace(/[^/]*$/, '');
  changes.makeFolders(resolveLinks(changes.root, above), made);
  const target = resolveLinks(changes.root, destination);
  const existing = findNode(changes.root, target);
  if (item.node.type === 'directory') {
    changes.makeFolders(target, made);
    copyChildren(changes, item.node, findNode(changes.root, target) as FolderNode, target, style);
    return;
  }
  const isInFolder = existing?.type === 'directory';
  const path = isInFolder ? joinPath(target, item.name) : target;
  const folder = path.replace(/\/?[^/]*$/, '');
  // A link to nothing leads to a folder that is not there either.
  changes.makeFolders(folder, made);
  copyNode(changes, item.node, findNode(changes.root, folder) as FolderNode, path, style);
}

/** What folders are like that a destination asks for and no source brings. */
export function madeFolder({ owner = ROOT_OWNER, mode }: CopyStyle): FileMeta {
  return { mode: mode?.made ?? FOLDER_MODE, uid: owner.uid, gid: owner.gid };
}

function copyChildren(
  changes: Changes,
  from: FolderNode,
  to: FolderNode,
  target: string,
  style: CopyStyle,
): void {
  for (const [name, node] of from.children)
    copyNode(changes, node, to, target === '' ? name : `${target}/${name}`, style);
}

function copyNode(
  changes: Changes,
  node: FileNode,
  folder: FolderNode,
  target: string,
  style: CopyStyle,
): void {
  const name = target.slice(target.lastIndexOf('/') + 1);
  const existing = folder.children.get(name);
  const meta = styled(node, style);
  if (node.type === 'directory') {
    if (existing !== undefined && existing.type !== 'directory')
      throw new PluginError('BUILD_FAILED', `Copying a folder to /${target}: what is there is no folder`);
    // A folder that is there keeps what is in it, and gets the mode and the owner of the one that is copied.
    const children = existing?.children ?? emptyFolder().children;
    const copied: FolderNode = { ...meta, type: 'directory', children };
    changes.putIn(folder, name, target, copied);
    copyChildren(changes, node, copied, target, style);
    return;
  }
  if (existing?.type === 'directory')
    throw new PluginError('BUILD_FAILED', `Copying a file to /${target}: a folder is there`);
  if (node.type === 'other')
    throw new PluginError(
      'BUILD_FAILED',
      `Copying to /${target}: devices, pipes and sockets can't be copied`,
    );
  changes.putIn(folder, name, target, { ...node, ...meta });
}

function styled(node: FileNode, { owner = node, mode }: CopyStyle): FileMeta {
  const changed = node.type === 'symlink' ? undefined : mode?.change(node.mode, node.type === 'directory');
  return { mode: changed ?? node.mode, uid: owner.uid, gid: owner.gid };
}

function joinPath(folder: string, name: string): string {
  return splitNames(`${folder}/${name}`).join('/');
}
