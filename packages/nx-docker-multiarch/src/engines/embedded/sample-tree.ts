import { emptyFolder, ROOT_OWNER, type FileContent, type FileNode, type FolderNode } from './file-tree.js';

/** For tests: content of this text. */
export function sampleContent(text: string): FileContent {
  const bytes = Buffer.from(text);
  return {
    key: text,
    sizeBytes: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}

/**
 * For tests: a tree of these paths. A text is a file of that content, or a link if it starts with `->`; what ends in
 * a slash is a folder; anything else is a node as it is.
 */
export function sampleTree(paths: Readonly<Record<string, string | FileNode>>): FolderNode {
  const root = emptyFolder();
  for (const [path, value] of Object.entries(paths)) {
    const names = path.split('/').filter((name) => name !== '');
    const name = names.pop() as string;
    let folder = root;
    for (const each of names) {
      const next = folder.children.get(each) ?? emptyFolder();
      folder.children.set(each, next);
      folder = next as FolderNode;
    }
    folder.children.set(name, path.endsWith('/') ? emptyFolder() : toNode(value));
  }
  return root;
}

/** For tests: each path as `type mode uid:gid content`. */
export function describeTree(folder: FolderNode, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    [...folder.children].flatMap(([name, node]) => {
      const path = `${prefix}${name}`;
      const below = node.type === 'directory' ? Object.entries(describeTree(node, `${path}/`)) : [];
      return [[path, describeNode(node)], ...below];
    }),
  );
}

/** For tests: a node as `type mode uid:gid content`. */
export function describeNode(node: FileNode): string {
  const content = node.type === 'file' ? node.content.key : node.type === 'symlink' ? node.linkTarget : '';
  return `${node.type} ${node.mode.toString(8)} ${node.uid}:${node.gid} ${content}`.trim();
}

function toNode(value: string | FileNode): FileNode {
  if (typeof value !== 'string') return value;
  if (value.startsWith('->'))
    return { type: 'symlink', mode: 0o777, ...ROOT_OWNER, linkTarget: value.slice(2) };
  return { type: 'file', mode: 0o644, ...ROOT_OWNER, content: sampleContent(value) };
}
