import type { SourceEntry, SourceTree } from './source-tree.js';

/** What is at one path of a build context. Links are not followed: a link is an entry itself. */
export interface ContextEntry extends SourceEntry {
  /** `special` is what can't be in an image by a copy: a socket, a fifo, a device. */
  readonly type: 'file' | 'directory' | 'symlink' | 'special';
  /** Permission bits, with setuid, setgid and sticky: `0o7777` at most. */
  readonly mode: number;
  /** 0 for all but files. */
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
  readonly device: number;
}

/** The files of a build context, as they were when it was scanned, without what `.dockerignore` leaves out. */
export interface ContextTree extends SourceTree<ContextEntry> {
  /** The folder's absolute path, without links. */
  readonly root: string;
  /** In the order of their paths, by code units: a folder before what is in it, the same on every machine. */
  readonly entries: readonly ContextEntry[];
  /** Every folder that was looked into, also where nothing in it is an entry: what is added to one changes its time. */
  readonly visited: readonly ContextEntry[];
}
