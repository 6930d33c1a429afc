import { posix } from 'node:path';

/** The shortest path that says the same, as Go's `path.Clean`: no `.`, no `//`, no `/` at the end, `..` only in front. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}
