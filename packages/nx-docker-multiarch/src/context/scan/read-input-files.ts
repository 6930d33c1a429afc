import { digestOf, type Digest } from '@nx-docker-multiarch/oci/model';
import type { IgnoreRules } from '../dockerignore/index.js';
import { areAsScanned } from './as-scanned.js';
import type { ContextEntry, ContextTree } from './context-tree.js';
import { digestFiles } from './digest-files.js';
import { gitMode } from './git-mode.js';
import { scanPart, type ScannedPart } from './scan-part.js';

/** What an image can hold of one entry of a build context: neither time nor owner. */
export interface InputFile {
  /** Relative to the build context, with `/`, without one in front. */
  readonly path: string;
  readonly type: ContextEntry['type'];
  /** `undefined` where it makes no difference to the image. */
  readonly mode: number | undefined;
  /** The digest of a file, the target of a link; `undefined` for all else. */
  readonly content: string | undefined;
}

/** The files of a build context that a build can reach. */
export interface InputFiles {
  /** In the order of their paths, by code units: the same on every machine. */
  readonly files: readonly InputFile[];
  /** Of all of them together. */
  readonly digest: Digest;
  /** What they were found in. */
  readonly part: ScannedPart;
  /** Whether nothing was written since: no file is read for it. */
  isAsScanned(): boolean;
}

/** Which files of a folder count, and how. */
export interface InputFilesOptions {
  readonly ignore: IgnoreRules | undefined;
  /** Sources of `COPY`: they, what is below them, and all that links could make of them. `undefined`: everything. */
  readonly only: readonly string[] | undefined;
  /** `git`: whether a file can be executed, and nothing of folders. `exact`: all permission bits of both. */
  readonly modes: 'git' | 'exact';
  /** Absolute path of the file that keeps digests between runs. */
  readonly storeFile: string;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a build can reach of a build context. Folders above what is reached are not among them, as no copy makes anything of them.
 * Errors: those of `scanContext` and `digestFiles`.
 */
export async function readInputFiles(
  root: string,
  { ignore, only, modes, storeFile, now, signal }: InputFilesOptions,
): Promise<InputFiles> {
  const part = await scanPart(root, only, { ignore, now, signal });
  const { tree, scope, scannedAt } = part;
  const entries = scope === undefined ? tree.entries : entriesWithin(tree, scope);
  const digests = await digestFiles(tree, entries, { storeFile, scannedAt, signal });
  const files = entries.map((entry) => ({
    path: entry.path,
    type: entry.type,
    mode: modes === 'git' ? modeInGit(entry) : exactMode(entry),
    content: digests.get(entry.path) ?? entry.linkTarget,
  }));
  return {
    files,
    digest: digestOf(files.map(formatFile).join('\n')),
    part: { ...part, digests },
    isAsScanned: () => areAsScanned(tree.root, [...tree.visited, ...entries]),
  };
}

/** No part of a path or a link's target is a zero. */
function formatFile({ path, type, mode, content }: InputFile): string {
  return [path, type, mode?.toString(8), content].map((part) => part ?? '').join('\0');
}

function entriesWithin({ entries }: ContextTree, scope: readonly string[]): readonly ContextEntry[] {
  const tops = new Set(scope);
  return entries.filter(({ path }) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
      if (tops.has(path.slice(0, end))) return true;
    return false;
  });
}

function modeInGit({ type, mode }: ContextEntry): number | undefined {
  return type === 'file' ? gitMode(mode) : undefined;
}

function exactMode({ type, mode }: ContextEntry): number | undefined {
  return type === 'file' || type === 'directory' ? mode : undefined;
}
