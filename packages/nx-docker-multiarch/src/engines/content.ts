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
import { PluginError, settleAll } from '../errors/index.js';
import type { PlatformContent } from './engine.js';

/** An index of one image holds one index at most, in a layout's `index.json`; more is nobody's honest output. */
const MAX_DEPTH = 3;

/**
 * The content of each platform, from the document that an engine left in a store: an image's manifest, or an index of
 * images and their attestations, or an index of that. What the store says of an image is believed only as far as its
 * descriptor; the proof comes later.
 * Errors: `BUILD_FAILED` unless there is exactly one image for each, `PLATFORM_MISMATCH` if one is another platform's,
 * and those of the store.
 */
export async function readContents(
  root: Descriptor,
  platforms: readonly Platform[],
  store: ImageStore,
  signal?: AbortSignal,
): Promise<readonly PlatformContent[]> {
  const doing = `Reading the image for ${platforms.map(formatPlatform).join(', ')} from ${store.name}`;
  const children = await readChildren(root, store, MAX_DEPTH, doing, signal);
  const images = await readImages(children, store, signal);
  if (images.length !== platforms.length) {
    throw new PluginError(
      'BUILD_FAILED',
      `${doing}: the builder made ${images.length} images, not ${platforms.length}`,
    );
  }
  const attestations = children.filter(isAttestation);
  const foreign = attestations.find(
    (attestation) => !images.some(({ digest }) => digest === attestedDigest(attestation)),
  );
  if (foreign) {
    throw new PluginError('BUILD_FAILED', `${doing}: attestation ${foreign.digest} is about another image`);
  }
  return platforms.map((platform) => {
    const manifest =
      images.find((image) => isSamePlatform(image.platform, platform)) ?? mismatch(doing, images);
    return {
      manifest,
      attestations: attestations.filter((each) => attestedDigest(each) === manifest.digest),
      store,
    };
  });
}

type Image = Descriptor & { readonly platform: Platform };

async function readImages(
  children: readonly Descriptor[],
  store: ImageStore,
  signal?: AbortSignal,
): Promise<readonly Image[]> {
  const images = children.filter((child) => !isAttestation(child));
  return settleAll(
    images.map(async (image) => {
      const { mediaType, digest, size, platform } = image;
      return { mediaType, digest, size, platform: platform ?? (await readPlatform(image, store, signal)) };
    }),
  );
}

function mismatch(doing: string, images: readonly Image[]): never {
  const made = images.map(({ platform }) => formatPlatform(platform)).join(', ');
  throw new PluginError('PLATFORM_MISMATCH', `${doing}: it is an image for ${made}`, {
    hint: 'Look for a FROM with a fixed --platform in the last stage of the Dockerfile, or for a base image of one platform only.',
  });
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
