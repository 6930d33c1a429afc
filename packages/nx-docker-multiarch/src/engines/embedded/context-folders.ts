import { join } from 'node:path';
import {
  findDockerignore,
  gitMode,
  LOADED_BYTES,
  loadContextFile,
  openContextFile,
  scanContext,
  type ContextEntry,
  type ContextTree,
} from '../../context/scan/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { toSourceFiles, type SourceFiles } from './source-files.js';
import { emptyFolder, ROOT_OWNER, type FileNode, type FolderNode } from './file-tree.js';

/** The folders of this machine that a build copies from. */
export interface ContextFolders {
  /** The files of the build context, or of a named one, as an image would have them. */
  open(name: string | undefined): Promise<SourceFiles>;
}

const FOLDER_MODE = 0o755;

/** Each folder is scanned once, when somebody copies from it. */
export function createContextFolders(plan: BuildPlan, signal: AbortSignal): ContextFolders {
  const scanned = new Map<string | undefined, Promise<SourceFiles>>();
  const scan = async (name: string | undefined): Promise<SourceFiles> => {
    const root = name === undefined ? plan.context : (plan.buildContexts[name] ?? '');
    // A named context has no Dockerfile that a file with rules could be beside.
    const ignore = await findDockerignore(
      name === undefined ? plan.dockerfile : join(root, 'Dockerfile'),
      root,
    );
    const tree = await scanContext(root, { ignore, signal });
    return toSourceFiles(toFolder(tree), tree.name, tree);
  };
  return {
    open(name) {
      const folder = scanned.get(name) ?? scan(name);
      scanned.set(name, folder);
      return folder;
    },
  };
}

/** Owned by root, and with the modes that git would keep: the same on every machine. */
function toFolder(tree: ContextTree): FolderNode {
  const root = emptyFolder();
  const folders = new Map<string, FolderNode>([['', root]]);
  for (const entry of tree.entries) {
    const slash = entry.path.lastIndexOf('/');
    const node = toNode(tree, entry);
    folders.get(entry.path.slice(0, Math.max(slash, 0)))?.children.set(entry.path.slice(slash + 1), node);
    if (node.type === 'directory') folders.set(entry.path, node);
  }
  return root;
}

function toNode(tree: ContextTree, entry: ContextEntry): FileNode {
  const { type, sizeBytes } = entry;
  if (type === 'directory') return emptyFolder(FOLDER_MODE);
  if (type === 'symlink') return { type, mode: 0o777, ...ROOT_OWNER, linkTarget: entry.linkTarget ?? '' };
  if (type === 'special') return { type: 'other', mode: entry.mode, ...ROOT_OWNER };
  const content = {
    key: `${tree.root}\0${entry.path}`,
    sizeBytes,
    read: () => openContextFile(tree.root, entry),
    ...(sizeBytes <= LOADED_BYTES && { load: () => loadContextFile(tree.root, entry) }),
  };
  return { type, mode: gitMode(entry.mode), ...ROOT_OWNER, content };
}
