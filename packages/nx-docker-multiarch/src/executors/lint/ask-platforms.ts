import { settleEach } from '@nx-docker-multiarch/oci/errors';
import {
  isAttestation,
  isIndexMediaType,
  parseIndex,
  parseManifest,
  parseReference,
  UNKNOWN_PLATFORM,
  type EncodedDocument,
  type Platform,
  type Reference,
} from '@nx-docker-multiarch/oci/model';
import { readImageConfig, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { PluginError, reasonOrThrow } from '../../errors/index.js';

const MAX_AT_ONCE = 8;

/** What registries said of images, by their references as they were asked for. */
export interface AskedPlatforms {
  readonly images: ReadonlyMap<string, readonly Platform[]>;
  /** Those that could not be asked for, and why: no sentence, no full stop. */
  readonly unknown: ReadonlyMap<string, string>;
}

/** Asks registries which platforms images are there for. Rejects only for the signal. */
export async function askPlatforms(
  references: readonly string[],
  open: (reference: Reference) => ImageStore,
  signal: AbortSignal,
): Promise<AskedPlatforms> {
  const images = new Map<string, readonly Platform[]>();
  const unknown = new Map<string, string>();
  await settleEach(references, MAX_AT_ONCE, async (name) => {
    try {
      const reference = parseReference(name);
      images.set(name, await platformsOf(reference, open(reference), signal));
    } catch (error) {
      unknown.set(name, reasonOrThrow(error, signal));
    }
  });
  return { images, unknown };
}

async function platformsOf(
  { tag = 'latest', digest }: Reference,
  store: ImageStore,
  signal: AbortSignal,
): Promise<readonly Platform[]> {
  const version = digest ?? tag;
  const document = await store.findManifest(version, signal);
  if (document === undefined) throw new PluginError('BASE_IMAGE_MISSING', `${store.name} has no ${version}`);
  if (!isIndexMediaType(document.descriptor.mediaType)) return [await platformOf(document, store, signal)];
  return parseIndex(document)
    .manifests.filter((child) => !isAttestation(child))
    .flatMap(({ platform }) => (platform && platform.os !== UNKNOWN_PLATFORM.os ? [platform] : []));
}

async function platformOf(
  document: EncodedDocument,
  store: ImageStore,
  signal: AbortSignal,
): Promise<Platform> {
  const { platform } = await readImageConfig(store, parseManifest(document), signal);
  return platform;
}
