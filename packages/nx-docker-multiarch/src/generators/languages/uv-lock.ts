import { posix } from 'node:path';
import type { ServiceProject } from './service-project.js';

/** A package of Python whose sources are in the workspace. */
export interface LocalPackage {
  readonly name: string;
  /** Relative to the workspace's root. */
  readonly folder: string;
}

/** The packages of the workspace that a service needs, directly or not, by what a uv.lock says. */
export function localPackages(project: ServiceProject, lock: string): readonly LocalPackage[] {
  const packages = project
    .read(lock)
    .split(/^\[\[package\]\]$/m)
    .slice(1)
    .map(parsePackage);
  const folderOf = (local: string): string => posix.join(posix.dirname(lock), local);
  const own = packages.filter(({ local }) => local !== undefined && folderOf(local) === project.root);
  const needed = [...own];
  for (const { dependencies } of needed) {
    const found = packages.filter(({ name, local }) => local !== undefined && dependencies.includes(name));
    needed.push(...found.filter((each) => !needed.includes(each)));
  }
  return needed.slice(own.length).map(({ name, local = '.' }) => ({ name, folder: folderOf(local) }));
}

/** uv always writes an entry of a list on a line of its own. */
function parsePackage(text: string): { name: string; local: string | undefined; dependencies: string[] } {
  const list = /^dependencies = \[\n([\s\S]*?)^\]/m.exec(text)?.[1] ?? '';
  return {
    name: /^name = "(.*)"/m.exec(text)?.[1] ?? '',
    local: /^source = \{ (?:editable|virtual|directory) = "(.*?)"/m.exec(text)?.[1],
    dependencies: [...list.matchAll(/\{ name = "(.*?)"/g)].map(([, name = '']) => name),
  };
}
