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
import { CodedError, PluginError } from '../../errors/index.js';
import { elfArchitecture } from './elf.js';
import { findExecutables, pathFolders, type Executable } from './executable.js';
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

const UNREADABLE = new Set(['LAYER_UNSUPPORTED', 'CONTENT_TOO_LARGE']);

/** Architectures that a machine of the key runs as well. */
const RUNS_TOO: Readonly<Record<string, string>> = { amd64: '386', arm64: 'arm' };

/**
 * Proves that one platform's image is that platform's: its config says so, and so does the ELF header of what a
 * container would execute. Streams layers from the top down, only as far as it must.
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
  const unproved = (reason: string): Proof => ({ executables: [], reason, warnings: [], sizeBytes });
  if (platform.os !== 'linux') return unproved(`binaries of ${platform.os} are not read`);
  const search = await findExecutables(config, files).catch(reasonIfUnreadable);
  if ('reason' in search) return unproved(search.reason);
  const warnings = search.executables.flatMap((executable) => checkExecutable(platform, executable));
  return {
    executables: search.executables.map(({ path }) => path),
    reason: undefined,
    warnings: [...warnings, ...foreignBinaries(platform, config, files, search.executables)],
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
function checkExecutable({ os, architecture, variant }: Platform, executable: Executable): readonly string[] {
  if (executable.architecture === architecture) return [];
  const found = `${executable.path} is a binary for ${executable.architecture}`;
  if (RUNS_TOO[architecture] === executable.architecture)
    return [`${found}, which not every ${architecture} machine runs`];
  throw mismatch({ os, architecture, ...(variant && { variant }) }, found);
}

function foreignBinaries(
  platform: Platform,
  config: ImageConfig,
  files: ImageFiles,
  proved: readonly Executable[],
): readonly string[] {
  const folders = new Set(pathFolders(config).map((folder) => folder.slice(1)));
  const known = new Set(proved.map(({ path }) => path));
  const foreign = new Map<string, string>();
  for (const listing of files.listed) {
    for (const [path, { head }] of listing.files) {
      const architecture = folders.has(path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
        ? elfArchitecture(head)
        : undefined;
      if (architecture && architecture !== platform.architecture && !known.has(`/${path}`))
        foreign.set(`/${path}`, architecture);
    }
  }
  return [...foreign].map(([path, architecture]) => `${path} is a binary for ${architecture}`);
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

/** A layer in a form this Node can't read, or larger than the proof's bounds, leaves the image unproved. */
function reasonIfUnreadable(error: unknown): { reason: string } {
  if (error instanceof CodedError && UNREADABLE.has((error as CodedError).code))
    return { reason: error.message };
  throw error;
}

function mismatch(platform: Platform, what: string): PluginError {
  return new PluginError('PLATFORM_MISMATCH', `Proving the image for ${formatPlatform(platform)}: ${what}`, {
    hint: USUAL_CAUSES,
  });
}
