import { compareText } from '@nx-docker-multiarch/oci/model';
import type { ContextEntry, ContextTree } from './context-tree.js';

const NOTHING: readonly ContextEntry[] = [];

/** A tree of these entries, which may come in any order, each with the folder that it is in. */
export function createTree(
  parts: Pick<
    ContextTree,
    'root' | 'rootEntry' | 'entries' | 'visited' | 'excluded' | 'ignoreName' | 'ruleFor'
  >,
): ContextTree {
  const entries = parts.entries.toSorted((a, b) => compareText(a.path, b.path));
  const byPath = new Map([['', parts.rootEntry]]);
  const children = new Map<string, ContextEntry[]>();
  for (const entry of entries) {
    byPath.set(entry.path, entry);
    const parent = parentPath(entry.path);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [entry]);
    else siblings.push(entry);
  }
  return {
    ...parts,
    name: `build context ${parts.root}`,
    entries,
    excluded: parts.excluded.toSorted((a, b) => compareText(a.path, b.path)),
    find: (path) => byPath.get(path),
    childrenOf: (path) => children.get(path) ?? NOTHING,
  };
}

/** The path of the folder that a path is in; '' for the root. */
export function parentPath(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
