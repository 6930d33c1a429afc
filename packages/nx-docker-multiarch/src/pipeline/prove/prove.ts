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
import { readImageConfig, type ImageStore } from '@nx-docker-multiarch/oci/store';
import type { PlatformContent } from '../../engines/index.js';
import { PluginError } from '../../errors/index.js';
import { findExecutables, type Executable } from './executable.js';
import { foreignBinaries } from './foreign-binaries.js';
import { ImageFiles, type ListLayer } from './image-files.js';
import { listLayer, type LayerListing } from './layer-listing.js';

/** What is known of one platform's image beyond what it says of itself. */
export interface Proof {
  /** The binaries that were found to be the platform's; empty if there is a `reason`. */
  readonly executables: readonly string[];
  /** Why nothing could be proved. */
  readonly reason: string | undefined;
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

/** Architectures that every machine of the key runs as well, today. Not so arm on arm64: most servers have no 32 bit. */
const RUNS_TOO: Readonly<Record<string, string>> = { amd64: '386' };

/**
 * Proves that one platform's image is that platform's: its config says so, and so do the headers of the
 * binaries that a container would execute. Streams layers from the top down, only as far as it must.
 * Errors: `PLATFORM_MISMATCH`, `DOCUMENT_INVALID`, and those of the store.
 */
export async function provePlatform(
  platform: Platform,
  { manifest: descriptor, store }: PlatformContent,
  listings: ListingCache,
  signal: AbortSignal,
): Promise<Proof> {
  const manifest = parseManifest(await store.readManifest(descriptor.digest, signal));
  const config = await readImageConfig(store, manifest, signal);
  checkDocuments(platform, descriptor, manifest, config);
  const files = new ImageFiles(config.diffIds, layerLister(manifest, config, store, listings, signal));
  const sizeBytes = [descriptor, manifest.config, ...manifest.layers].reduce(
    (sum, { size }) => sum + size,
    0,
  );
  if (platform.os !== 'linux')
    return { executables: [], reason: `binaries of ${platform.os} are not read`, warnings: [], sizeBytes };
  const { executables, reasons } = await findExecutables(config, files);
  const isProved = executables.length > 0;
  const warnings = [
    ...(isProved ? reasons : []),
    ...executables.flatMap((executable) => checkExecutable(platform, executable)),
    ...foreignBinaries(platform, config, files, executables),
  ];
  return {
    executables: executables.map(({ path }) => path),
    reason: isProved ? undefined : reasons.join('; '),
    warnings,
    sizeBytes,
  };
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

/** Returns warnings for what runs although it is another architecture's. */
function checkExecutable(platform: Platform, { path, builtFor }: Executable): readonly string[] {
  if (builtFor === platform.architecture) return [];
  const found = `${path} is a binary for ${builtFor}`;
  if (RUNS_TOO[platform.architecture] === builtFor)
    return [`${found}, 32 bit, which ${platform.architecture} machines run as well`];
  throw mismatch(platform, found, FOREIGN_SYSTEMS.has(builtFor) ? COMPILE_FOR_LINUX : USUAL_CAUSES);
}

function layerLister(
  manifest: ImageManifest,
  config: ImageConfig,
  store: ImageStore,
  listings: ListingCache,
  signal: AbortSignal,
): ListLayer {
  const layers = new Map(config.diffIds.map((diffId, position) => [diffId, manifest.layers[position]]));
  return (diffId) => {
    const layer = layers.get(diffId) as Descriptor;
    const listing = listings.get(diffId) ?? listLayer(layer, diffId, store, signal);
    listings.set(diffId, listing);
    return listing;
  };
}

function mismatch(platform: Platform, what: string, hint = USUAL_CAUSES): PluginError {
  return new PluginError('PLATFORM_MISMATCH', `Proving the image for ${formatPlatform(platform)}: ${what}`, {
    hint,
  });
}
