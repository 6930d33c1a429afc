import { PluginError } from '../../errors/index.js';

/** Who owns a file: numbers, as in a layer. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The bytes of a file, wherever they are. */
export interface FileContent {
  /** The same for the same bytes of one run; different bytes never share it. */
  readonly key: string;
  /** Whether the key says the same in every run. */
  readonly isLasting?: boolean;
  readonly sizeBytes: number;
  read(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Writes all of it into these bytes at once, of small files that lie on the disc. */
  fill?(bytes: Uint8Array): void;
}

/** Permission bits with setuid, setgid and sticky, and the owner. */
export interface FileMeta extends Owner {
  readonly mode: number;
}

export interface FolderNode extends FileMeta {
  readonly type: 'directory';
  readonly children: Map<string, FileNode>;
}

export type LeafNode = FileMeta &
  (
    | { readonly type: 'file'; readonly content: FileContent }
    | { readonly type: 'symlink'; readonly linkTarget: string }
    /** A device, a pipe, a socket: known to be there, and never copied. */
    | { readonly type: 'other' }
  );

/** One file of a stage. Only the children of folders change. */
export type FileNode = FolderNode | LeafNode;

export const ROOT_OWNER: Owner = { uid: 0, gid: 0 };

const MAX_LINKS = 255;

/** A folder with nothing in it. */
export function emptyFolder(mode = 0o755, { uid, gid }: Owner = ROOT_OWNER): FolderNode {
  return { type: 'directory', mode, uid, gid, children: new Map() };
}

/** A tree that can change without the other. */
export function cloneTree(folder: FolderNode): FolderNode {
  const children = new Map<string, FileNode>();
  for (const [name, node] of folder.children)
    children.set(name, node.type === 'directory' ? cloneTree(node) : node);
  return { ...folder, children };
}

/** The names of a path, without `.`, empty ones, and `..` resolved as text, as Go's `path.Clean` does. */
export function splitNames(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names;
}

/** All bytes of a small file. */
export async function loadContent(content: FileContent, signal?: AbortSignal): Promise<Uint8Array> {
  if (content.fill !== undefined) {
    const bytes = Buffer.alloc(content.sizeBytes);
    content.fill(bytes);
    return bytes;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of content.read(signal)) pieces.push(piece);
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
}

/** What is at a path; no link is followed. */
export function findNode(root: FolderNode, path: string): FileNode | undefined {
  let node: FileNode | undefined = root;
  for (const name of splitNames(path))
    node = node?.type === 'directory' ? node.children.get(name) : undefined;
  return node;
}

/**
 * Where a path really is once every link in it is followed, the last one too: as in a process that has `root` for
 * its `/`, so no link leads out. What is not there yet stands for itself. Without a slash in front.
 * Errors: `BUILD_FAILED` if links lead in a circle.
 */
export function resolveLinks(root: FolderNode, path: string): string {
  const pending = path.split('/').reverse();
  const real: string[] = [];
  for (let links = 0; pending.length > 0;) {
    const name = pending.pop() as string;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      real.pop();
      continue;
    }
    const node = findNode(root, [...real, name].join('/'));
    if (node?.type !== 'symlink') {
      real.push(name);
      continue;
    }
    if (++links > MAX_LINKS)
      throw new PluginError('BUILD_FAILED', `Following ${path}: its symbolic links lead in a circle`);
    if (node.linkTarget.startsWith('/')) real.length = 0;
    pending.push(...node.linkTarget.split('/').reverse());
  }
  return real.join('/');
}
