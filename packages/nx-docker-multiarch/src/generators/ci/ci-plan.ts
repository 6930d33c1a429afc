import { readNxJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';
import { formatPlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { RawList } from '../../plan/option-lists.js';
import { resolvePlatforms } from '../../plan/platforms.js';
import { readPluginOptions, type NamedOptions } from '../../plugin/plugin-options.js';
import { findDockerfiles, needsOf, suffixesOf, type DockerNeeds } from './dockerfiles.js';
import { findImageTargets } from './image-targets.js';
import type { CiOptions } from './options.js';
import { findPackageManager, type PackageManager } from './package-manager.js';

/** All that a workflow or pipeline is written from. */
export interface CiPlan {
  /** The branch whose images are pushed. */
  readonly branch: string;
  /** The targets that build images, each once. Never empty. */
  readonly targets: readonly string[];
  /** What images are called, without `/` and the project; absent: the provider's own registry. */
  readonly images: string | undefined;
  /** The same as nx.json names it, for what is pushed of all projects; absent: each project has its own tags. */
  readonly named: string | undefined;
  /** The options that decided something, beside the provider, as the command line takes them. */
  readonly flags: readonly string[];
  /** Whether each platform is built on a runner of its own. */
  readonly nativeArm: boolean;
  /** Where other platforms are named than those that have runners: projects, and `nx.json`. */
  readonly otherPlatformsIn: readonly string[];
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

const PLUGIN = 'nx-docker-multiarch';
const NODE_FILES = ['.nvmrc', '.node-version'];
const NODE_VERSION = '22';

/** What the options and the workspace say. Errors: `OPTIONS_INVALID`, about the plugin's options in nx.json. */
export function planCi(tree: Tree, options: CiOptions): CiPlan {
  const { registry, branch, nativeArm = false } = options;
  const nxJson = readNxJson(tree);
  const given = pluginOptionsIn(nxJson?.plugins);
  const plugin = given ?? readPluginOptions();
  const dockerfiles = findDockerfiles(tree);
  const inferred = [
    plugin.targetName,
    ...suffixesOf(dockerfiles).map((suffix) => `${plugin.targetName}-${suffix}`),
  ];
  const { names, platforms, needBuilder } = findImageTargets(tree, given ? inferred : []);
  const usual = { place: 'nx.json', platforms: readPlatforms(plugin.platforms) };
  const own = platforms.map(([place, each]) => ({ place, platforms: readPlatforms(each) }));
  const all = [usual, ...own].flatMap((each) => each.platforms);
  const needs = needsOf(dockerfiles, all);
  const named = plugin.registry ?? imagesOf(plugin.tags);
  return {
    branch: branch ?? nxJson?.defaultBase?.replace(/^origin\//, '') ?? 'main',
    targets: [...new Set(given || names.length === 0 ? [...inferred, ...names] : names)],
    images: registry ?? named,
    named,
    flags: flagsOf(options),
    nativeArm,
    otherPlatformsIn: [...new Set([usual, ...own].filter(hasOtherPlatforms).map(({ place }) => place))],
    packageManager: findPackageManager(tree),
    node: findNodeVersion(tree),
    needs: { ...needs, builder: needs.builder || needBuilder },
  };
}

function flagsOf({ registry, branch, nativeArm }: CiOptions): readonly string[] {
  return [
    ...(registry === undefined ? [] : [`--registry=${registry}`]),
    ...(branch === undefined ? [] : [`--branch=${branch}`]),
    ...(nativeArm ? ['--nativeArm'] : []),
  ];
}

/** The processors that have runners of their own. */
export const NATIVE_ARCHITECTURES = ['amd64', 'arm64'] as const;
const NATIVE_PLATFORMS = NATIVE_ARCHITECTURES.map((architecture) => `linux/${architecture}`);

/** A token in the images' name that stands for an environment variable. */
export const ENV_TOKEN = /\{env\.([A-Za-z_]\w*)\}/g;

/** The registry's host in an image's name: `ghcr.io` of `ghcr.io/acme`; a name without one is Docker Hub's. */
export function hostOf(images: string): string {
  const [first = ''] = images.split('/');
  return /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}

/** The environment variables that the images' name is made of and that no CI sets by itself. */
export function variablesIn(images = ''): readonly string[] {
  const names = [...images.matchAll(ENV_TOKEN)].map(([, name = '']) => name);
  return [...new Set(names.filter((name) => !/^(?:CI|GITHUB|GITLAB|RUNNER)(?:_|$)/.test(name)))];
}

/** The options of the plugin in nx.json; `undefined` if it is not there. */
function pluginOptionsIn(plugins: NxJsonConfiguration['plugins'] = []): NamedOptions | undefined {
  const found = plugins.find((each) => (typeof each === 'string' ? each : each.plugin) === PLUGIN);
  if (found === undefined) return undefined;
  return readPluginOptions(typeof found === 'object' ? found.options : undefined);
}

/** What stands before the last part of the first tag, which names the project. */
function imagesOf([first]: readonly string[] = []): string | undefined {
  return first?.slice(0, first.lastIndexOf('/'));
}

/** What can't be read is left to the build, which says what is wrong with it. */
function readPlatforms(raw: RawList): readonly Platform[] {
  return resolvePlatforms(raw, () => undefined);
}

function hasOtherPlatforms({ platforms }: { readonly platforms: readonly Platform[] }): boolean {
  return String(platforms.map(formatPlatform).sort()) !== String(NATIVE_PLATFORMS);
}

function findNodeVersion(tree: Tree): NodeVersion {
  for (const file of NODE_FILES) {
    const version = tree.read(file, 'utf8')?.trim().replace(/^v/, '');
    if (version !== undefined && /^\d+(\.\d+)*$/.test(version)) return { file, version };
  }
  return { version: NODE_VERSION };
}
