import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { ContextEntry } from './context-tree.js';

/**
 * Whether these entries of a folder have the sizes, modes, times and inodes that they were scanned with: then no file of them
 * was written, and nothing was added to a folder of them or taken away. Anything else may be the same all the same.
 */
export function areAsScanned(root: string, entries: readonly ContextEntry[]): boolean {
  return entries.every(({ path, type, mode, sizeBytes, mtimeMs, ctimeMs, inode }) => {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stats === undefined) return false;
    const size = type === 'file' ? stats.size : 0;
    const found = [stats.mode & 0o7777, size, stats.mtimeMs, stats.ctimeMs, stats.ino];
    return [mode, sizeBytes, mtimeMs, ctimeMs, inode].every((fact, position) => fact === found[position]);
  });
}
