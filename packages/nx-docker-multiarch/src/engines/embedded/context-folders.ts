import type { Digest } from '@nx-docker-multiarch/oci/model';
import {
  digestStoreFile,
  fillFromContextFile,
  findDockerignore,
  gitMode,
  LOADED_BYTES,
  openContextFile,
  scanPart,
  toScope,
  type ContextEntry,
  type ContextTree,
  type ScannedPart,
} from '../../context/scan/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { BuildScope } from '../engine.js';
import { digestContents, keyOfFile, type ScannedFolder } from './folder-digests.js';
import { toSourceFiles, type SourceFiles } from './source-files.js';
import { emptyFolder, ROOT_OWNER, type FileContent, type FileNode, type FolderNode } from './file-tree.js';

/** The folders of this machine that a build copies from. */
export interface ContextFolders {
  /** The files of the build context, or of a named one, as an image would have them: those that these sources of a `COPY` lead to. */
  open(name: string | undefined, sources: readonly string[]): Promise<SourceFiles>;
  /** The digests of those contents that are files of these folders, by their keys. */
  digestsOf(contents: readonly FileContent[]): Promise<ReadonlyMap<string, Digest>>;
}

/** What of this machine the folders are read with. */
export interface ContextFoldersOptions {
  /** Where digests of files are kept between runs. */
  readonly cacheDirectory: string;
  readonly now: () => Date;
  readonly findScan?: BuildScope['findScan'];
  readonly signal: AbortSignal;
}

const FOLDER_MODE = 0o755;

/** Each folder is scanned once, when somebody copies from it. */
export function createContextFolders(
  plan: BuildPlan,
  { cacheDirectory, now, findScan, signal }: ContextFoldersOptions,
): ContextFolders {
  const opened = new Map<string, Promise<SourceFiles>>();
  const folders = new Map<ContextTree, ScannedFolder>();
  let lastDigests: Promise<unknown> = Promise.resolve();

  const scan = async (name: string | undefined, sources: readonly string[]): Promise<ScannedPart> => {
    const known = findScan?.(name, sources);
    if (known !== undefined) return known;
    const root = rootOf(plan, name);
    const ignore = await findDockerignore(name === undefined ? plan.dockerfile : undefined, root);
    return scanPart(root, sources, { ignore, now, signal });
  };

  const open = async (name: string | undefined, sources: readonly string[]): Promise<SourceFiles> => {
    const part = await scan(name, sources);
    const { tree } = part;
    const storeFile = digestStoreFile(cacheDirectory, rootOf(plan, name), plan.dockerfile);
    folders.set(tree, { ...part, storeFile });
    const shownName = name === undefined ? tree.name : `--from=${name}, the folder ${tree.root}`;
    return toSourceFiles(toFolder(tree), shownName, { ...tree, from: name });
  };

  return {
    open(name, sources) {
      const key = JSON.stringify([name, toScope(sources) === undefined ? [] : sources]);
      const folder = opened.get(key) ?? open(name, sources);
      opened.set(key, folder);
      return folder;
    },
    digestsOf(contents) {
      // One after the other: each reads what the one before has kept.
      const digests = lastDigests.then(() => digestContents(contents, [...folders.values()], signal));
      lastDigests = digests.catch(() => undefined);
      return digests;
    },
  };
}

function rootOf({ context, buildContexts }: BuildPlan, name: string | undefined): string {
  return name === undefined ? context : (buildContexts[name] ?? '');
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
    key: keyOfFile(tree.root, entry.path),
    sizeBytes,
    read: (signal?: AbortSignal) => readUntilAborted(openContextFile(tree.root, entry), signal),
    ...(sizeBytes <= LOADED_BYTES && {
      fill: (bytes: Uint8Array) => fillFromContextFile(bytes, tree.root, entry),
    }),
  };
  return { type, mode: gitMode(entry.mode), ...ROOT_OWNER, content };
}

async function* readUntilAborted(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    yield piece;
  }
}
