import {
  attestedDigest,
  formatPlatform,
  isAttestation,
  isIndexMediaType,
  isSamePlatform,
  parseIndex,
  parseManifest,
  type Descriptor,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { readImageConfig, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { PluginError } from '../errors/index.js';
import type { PlatformContent } from './engine.js';

/** An index of one image holds one index at most, in a layout's `index.json`; more is nobody's honest output. */
const MAX_DEPTH = 3;

/**
 * The content of one platform, from the document that an engine left in a store: the image's manifest, or an index
 * of it and its attestations, or an index of that. What the store says of the image is believed only as far as its
 * descriptor; the proof comes later.
 * Errors: `BUILD_FAILED` unless there is exactly one image, `PLATFORM_MISMATCH` if it is another platform's, and
 * those of the store.
 */
export async function readContent(
  root: Descriptor,
  platform: Platform,
  store: ImageStore,
  signal?: AbortSignal,
): Promise<PlatformContent> {
  const doing = `Reading the image for ${formatPlatform(platform)} from ${store.name}`;
  const children = await readChildren(root, store, MAX_DEPTH, doing, signal);
  const images = children.filter((child) => !isAttestation(child));
  const [image] = images;
  if (image === undefined || images.length > 1) {
    throw new PluginError('BUILD_FAILED', `${doing}: the builder made ${images.length} images, not one`);
  }
  const actual = image.platform ?? (await readPlatform(image, store, signal));
  if (!isSamePlatform(actual, platform)) {
    throw new PluginError('PLATFORM_MISMATCH', `${doing}: it is an image for ${formatPlatform(actual)}`, {
      hint: 'Look for a FROM with a fixed --platform in the last stage of the Dockerfile, or for a base image of one platform only.',
    });
  }
  const attestations = children.filter(isAttestation);
  const foreign = attestations.find((attestation) => attestedDigest(attestation) !== image.digest);
  if (foreign) {
    throw new PluginError('BUILD_FAILED', `${doing}: attestation ${foreign.digest} is about another image`);
  }
  const { mediaType, digest, size } = image;
  return { manifest: { mediaType, digest, size, platform }, attestations, store };
}

async function readChildren(
  root: Descriptor,
  store: ImageStore,
  depth: number,
  doing: string,
  signal?: AbortSignal,
): Promise<readonly Descriptor[]> {
  if (!isIndexMediaType(root.mediaType)) return [root];
  if (depth === 0) throw new PluginError('BUILD_FAILED', `${doing}: its indexes are nested too deep`);
  const { manifests } = parseIndex(await store.readManifest(root.digest, signal));
  const children: Descriptor[] = [];
  for (const child of manifests)
    children.push(...(await readChildren(child, store, depth - 1, doing, signal)));
  return children;
}

async function readPlatform(image: Descriptor, store: ImageStore, signal?: AbortSignal): Promise<Platform> {
  const manifest = parseManifest(await store.readManifest(image.digest, signal));
  return (await readImageConfig(store, manifest, signal)).platform;
}
