import { cleanPath } from '../dockerignore/index.js';
import type { ContextTree } from './context-tree.js';

/**
 * The paths of a build context that sources of `COPY` can lead to without a link: each up to its first wildcard.
 * `undefined` if that is all of it.
 */
export function toScope(sources: readonly string[]): readonly string[] | undefined {
  const paths = sources.map((source) => literalNames(source).join('/'));
  return paths.includes('') ? undefined : [...new Set(paths)].sort();
}

/** Whether no link leads these sources out of the scope that was scanned for them. */
export function isSelfContained(tree: ContextTree, sources: readonly string[]): boolean {
  return sources.every((source) => {
    const names = literalNames(source);
    const isLink = (depth: number): boolean =>
      tree.find(names.slice(0, depth).join('/'))?.linkTarget !== undefined;
    if (names.some((_, position) => isLink(position + 1))) return false;
    if (names.length === namesOf(source).length) return true;
    // What a wildcard meets is followed; what is in a folder that is copied stays a link.
    const folder = `${names.join('/')}/`;
    return !tree.entries.some(({ path, linkTarget }) => linkTarget !== undefined && path.startsWith(folder));
  });
}

function literalNames(source: string): readonly string[] {
  const names = namesOf(source);
  const wild = names.findIndex((name) => /[*?[\\]/.test(name));
  return wild < 0 ? names : names.slice(0, wild);
}

function namesOf(source: string): readonly string[] {
  return cleanPath(`/${source}`)
    .split('/')
    .filter((name) => name !== '');
}
