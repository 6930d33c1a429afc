import {
  findPlatform,
  isIndexMediaType,
  isSamePlatform,
  parseImageConfig,
  parseIndex,
  parseJson,
  parseManifest,
  type Descriptor,
  type Digest,
  type ImageManifest,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { readSmallBlob, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { PluginError } from '../../errors/index.js';
import { missingPlatform } from '../missing-platform.js';
import type { ImageDraft } from './image-draft.js';
import { draftOf } from './image-document.js';

/** A layer that is in a registry or a layout already. */
export interface StoredLayer {
  readonly kind: 'stored';
  /** Of an OCI media type. */
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly store: ImageStore;
}

/** One platform's image that a stage is built on. */
export interface BaseImage {
  /** For messages: the reference, and the digest of what it points to now. */
  readonly name: string;
  readonly platform: Platform;
  readonly draft: ImageDraft;
  readonly layers: readonly StoredLayer[];
}

/** Where an image is to be read: its store, and its tag or digest there. */
export interface BaseSource {
  readonly name: string;
  readonly store: ImageStore;
  readonly tagOrDigest: string;
}

const OCI_LAYER_TYPES: Readonly<Record<string, string>> = {
  'application/vnd.docker.image.rootfs.diff.tar': 'application/vnd.oci.image.layer.v1.tar',
  'application/vnd.docker.image.rootfs.diff.tar.gzip': 'application/vnd.oci.image.layer.v1.tar+gzip',
  'application/vnd.docker.image.rootfs.diff.tar.zstd': 'application/vnd.oci.image.layer.v1.tar+zstd',
};

/**
 * The manifest and the config of one platform's image; no layer is read. `root` is what the tag or digest points to.
 * Errors: `BASE_IMAGE_MISSING` if it is not there or not for the platform, and those of the store.
 */
export async function readBaseImage(
  { name, store, tagOrDigest }: BaseSource,
  root: Descriptor | undefined,
  platform: Platform,
  signal: AbortSignal,
): Promise<BaseImage> {
  if (root === undefined) {
    throw new PluginError(
      'BASE_IMAGE_MISSING',
      `Reading base image ${name}: ${store.name} has no ${tagOrDigest}`,
      {
        hint: 'Check its name and tag. An image that only a builder knows (its own mirror, a local build) needs --engine=buildx.',
      },
    );
  }
  const manifest = parseManifest(
    await store.readManifest((await findManifestFor(root, store, name, platform, signal)).digest, signal),
  );
  const where = `config of base image ${name}`;
  const bytes = await readSmallBlob(store, manifest.config, signal);
  const config = parseImageConfig(bytes, where);
  if (!isSamePlatform(config.platform, platform))
    throw missingPlatform(subjectOf(name), [config.platform], platform);
  return {
    name: name.endsWith(`@${root.digest}`) ? name : `${name}@${root.digest}`,
    platform: config.platform,
    draft: draftOf(parseJson(bytes, where)),
    layers: toLayers(manifest, config.diffIds, store, name),
  };
}

async function findManifestFor(
  root: Descriptor,
  store: ImageStore,
  name: string,
  platform: Platform,
  signal: AbortSignal,
): Promise<Descriptor> {
  if (!isIndexMediaType(root.mediaType)) return root;
  const index = parseIndex(await store.readManifest(root.digest, signal));
  const found = findPlatform(index, platform);
  if (found) return found;
  const offered = index.manifests.flatMap((child) => child.platform ?? []);
  throw missingPlatform(subjectOf(name), offered, platform);
}

function subjectOf(name: string): string {
  return `Reading base image ${name}: it`;
}

function toLayers(
  { layers }: ImageManifest,
  diffIds: readonly Digest[],
  store: ImageStore,
  name: string,
): readonly StoredLayer[] {
  if (layers.length !== diffIds.length)
    throw new PluginError(
      'BASE_IMAGE_MISSING',
      `Reading base image ${name}: ${layers.length} layers and ${diffIds.length} diff ids`,
    );
  return layers.map(({ mediaType, digest, size, urls }, position) => ({
    kind: 'stored',
    descriptor: { mediaType: OCI_LAYER_TYPES[mediaType] ?? mediaType, digest, size, ...(urls && { urls }) },
    diffId: diffIds[position] as Digest,
    store,
  }));
}
