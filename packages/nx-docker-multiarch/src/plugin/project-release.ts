import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NxJsonConfiguration, ProjectConfiguration } from '@nx/devkit';
import { findReleaseGroup, type ReleaseGroup } from '../release/release-group.js';
import { releaseConfig, releaseTargets, sayWhatIsNeeded } from './release-targets.js';

/** How a project is released: what is inferred of it besides its Dockerfiles. */
export type ProjectRelease = Pick<ProjectConfiguration, 'targets' | 'release'>;

/** Tells of a project, by its folder relative to the workspace root, how it is released. */
export function inferReleases(
  workspaceRoot: string,
  nxRelease: NonNullable<NxJsonConfiguration['release']>,
): (root: string) => Promise<ProjectRelease> {
  const groups = Object.entries(nxRelease.groups ?? {}).filter(([, group]) => sayWhatIsNeeded(group.version));
  return async (root) => {
    const packageJson = readJson(join(workspaceRoot, root, 'package.json'));
    const targets = releaseTargets(packageJson);
    if (packageJson !== undefined) return { targets };
    // Most workspaces have none, and need not wait for the reading of one more file a project.
    const group = groups.length === 0 ? undefined : await findOwnGroup(workspaceRoot, root, groups);
    return { targets, release: releaseConfig([nxRelease.version, group?.version]) };
  };
}

/** By what can be known of a project before Nx has put it together. */
async function findOwnGroup(
  workspaceRoot: string,
  root: string,
  groups: readonly (readonly [string, ReleaseGroup])[],
): Promise<ReleaseGroup | undefined> {
  const { name, tags } = readJson(join(workspaceRoot, root, 'project.json')) ?? {};
  const projectName = typeof name === 'string' ? name : basename(join(workspaceRoot, root)).toLowerCase();
  const ownTags = Array.isArray(tags) ? tags.map(String) : [];
  const projects = { [projectName]: { root, tags: ownTags } };
  return (await findReleaseGroup(projectName, projects, Object.fromEntries(groups)))?.[1];
}

/** An empty object if it holds none; `undefined` if there is no such file. */
function readJson(file: string): Readonly<Record<string, unknown>> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? { ...content } : {};
  } catch {
    // Nx itself says what is wrong with it.
    return {};
  }
}
