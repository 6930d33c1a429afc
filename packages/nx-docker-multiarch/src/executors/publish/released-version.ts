import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import type { Fact } from '../../plan/index.js';
import type { Run } from '../../process/index.js';
import type { ReleaseGroup } from '../../release/release-group.js';
import { askGit } from '../world/git-facts.js';

/** The project whose version is asked for, and where. */
export interface VersionedProject {
  readonly name: string;
  /** Relative to the workspace root. */
  readonly root: string;
  /** Absolute path. */
  readonly workspaceRoot: string;
  readonly nxRelease: NxJsonConfiguration['release'];
  /** The group of nx.json in which it is released, with its name. */
  readonly group: readonly [string, ReleaseGroup] | undefined;
}

/** What `nx release` hands over of each project; `newVersion` is null if it has no new one. */
export type VersionData = Readonly<Record<string, { readonly newVersion?: string | null } | undefined>>;

/** What Nx calls the group of all projects where nx.json has no groups. */
const IMPLICIT_GROUP = '__default__';
const SEMVER = String.raw`(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)`;

/**
 * The version that is released: the one that `nx release` has just given, else that of a Git tag on the commit, else the one
 * of the project's package.json. `undefined` if `nx release` has given none.
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
  // Before package.json, whose version in the sources may never change: a release can write that of what is built.
  const tags = await readTags(project.workspaceRoot, run);
  const inTags = 'value' in tags ? versionInTags(tags.value.split('\n'), project) : undefined;
  if (inTags !== undefined) return { value: inTags };
  const file = path.join(project.root, 'package.json');
  const inManifest = await readManifestVersion(path.join(project.workspaceRoot, file));
  if (inManifest !== undefined) return { value: inManifest };
  const noTag = 'value' in tags ? 'no Git tag on this commit is one of a release of it' : tags.failure;
  return {
    missing: `there is no "version" in ${file}, and ${noTag}`,
    wayOut: 'Run nx release, or check out the commit that has its Git tag, with its tags.',
  };
}

/** The version in one of a commit's Git tags, as `nx release` writes them; the first that fits. */
export function versionInTags(
  tags: readonly string[],
  project: Pick<VersionedProject, 'name' | 'nxRelease' | 'group'>,
): string | undefined {
  for (const pattern of tagPatterns(project)) {
    const [before = '', after = ''] = pattern
      .replaceAll('{projectName}', project.name)
      .replaceAll('{releaseGroupName}', project.group?.[0] ?? IMPLICIT_GROUP)
      .split('{version}');
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
    // What cannot be read says no version.
    return undefined;
  }
}

function readTags(workspaceRoot: string, run: Run): ReturnType<typeof askGit> {
  // The highest first, and 1.0.0 before 1.0.0-rc.1.
  const args = ['-c', 'versionsort.suffix=-', 'tag', '--points-at', 'HEAD', '--sort=-version:refname'];
  return askGit(args, workspaceRoot, run);
}

/** How releases of a project are tagged: as nx.json says, or as Nx does by default. None is another group's. */
function tagPatterns({ nxRelease, group }: Pick<VersionedProject, 'nxRelease' | 'group'>): readonly string[] {
  const [, own] = group ?? [];
  if (own?.releaseTag?.pattern) return [own.releaseTag.pattern];
  const isOfNoGroup = group === undefined && Object.keys(nxRelease?.groups ?? {}).length > 0;
  const isShared = (own ?? nxRelease)?.projectsRelationship !== 'independent' && !isOfNoGroup;
  const ofAll = nxRelease?.releaseTag?.pattern ?? (own ? '{releaseGroupName}-v{version}' : 'v{version}');
  const patterns = [ofAll, '{projectName}@{version}'].filter((pattern) => isShared || hasName(pattern));
  // What names the project is its own in any case.
  return patterns.sort((a, b) => Number(hasName(b)) - Number(hasName(a)));
}

function hasName(pattern: string): boolean {
  return pattern.includes('{projectName}');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
