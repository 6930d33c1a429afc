import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import type { Fact } from '../../plan/index.js';
import type { Run } from '../../process/index.js';
import { askGit } from '../world/git-facts.js';

/** The project whose version is asked for, and where. */
export interface VersionedProject {
  readonly name: string;
  /** Relative to the workspace root. */
  readonly root: string;
  /** Absolute path. */
  readonly workspaceRoot: string;
  readonly nxRelease: NxJsonConfiguration['release'];
}

/** What `nx release` hands over of each project; `newVersion` is null if it has no new one. */
export type VersionData = Readonly<Record<string, { readonly newVersion?: string | null } | undefined>>;

const SEMVER = String.raw`(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)`;

/**
 * The version that is released: the one that `nx release` has just given, else the one of the project's package.json, else
 * that of a Git tag on the commit. `undefined` if `nx release` has given none.
 */
export async function readReleasedVersion(
  project: VersionedProject,
  versionData: VersionData | undefined,
  run: Run,
): Promise<Fact | undefined> {
  if (versionData !== undefined) {
    const version = versionData[project.name]?.newVersion;
    return version ? { value: version } : undefined;
  }
  const file = path.join(project.root, 'package.json');
  const version = await readManifestVersion(path.join(project.workspaceRoot, file));
  return version === undefined ? readTagVersion(project, file, run) : { value: version };
}

/** The version in one of a commit's Git tags, as `nx release` writes them; the first that fits. */
export function versionInTags(
  tags: readonly string[],
  { name, nxRelease }: Pick<VersionedProject, 'name' | 'nxRelease'>,
): string | undefined {
  // A tag without the project's name may be another group's.
  const patterns = tagPatterns(nxRelease).sort((a, b) => Number(hasName(b)) - Number(hasName(a)));
  for (const pattern of patterns) {
    const [before = '', after = ''] = pattern.replaceAll('{projectName}', name).split('{version}');
    const shape = new RegExp(`^${literal(before)}${SEMVER}${literal(after)}$`);
    for (const tag of tags) {
      const version = shape.exec(tag)?.[1];
      if (version !== undefined) return version;
    }
  }
  return undefined;
}

async function readManifestVersion(file: string): Promise<string | undefined> {
  try {
    const { version } = JSON.parse(await readFile(file, 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' && version !== '' ? version : undefined;
  } catch {
    // Where there is none that can be read, the Git tag counts.
    return undefined;
  }
}

async function readTagVersion(project: VersionedProject, file: string, run: Run): Promise<Fact> {
  // The highest first, and 1.0.0 before 1.0.0-rc.1.
  const args = ['-c', 'versionsort.suffix=-', 'tag', '--points-at', 'HEAD', '--sort=-version:refname'];
  const tags = await askGit(args, project.workspaceRoot, run);
  const version = 'value' in tags ? versionInTags(tags.value.split('\n'), project) : undefined;
  if (version !== undefined) return { value: version };
  const noTag = 'value' in tags ? 'no Git tag on this commit is one of a release of it' : tags.failure;
  return {
    missing: `there is no "version" in ${file}, and ${noTag}`,
    wayOut: 'Run nx release, or check out the commit that has its Git tag, with its tags.',
  };
}

/** How releases of a project may be tagged: as nx.json says, or as Nx does by default. */
function tagPatterns(nxRelease: NxJsonConfiguration['release']): string[] {
  const groups = Object.entries(nxRelease?.groups ?? {});
  const ofGroups = groups.flatMap(([group, { releaseTag }]) =>
    [releaseTag?.pattern, '{releaseGroupName}-v{version}'].map((pattern) =>
      pattern?.replaceAll('{releaseGroupName}', group),
    ),
  );
  const patterns = [nxRelease?.releaseTag?.pattern, ...ofGroups, '{projectName}@{version}', 'v{version}'];
  return patterns.filter((pattern) => pattern !== undefined);
}

function hasName(pattern: string): boolean {
  return pattern.includes('{projectName}');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
