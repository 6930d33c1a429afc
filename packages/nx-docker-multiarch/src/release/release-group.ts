import type { NxJsonConfiguration, ProjectConfiguration } from '@nx/devkit';

type Groups = NonNullable<NonNullable<NxJsonConfiguration['release']>['groups']>;

/** One of the groups in which nx.json releases projects. */
export type ReleaseGroup = Groups[string];

/**
 * The group in which a project is released, with its name, by Nx's own reading of what each group names. None if it is in no group, or if a
 * later Nx has that function elsewhere.
 */
export async function findReleaseGroup(
  projectName: string,
  projects: Readonly<Record<string, Pick<ProjectConfiguration, 'root' | 'tags'>>>,
  groups: Groups = {},
): Promise<readonly [string, ReleaseGroup] | undefined> {
  if (Object.keys(groups).length === 0) return undefined;
  const nodes = Object.entries(projects).map(([name, data]) => [name, { name, type: 'app', data }] as const);
  try {
    const { findMatchingProjects } = await import('nx/src/utils/find-matching-projects');
    return Object.entries(groups).find(([, group]) =>
      findMatchingProjects([group.projects].flat(), Object.fromEntries(nodes)).includes(projectName),
    );
  } catch {
    // Nx itself says what is wrong with a pattern, when it releases.
    return undefined;
  }
}
