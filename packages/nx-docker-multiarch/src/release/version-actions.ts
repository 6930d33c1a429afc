import path from 'node:path';
import type { Tree } from '@nx/devkit';
import { VersionActions } from 'nx/release';

/** What a service's version is before its first release. */
const FIRST = '0.0.0';

/**
 * How `nx release` versions a service: `release.version.versionActions` names this module. The version is in the project's
 * package.json if that has one; else nothing is written, and the Git tag is the version.
 */
export default class ServiceVersionActions extends VersionActions {
  readonly validManifestFilenames = ['package.json'];

  async readCurrentVersionFromSourceManifest(
    tree: Tree,
  ): Promise<{ currentVersion: string; manifestPath: string } | null> {
    const manifestPath = path.join(this.projectGraphNode.data.root, 'package.json');
    const currentVersion = readVersion(tree, manifestPath);
    if (currentVersion !== undefined) return { currentVersion, manifestPath };
    // Nx asks for it where no Git tag is found. Of a project that is asked for nothing else it would be the answer for ever.
    if (this.finalConfigForProject.currentVersionResolver === 'disk') return null;
    return { currentVersion: FIRST, manifestPath: 'none, as there was no release yet' };
  }

  /** Registries are not asked: a tag there can be anything. */
  readCurrentVersionFromRegistry(): Promise<null> {
    return Promise.resolve(null);
  }

  /** An image names no versions of other projects. */
  readCurrentVersionOfDependency(): Promise<{ currentVersion: null; dependencyCollection: null }> {
    return Promise.resolve({ currentVersion: null, dependencyCollection: null });
  }

  updateProjectVersion(tree: Tree, newVersion: string): Promise<string[]> {
    const written = this.manifestsToUpdate
      .map(({ manifestPath }) => manifestPath)
      .filter((manifestPath) => writeVersion(tree, manifestPath, newVersion));
    const lines = written.map((manifestPath) => `✍️  New version ${newVersion} written to ${manifestPath}`);
    return Promise.resolve(
      lines.length > 0 ? lines : [`🏷️  New version ${newVersion} is kept by its Git tag`],
    );
  }

  updateProjectDependencies(): Promise<string[]> {
    return Promise.resolve([]);
  }
}

function readVersion(tree: Tree, manifestPath: string): string | undefined {
  const { version } = readManifest(tree, manifestPath);
  return typeof version === 'string' && version !== '' ? version : undefined;
}

/** Whether there is a version to be replaced. Nothing else of the text changes: by that, a release's commit is known. */
function writeVersion(tree: Tree, manifestPath: string, version: string): boolean {
  if (readVersion(tree, manifestPath) === undefined) return false;
  const text = tree.read(manifestPath, 'utf8') ?? '';
  const wanted = JSON.stringify({ ...readManifest(tree, manifestPath), version });
  // Parts of a manifest may have a version too.
  const changed = [...text.matchAll(/("version"\s*:\s*)"(?:[^"\\]|\\.)*"/g)]
    .map(({ 0: whole, 1: key = '', index }) =>
      [text.slice(0, index), key, JSON.stringify(version), text.slice(index + whole.length)].join(''),
    )
    .find((candidate) => JSON.stringify(JSON.parse(candidate)) === wanted);
  if (changed !== undefined) tree.write(manifestPath, changed);
  return changed !== undefined;
}

function readManifest(tree: Tree, manifestPath: string): Readonly<Record<string, unknown>> {
  return JSON.parse(tree.read(manifestPath, 'utf8') ?? '{}') as Readonly<Record<string, unknown>>;
}
