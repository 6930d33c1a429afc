import { posix } from 'node:path';
import type { ServiceProject } from './service-project.js';

type Texts = Readonly<Record<string, string>>;

/** What of a package.json says what a package needs, and how it is built and started. */
export interface PackageJson {
  readonly name?: string;
  readonly main?: string;
  readonly exports?: unknown;
  readonly scripts?: Texts;
  readonly dependencies?: Texts;
  readonly optionalDependencies?: Texts;
  readonly peerDependencies?: Texts;
  readonly devDependencies?: Texts;
  readonly workspaces?: readonly string[] | { readonly packages: readonly string[] };
}

/** The package.json in a folder of the workspace; empty if there is none that can be read. */
export function readManifest({ read }: ServiceProject, folder: string): PackageJson {
  try {
    return (JSON.parse(read(posix.join(folder, 'package.json'))) ?? {}) as PackageJson;
  } catch {
    return {};
  }
}

/** Whether the script `build` of a package leaves the work to Nx. */
export function runsNx({ scripts }: PackageJson): boolean {
  return /\bnx\b/.test(scripts?.['build'] ?? '');
}

/** Whether a folder `name` in a package's folder is what a build writes. A build that ran here has left it in the tree. */
export function isOutput({ exists }: ServiceProject, folder: string, name: string): boolean {
  return /^(dist|build|out)$/.test(name) || !exists(posix.join(folder, name));
}
