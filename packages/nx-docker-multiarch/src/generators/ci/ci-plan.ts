import { readNxJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';
import { readPluginOptions, type NamedOptions } from '../../plugin/plugin-options.js';
import { findDockerfiles, needsOf, suffixesOf, type DockerNeeds } from './dockerfiles.js';
import type { CiOptions } from './options.js';
import { findPackageManager, type PackageManager } from './package-manager.js';

/** All that a workflow or pipeline is written from. */
export interface CiPlan {
  /** The branch whose images are pushed. */
  readonly branch: string;
  /** The target that builds the image of a `Dockerfile`; that of `Dockerfile.<suffix>` has the suffix behind a `-`. */
  readonly targetName: string;
  readonly suffixes: readonly string[];
  /** What images are called, without `/` and the project; absent: the provider's own registry. */
  readonly images: string | undefined;
  /** Whether nx.json names what is pushed, for all projects. */
  readonly isNamed: boolean;
  /** Whether each platform is built on a runner of its own. */
  readonly nativeArm: boolean;
  readonly packageManager: PackageManager;
  readonly node: NodeVersion;
  readonly needs: DockerNeeds;
}

/** The Node that the workspace is built with. */
export interface NodeVersion {
  /** The file that names it, in the workspace's root; absent: none does. */
  readonly file?: string;
  /** `22`, or what the file says without a `v`. */
  readonly version: string;
}

const NODE_FILES = ['.nvmrc', '.node-version'];
const NODE_VERSION = '22';

/** What the options and the workspace say. Errors: `OPTIONS_INVALID`, about the plugin's options in nx.json. */
export function planCi(tree: Tree, { registry, branch, nativeArm = false }: CiOptions): CiPlan {
  const nxJson = readNxJson(tree);
  const plugin = pluginOptionsIn(nxJson?.plugins);
  const dockerfiles = findDockerfiles(tree);
  return {
    branch: branch ?? nxJson?.defaultBase?.replace(/^origin\//, '') ?? 'main',
    targetName: plugin.targetName,
    suffixes: suffixesOf(dockerfiles),
    images: registry ?? plugin.registry,
    isNamed: plugin.registry !== undefined || plugin.tags !== undefined,
    nativeArm,
    packageManager: findPackageManager(tree),
    node: findNodeVersion(tree),
    needs: needsOf(dockerfiles),
  };
}

/** The processors that have runners of their own. */
export const NATIVE_ARCHITECTURES = ['amd64', 'arm64'] as const;

/** The registry's host in an image's name: `ghcr.io` of `ghcr.io/acme`; a name without one is Docker Hub's. */
export function hostOf(images: string): string {
  const [first = ''] = images.split('/');
  return /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}

function pluginOptionsIn(plugins: NxJsonConfiguration['plugins'] = []): NamedOptions {
  const found = plugins.find((each) => typeof each === 'object' && each.plugin === 'nx-docker-multiarch');
  return readPluginOptions(typeof found === 'object' ? found.options : undefined);
}

function findNodeVersion(tree: Tree): NodeVersion {
  for (const file of NODE_FILES) {
    const version = tree.read(file, 'utf8')?.trim().replace(/^v/, '');
    if (version !== undefined && /^\d+(\.\d+)*$/.test(version)) return { file, version };
  }
  return { version: NODE_VERSION };
}
