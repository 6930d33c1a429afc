import {
  emptyFolder,
  findNode,
  resolveLinks,
  splitNames,
  type FileContent,
  type FileMeta,
  type FileNode,
  type FolderNode,
} from './file-tree.js';

/** One path of a layer as its tar says it, without content. */
export interface ListedEntry {
  /** Without a slash in front or at the end; empty for the root. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  /** Of a symbolic link its text, of a hard link the path of the other entry. */
  readonly linkTarget?: string | undefined;
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** Unpacks a layer onto a tree, without contents (image-spec, layer.md). Folders that it does not name are made. */
export function applyLayer(
  root: FolderNode,
  entries: readonly ListedEntry[],
  contentOf: (entry: ListedEntry) => FileContent,
): void {
  // What a layer takes away is of the layers below, wherever it stands in the tar.
  for (const { path } of entries) removeWhitedOut(root, path);
  for (const entry of entries) {
    const { folder, name } = splitPath(entry.path);
    if (name.startsWith(WHITEOUT)) continue;
    if (name === '') Object.assign(root, metaOf(entry));
    else put(makeFolder(root, folder), name, entry, root, contentOf);
  }
}

function removeWhitedOut(root: FolderNode, path: string): void {
  const { folder, name } = splitPath(path);
  if (!name.startsWith(WHITEOUT)) return;
  const node = findNode(root, resolveLinks(root, folder));
  if (node?.type !== 'directory') return;
  if (name === OPAQUE) node.children.clear();
  else node.children.delete(name.slice(WHITEOUT.length));
}

function put(
  folder: FolderNode,
  name: string,
  entry: ListedEntry,
  root: FolderNode,
  contentOf: (entry: ListedEntry) => FileContent,
): void {
  const existing = folder.children.get(name);
  // A node of its own: the one that is there is also what an earlier layer holds.
  if (entry.type === 'directory' && existing?.type === 'directory')
    folder.children.set(name, { ...existing, ...metaOf(entry) });
  else folder.children.set(name, toNode(entry, root, contentOf));
}

function toNode(
  entry: ListedEntry,
  root: FolderNode,
  contentOf: (entry: ListedEntry) => FileContent,
): FileNode {
  const meta = metaOf(entry);
  switch (entry.type) {
    case 'directory':
      return emptyFolder(meta.mode, meta);
    case 'file':
      return { ...meta, type: 'file', content: contentOf(entry) };
    case 'symlink':
      return { ...meta, type: 'symlink', linkTarget: entry.linkTarget ?? '' };
    case 'hardlink':
      return linkNode(entry.linkTarget ?? '', root, meta) ?? { ...meta, type: 'other' };
    case 'other':
      return { ...meta, type: 'other' };
  }
}

/** Both names of one file, which has the mode and the owner that were said last; `undefined` if there is no such file. */
export function linkNode(target: string, root: FolderNode, meta: FileMeta): FileNode | undefined {
  const names = splitNames(target);
  const name = names.pop() ?? '';
  const folder = findNode(root, names.join('/'));
  const linked = folder?.type === 'directory' ? folder.children.get(name) : undefined;
  if (folder?.type !== 'directory' || linked === undefined || linked.type === 'directory') return undefined;
  const node = { ...linked, ...meta };
  folder.children.set(name, node);
  return node;
}

function metaOf({ mode, uid, gid }: ListedEntry) {
  return { mode: mode & 0o7777, uid, gid };
}

/** The folder at a path, links in it followed; made where it is missing, also in the place of a file. */
function makeFolder(root: FolderNode, path: string): FolderNode {
  let folder = root;
  for (const name of splitNames(resolveLinks(root, path))) {
    const existing = folder.children.get(name);
    const next = existing?.type === 'directory' ? existing : emptyFolder();
    if (next !== existing) folder.children.set(name, next);
    folder = next;
  }
  return folder;
}

function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}
