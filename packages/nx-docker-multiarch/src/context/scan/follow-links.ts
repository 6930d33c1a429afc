import { posix } from 'node:path';
import type { SourceEntry, SourceTree } from './source-tree.js';

/** As many as BuildKit follows. */
const MAX_LINKS = 255;

/** Where a path ends; or the path, links followed so far, of which a part is not there; or that links go in a circle. */
export type PathEnd<Entry> =
  { readonly entry: Entry } | { readonly missing: string } | { readonly isCircle: true };

/**
 * The end of a clean path, all links in it followed, as if the tree were the whole disc: an absolute link
 * starts at its root, and no `..` leads out of it. As in BuildKit, a `..` in a link takes back the name before it, even
 * if that is a link itself.
 */
export function followLinks<Entry extends SourceEntry>(
  tree: SourceTree<Entry>,
  path: string,
): PathEnd<Entry> {
  let entry = tree.rootEntry;
  let left = split(path);
  for (let followed = 0; ;) {
    const [name, ...rest] = left;
    if (name === undefined) return { entry };
    const here = entry.path === '' ? name : `${entry.path}/${name}`;
    const found = tree.find(here);
    if (found === undefined) return { missing: [here, ...rest].join('/') };
    if (found.linkTarget === undefined) {
      entry = found;
      left = rest;
    } else {
      if (++followed > MAX_LINKS) return { isCircle: true };
      left = [...split(posix.resolve('/', entry.path, found.linkTarget)), ...rest];
      entry = tree.rootEntry;
    }
  }
}

function split(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
