import { posix } from 'node:path';
import type { ServiceProject } from './service-project.js';

/** Names of files and folders by which sources are looked through. */
export interface SourceNames {
  readonly source: RegExp;
  /** Of these, folders too, nothing is looked at. */
  readonly skipped: RegExp;
}

/** What the group of a pattern, which has to be global, matches in all sources of a folder and of those in it. */
export function findInSources(
  project: ServiceProject,
  folder: string,
  pattern: RegExp,
  names: SourceNames,
): readonly string[] {
  return project.list(folder).flatMap((name) => {
    const path = posix.join(folder, name);
    if (names.skipped.test(name)) return [];
    if (!names.source.test(name)) return findInSources(project, path, pattern, names);
    return [...project.read(path).matchAll(pattern)].map(([, found = '']) => found);
  });
}
