import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { settleEach } from '@nx-docker-multiarch/oci/errors';
import { PluginError } from '../../errors/index.js';
import type { IgnoreRules } from '../dockerignore/index.js';
import type { ContextEntry, ContextTree } from './context-tree.js';
import { createTree, parentPath } from './create-tree.js';
import { describeCause } from './describe-cause.js';
import type { ExcludedPath } from './source-tree.js';
import { readDirectory } from './read-directory.js';

/** How many folders are read at once: enough to keep the threads of Node's pool busy. */
const MAX_AT_ONCE = 32;

/** What a scan is told. */
export interface ScanOptions {
  readonly ignore?: IgnoreRules | undefined;
  /** Clean paths: only they, what is below them and the folders above them are looked at. Absent: everything. */
  readonly only?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Scan extends ScanOptions {
  readonly root: string;
  readonly doing: string;
}

/** Something the walk has seen; `isIgnored` is a folder in which something may be included. */
interface Found {
  readonly entry: ContextEntry;
  readonly isIgnored: boolean;
}

/**
 * All that is in a build context, but for what `ignore` leaves out. A folder that is left out is there if something in
 * it is not. No link is followed but `root` itself.
 * Errors: `OPTIONS_INVALID` if `root` is no folder; `CONTEXT_INVALID` for a folder that can't be read and for a name
 * that is not UTF-8; the signal's reason.
 */
export async function scanContext(root: string, options: ScanOptions = {}): Promise<ContextTree> {
  const doing = `Scanning build context ${root}`;
  const scan = { ...options, root: await resolveRoot(root, doing), doing };
  const rootEntry = readEntry(scan, '');
  if (rootEntry.type !== 'directory') throw noFolder(doing);
  const entries: ContextEntry[] = [];
  const visited = [rootEntry];
  const excluded: ExcludedPath[] = [];
  const ignored = new Map<string, ContextEntry>();
  for (let level: readonly string[] = ['']; level.length > 0;) {
    const found = await settleEach(level, MAX_AT_ONCE, (directory) => findIn(scan, directory, excluded));
    const next: string[] = [];
    for (const { entry, isIgnored } of found.flat()) {
      if (isIgnored) ignored.set(entry.path, entry);
      else entries.push(entry, ...takeFoldersAbove(entry.path, ignored));
      if (entry.type !== 'directory') continue;
      visited.push(entry);
      next.push(entry.path);
    }
    level = next;
  }
  return createTree({
    root: scan.root,
    rootEntry,
    entries,
    visited,
    excluded,
    ignoreName: options.ignore?.name,
    ...(options.ignore && { ruleFor: options.ignore.ruleFor }),
  });
}

/** What is in a folder. What is left out is added to `excluded`. */
async function findIn(scan: Scan, directory: string, excluded: ExcludedPath[]): Promise<readonly Found[]> {
  scan.signal?.throwIfAborted();
  const names = await readDirectory(scan.root, directory, scan.doing);
  return names.flatMap(({ path, isDirectory }): Found[] => {
    if (!isWanted(path, scan.only)) return [];
    const rule = scan.ignore?.ruleFor(path);
    if (rule === undefined) return [{ entry: readEntry(scan, path), isIgnored: false }];
    excluded.push({ path, rule });
    const mayMatter = isDirectory && scan.ignore?.mayContainIncluded(path) === true;
    return mayMatter ? [{ entry: readEntry(scan, path), isIgnored: true }] : [];
  });
}

function isWanted(path: string, only: readonly string[] | undefined): boolean {
  return (
    only === undefined ||
    only.some((wanted) => wanted === path || wanted.startsWith(`${path}/`) || path.startsWith(`${wanted}/`))
  );
}

/** The ignored folders that something included is in: from now on they are included too. */
function takeFoldersAbove(path: string, ignored: Map<string, ContextEntry>): readonly ContextEntry[] {
  const taken: ContextEntry[] = [];
  for (let parent = parentPath(path); ; parent = parentPath(parent)) {
    const entry = ignored.get(parent);
    if (entry === undefined) return taken;
    ignored.delete(parent);
    taken.push(entry);
  }
}

// Much of the time of an asynchronous lstat is the way to a thread and back: on a local disc this is faster (measured).
function readEntry(scan: Scan, path: string): ContextEntry {
  const file = join(scan.root, path);
  try {
    const stats = lstatSync(file);
    const type = typeOf(stats);
    return {
      path,
      type,
      mode: stats.mode & 0o7777,
      sizeBytes: type === 'file' ? stats.size : 0,
      ...(type === 'symlink' && { linkTarget: readlinkSync(file) }),
      mtimeMs: stats.mtimeMs,
      ctimeMs: stats.ctimeMs,
      inode: stats.ino,
      device: stats.dev,
    };
  } catch (cause) {
    throw new PluginError('CONTEXT_INVALID', `${scan.doing}: ${path}: ${describeCause(cause)}`, { cause });
  }
}

function typeOf(stats: Stats): ContextEntry['type'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'special';
}

async function resolveRoot(root: string, doing: string): Promise<string> {
  try {
    return await realpath(root);
  } catch (cause) {
    throw noFolder(doing, cause);
  }
}

function noFolder(doing: string, cause?: unknown): PluginError {
  const what = cause === undefined ? 'it is no folder' : describeCause(cause);
  return new PluginError('OPTIONS_INVALID', `${doing}: ${what}`, {
    cause,
    hint: 'Create it, or name another folder with the option context.',
  });
}
