import {
  formatPlatform,
  isSamePlatform,
  parseManifest,
  type Descriptor,
  type Digest,
  type ImageConfig,
  type ImageManifest,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { readImageConfig } from '@nx-docker-multiarch/oci/store';
import type { KnownBase, PlatformContent } from '../../engines/index.js';
import { PluginError } from '../../errors/index.js';
import { findExecutables, type Executable, type ExecutableSearch } from './executable.js';
import { foreignBinaries } from './foreign-binaries.js';
import { ImageFiles, type ListLayer } from './image-files.js';
import { listFiles, listLayer, type LayerListing } from './layer-listing.js';

/** What is known of one platform's image beyond what it says of itself. */
export interface Proof {
  /** The binaries that were found to be the platform's; empty if there is a `reason`. */
  readonly executables: readonly string[];
  /** Why nothing could be proved. */
  readonly reason: string | undefined;
  /** Whether that is because it is the base image, which says it is for the platform, that has the program: nothing to be warned of. */
  readonly isLeftToBase: boolean;
  readonly warnings: readonly string[];
  /** Bytes of the compressed layers, the config and the manifest. */
  readonly sizeBytes: number;
}

/** Listings by diff id: a layer that two platforms share is read once. */
export type ListingCache = Map<Digest, Promise<LayerListing>>;

const USUAL_CAUSES =
  'Declare "ARG TARGETARCH" without a default, in the very stage that compiles, and not before the first FROM; ' +
  'keep --platform=$BUILDPLATFORM off the last stage; COPY a binary of its own for each platform.';

const FOREIGN_SYSTEMS = new Set(['macOS', 'Windows']);
const COMPILE_FOR_LINUX =
  'Compile it for linux (GOOS=linux, or in a stage of the Dockerfile), and keep what was built for this machine out of ' +
  'the build context with .dockerignore.';

const OTHER_BASE = 'Pin the base image with the digest of its index, not with that of one platform.';

/** Architectures that every machine of the key runs as well, today. Not so arm on arm64: most servers have no 32 bit. */
const RUNS_TOO: Readonly<Record<string, string>> = { amd64: '386' };

/**
 * Proves that one platform's image is that platform's: its config says so, and so do the headers of the
 * binaries that a container would execute. Streams layers from the top down, only as far as it must. The layers of a base
 * image that says it is for the platform are not read, unless what is above them seems to be for another: a file of
 * the base may come first.
 * Errors: `PLATFORM_MISMATCH`, `DOCUMENT_INVALID`, and those of the store.
 */
export async function provePlatform(
  platform: Platform,
  content: PlatformContent,
  listings: ListingCache,
  signal: AbortSignal,
): Promise<Proof> {
  const { manifest: descriptor, store } = content;
  const manifest = parseManifest(await store.readManifest(descriptor.digest, signal));
  const config = await readImageConfig(store, manifest, signal);
  checkDocuments(platform, descriptor, manifest, config);
  checkBase(platform, config, content.base);
  const sizeBytes = [descriptor, manifest.config, ...manifest.layers].reduce(
    (sum, { size }) => sum + size,
    0,
  );
  if (platform.os !== 'linux')
    return {
      executables: [],
      reason: `binaries of ${platform.os} are not read`,
      isLeftToBase: false,
      warnings: [],
      sizeBytes,
    };
  const list = layerLister(manifest, config, content, listings, signal);
  const { files, isInBase, executables, reasons } = await search(platform, config, content.base, list);
  const isProved = executables.length > 0;
  const warnings = [
    ...(isProved ? reasons : []),
    ...executables.flatMap((executable) => checkExecutable(platform, executable)),
    ...foreignBinaries(platform, config, files, executables),
  ];
  return {
    executables: executables.map(({ path }) => path),
    reason: isProved ? undefined : reasons.join('; '),
    isLeftToBase: !isProved && isInBase,
    warnings,
    sizeBytes,
  };
}

interface Search extends ExecutableSearch {
  /** What was searched. */
  readonly files: ImageFiles;
  /** Whether it is only the base image, whose layers were left out, that can have what was not found. */
  readonly isInBase: boolean;
}

async function search(
  platform: Platform,
  config: ImageConfig,
  base: KnownBase | undefined,
  list: ListLayer,
): Promise<Search> {
  if (base !== undefined && isSamePlatform(base.platform, platform)) {
    const scope = `the layers above base image ${base.name}, which says it is for ${formatPlatform(platform)}`;
    const files = new ImageFiles(config.diffIds.slice(base.diffIds.length), list, scope);
    const above = await findExecutables(config, files);
    if (!above.executables.some(({ builtFor }) => isForeign(platform, builtFor)))
      return { ...above, files, isInBase: above.isAbsent };
  }
  const files = new ImageFiles(config.diffIds, list);
  return { ...(await findExecutables(config, files)), files, isInBase: false };
}

function checkDocuments(
  platform: Platform,
  descriptor: Descriptor,
  manifest: ImageManifest,
  config: ImageConfig,
): void {
  const says = [descriptor.platform, config.platform].find(
    (said) => !said || !isSamePlatform(said, platform),
  );
  if (says) throw mismatch(platform, `its config says ${formatPlatform(says)}`);
  if (!descriptor.platform) throw mismatch(platform, 'its descriptor names no platform');
  if (manifest.layers.length !== config.diffIds.length) {
    throw mismatch(
      platform,
      `it has ${manifest.layers.length} layers and its config ${config.diffIds.length}`,
    );
  }
}

function checkBase(platform: Platform, { diffIds }: ImageConfig, base: KnownBase | undefined): void {
  if (base === undefined || base.diffIds.every((diffId, position) => diffId === diffIds[position])) return;
  throw mismatch(platform, `its first layers are not those of its base image ${base.name}`, OTHER_BASE);
}

function isForeign({ architecture }: Platform, builtFor: string): boolean {
  return builtFor !== architecture && RUNS_TOO[architecture] !== builtFor;
}

/** Returns warnings for what runs although it is another architecture's. */
function checkExecutable(platform: Platform, { path, builtFor }: Executable): readonly string[] {
  if (builtFor === platform.architecture) return [];
  const found = `${path} is a binary for ${builtFor}`;
  if (!isForeign(platform, builtFor))
    return [`${found}, 32 bit, which ${platform.architecture} machines run as well`];
  throw mismatch(platform, found, FOREIGN_SYSTEMS.has(builtFor) ? COMPILE_FOR_LINUX : USUAL_CAUSES);
}

function layerLister(
  manifest: ImageManifest,
  config: ImageConfig,
  { store, filesOf }: PlatformContent,
  listings: ListingCache,
  signal: AbortSignal,
): ListLayer {
  const layers = new Map(config.diffIds.map((diffId, position) => [diffId, manifest.layers[position]]));
  return (diffId) => {
    const layer = layers.get(diffId) as Descriptor;
    const known = filesOf?.(diffId);
    const listing =
      listings.get(diffId) ??
      (known === undefined ? listLayer(layer, diffId, store, signal) : listFiles(known));
    listings.set(diffId, listing);
    return listing;
  };
}

function mismatch(platform: Platform, what: string, hint = USUAL_CAUSES): PluginError {
  return new PluginError('PLATFORM_MISMATCH', `Proving the image for ${formatPlatform(platform)}: ${what}`, {
    hint,
  });
}
