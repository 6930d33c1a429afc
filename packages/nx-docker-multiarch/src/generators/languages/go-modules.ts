import { posix } from 'node:path';
import { findInSources } from './find-in-sources.js';
import type { ServiceProject } from './service-project.js';

/** A module whose sources are in the workspace. Paths are relative to the workspace's root. */
export interface GoModule {
  /** What stands before the names of its packages in an `import`. */
  readonly name: string;
  readonly folder: string;
}

/** What `go build` of a service reads of the workspace. */
export interface GoSources {
  /** The service's own module. */
  readonly module: GoModule;
  /** Whether go.work in the workspace's root counts for it. */
  readonly hasWork: boolean;
  /** The other modules that `go mod download` wants to see the go.mod of. */
  readonly others: readonly GoModule[];
  /** The folders outside the project whose packages the service imports, directly or not. */
  readonly imported: readonly string[];
  /** The newest version that one of the modules, or go.work, asks for: 25 of 1.25. */
  readonly minor: number;
}

/** What a service whose module is in `folder` is made of. */
export function goSources(project: ServiceProject, folder: string): GoSources {
  const { read, exists } = project;
  const module = moduleIn(project, folder);
  const work = read('go.work');
  const used = directives(work, 'use').map((words) => posix.join(words[0] ?? '.'));
  const hasWork = used.map(withoutSlash).includes(folder);
  const named = [
    ...replacedFolders(read(posix.join(folder, 'go.mod')), folder),
    ...(hasWork ? [...used, ...replacedFolders(work, '.')] : []),
  ].map(withoutSlash);
  const others = [...new Set(named)]
    .filter((path) => path !== folder && !path.startsWith('..') && exists(posix.join(path, 'go.mod')))
    .map((path) => moduleIn(project, path));
  const files = [module, ...others].map((each) => posix.join(each.folder, 'go.mod'));
  const versions = [...files, ...(hasWork ? ['go.work'] : [])].flatMap((file) =>
    directives(read(file), 'go'),
  );
  return {
    ...{ module, hasWork, others },
    imported: importedFolders(project, module, others),
    minor: Math.max(0, ...versions.map(([version = '']) => Number(/^1\.(\d+)/.exec(version)?.[1] ?? 0))),
  };
}

/** Of other modules a folder is the whole module, since theirs are small; of the service's own the package. */
function importedFolders(
  project: ServiceProject,
  own: GoModule,
  others: readonly GoModule[],
): readonly string[] {
  const folders = [project.root];
  for (const folder of folders) {
    for (const name of findInSources(project, folder, QUOTED, GO_FILES)) {
      const module = [own, ...others]
        .filter((each) => name === each.name || name.startsWith(`${each.name}/`))
        .toSorted((one, other) => other.name.length - one.name.length)[0];
      if (module === undefined) continue;
      const found = module === own ? posix.join(own.folder, name.slice(own.name.length)) : module.folder;
      if (project.exists(found) && !folders.some((each) => isInside(found, each))) folders.push(found);
    }
  }
  return folders.slice(1);
}

/** Imports, and other texts in quotes, which name no package. */
const QUOTED = /"([\w.~/-]+)"/g;
const GO_FILES = { source: /\.go$/, skipped: /^[._]|^(vendor|testdata|node_modules)$|_test\.go$/ };

function isInside(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

function moduleIn({ read }: ServiceProject, folder: string): GoModule {
  const [[name = ''] = []] = directives(read(posix.join(folder, 'go.mod')), 'module');
  return { name, folder };
}

function replacedFolders(text: string, folder: string): readonly string[] {
  return directives(text, 'replace').flatMap((words) => {
    const target = words[words.indexOf('=>') + 1] ?? '';
    return /^\.\.?\//.test(target) ? [posix.join(folder, target)] : [];
  });
}

function withoutSlash(path: string): string {
  return path === './' ? '.' : path.replace(/\/$/, '');
}

/** The words after each `verb` of go.mod or go.work, on a line of its own or in a block. */
function directives(text: string, verb: string): readonly (readonly string[])[] {
  let block: string | undefined;
  return text.split('\n').flatMap((line) => {
    const words = line.replace(/\/\/.*/, '').match(/"[^"]*"|[^\s"]+/g) ?? [];
    const [first, ...rest] = words.map((word) => word.replace(/^"(.*)"$/, '$1'));
    if (first === undefined) return [];
    if (block !== undefined) {
      const found = block === verb && first !== ')' ? [[first, ...rest]] : [];
      if (first === ')') block = undefined;
      return found;
    }
    if (rest[0] === '(') {
      block = first;
      return [];
    }
    return first === verb ? [rest] : [];
  });
}
